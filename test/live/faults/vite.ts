import { type Edit, type Fault, newFile } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const settings = '/srv/shop/main/settings.py';
const production = '/srv/shop/main/settings_production.py';
const configuration = '/srv/shop/vite.config.js';
const change = (path: string, from: string, to: string): Edit => ({ path, from, to });

/** A page with a script that Vite builds. */
const page: readonly Edit[] = [
  change(settings, '    "channels",\n', '    "channels",\n    "django_vite",\n'),
  change(
    '/srv/shop/main/templates/home.html',
    '{% load static %}\n',
    '{% load static django_vite %}\n{% vite_asset "frontend/main.js" %}\n',
  ),
];

const own = 'STATICFILES_DIRS = [path for path in [BASE_DIR / "frontend" / "dist"] if path.exists()]';

function config(manifest: string, folder: string, base = '/static/'): Edit {
  return newFile(
    configuration,
    `export default {
  base: "${base}",
  build: {
    manifest: ${manifest},
    outDir: "${folder}",
    rollupOptions: { input: "frontend/main.js" },
  },
};
`,
  );
}

/**
 * Leaves what `vite build` leaves, as its configuration says (inside.ts of the live sites holds the place of the manifest against
 * the real one), has it collected, and asks the page anew.
 *
 * @returns the status of the page, of the script that it names, and of a picture that the script shows.
 */
async function built(site: RunningSite): Promise<unknown> {
  const text = site.read(configuration) ?? '';
  const folder = `/srv/shop/${/outDir: "([^"]*)"/.exec(text)?.[1] ?? 'frontend/dist'}`;
  site.machine.shell('rm -rf /srv/shop/frontend/dist /srv/shop/build');
  if (text !== '') {
    const name = /manifest: true/.test(text) ? '.vite/manifest.json' : 'manifest.json';
    const entry = { file: 'assets/main-1.js', src: 'frontend/main.js', isEntry: true };
    site.write(`${folder}/${name}`, JSON.stringify({ 'frontend/main.js': entry }));
    const base = /base: "([^"]*)"/.exec(text)?.[1];
    site.write(
      `${folder}/assets/main-1.js`,
      `document.body.append(Object.assign(new Image(), { src: "${base}assets/cat-1.svg" }));\n`,
    );
    site.write(`${folder}/assets/cat-1.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>\n');
  }
  site.manage('collectstatic --clear --noinput');
  await site.restart(['web']);
  const { status, text: html } = await site.get('/');
  const script = /src="([^"]*\.js)"/.exec(html)?.[1];
  if (script === undefined) {
    return [status];
  }
  const { status: found, text: code } = await site.get(script);
  const picture = /src: "([^"]*)"/.exec(code)?.[1];
  return [status, found, picture === undefined ? undefined : (await site.get(picture)).status];
}

const started = { stage: 'http', restart: [], sound: [200] } as const;

export const viteFaults: readonly Fault[] = [
  {
    ...started,
    rule: 'django/vite-manifest-hidden',
    edits: [
      ...page,
      config('true', 'frontend/dist'),
      newFile('/srv/shop/package.json', '{ "devDependencies": { "vite": "^6.2.0" } }\n'),
    ],
    marks: 'true',
    observe: built,
    broken: [500],
    fixed: [200, 200, 200],
  },
  {
    ...started,
    rule: 'django/vite-output-not-collected',
    edits: [
      ...page,
      config('"manifest.json"', 'build'),
      change(settings, own, 'STATICFILES_DIRS = [BASE_DIR / "frontend"]'),
      newFile('/srv/shop/frontend/main.js', 'console.log(1);\n'),
    ],
    marks: '"build"',
    observe: built,
    broken: [500],
  },
  {
    ...started,
    rule: 'django/vite-base-elsewhere',
    edits: [...page, config('"manifest.json"', 'frontend/dist', '/')],
    marks: '"/"',
    observe: built,
    broken: [200, 200, 404],
    fixed: [200, 200, 200],
  },
  {
    ...started,
    rule: 'django/vite-dev-mode',
    restart: ['web'],
    edits: [
      ...page,
      change(
        production,
        'MEDIA_URL = "/media/"',
        'DJANGO_VITE = {"default": {"dev_mode": True}}\nMEDIA_URL = "/media/"',
      ),
    ],
    marks: 'DJANGO_VITE = {"default": {"dev_mode": True}}',
    observe: async (site) => {
      const { status, text } = await site.get('/');
      const script = /src="([^"]*\.js)"/.exec(text)?.[1];
      // On the machine of a visitor, which this one is too, nobody answers.
      const answer = await site.answer(script ?? '/').catch((error: NodeJS.ErrnoException) => error.code);
      return [status, script, answer];
    },
    broken: [200, 'http://localhost:5173/static/frontend/main.js', 'ECONNREFUSED'],
    sound: [200, undefined, '200'],
  },
];
