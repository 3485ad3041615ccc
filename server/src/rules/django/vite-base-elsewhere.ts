import { absent, certain, type Known } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { baseName, directoryName, joinPath } from '../../base/path.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { dictionaryItem, type PythonValue } from '../../dialects/django/value.ts';
import { viteOption } from '../../dialects/django/vite-config.ts';
import { requestFile, servingEntries } from '../../site/files/served-file.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const elsewhere =
  'Images, fonts and styles of the build are asked for under {base}, and Django has them under {url}: they are not found.';
const served = 'Django serves them here.';
const write = 'Write {url}';

/** A `base` of Vite that isn't the address of the static files. */
export const viteBaseElsewhere = defineRule({
  id: 'django/vite-base-elsewhere',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['django'],
  fix: 'unsafe',
  sources: ['https://vite.dev/config/shared-options.html#base', 'https://github.com/MrBin99/django-vite#vitejs'],
  messages: { elsewhere, served, write },
  check({ site, report }) {
    const [project] = site.projects;
    const [path, ...others] = site.workspace.paths.filter((one) => /^vite\.config\.[mc]?[jt]s$/.test(baseName(one)));
    if (project === undefined || site.projects.length > 1 || path === undefined || others.length > 0) {
      return;
    }
    const text = site.workspace.read(path) ?? '';
    const scripts = site.workspace.read(joinPath(directoryName(path), 'package.json')) ?? '';
    const base = viteOption(text, 'base');
    const urls = project.live.map(({ settings }) => staticUrl(settings));
    const [url] = urls;
    const isOpen = text.includes('renderBuiltUrl') || /--base\b/.test(scripts);
    if (base.kind !== 'text' || !base.value.startsWith('/') || isOpen || url === undefined) {
      return;
    }
    const own = withSlashes(base.value);
    if (base.value.startsWith('//') || urls.some((one) => one !== url) || own === url || isServed(site, own)) {
      return;
    }
    const place = project.live[0]?.settings.assignment('STATIC_URL');
    report({
      path,
      span: base.span,
      message: 'elsewhere',
      values: { base: own, url },
      related: place === undefined ? [] : [{ path: place.path, span: place.span, message: message(served) }],
      fixes: [
        {
          title: message(write, { url }),
          kind: 'unsafe',
          edits: [{ path, span: base.span, newText: JSON.stringify(url) }],
        },
      ],
    });
  },
});

function withSlashes(path: string): string {
  return `/${path.replace(/^\/+|\/+$/g, '')}/`.replace(/\/+/g, '/');
}

/** Where django-vite has the files of its one build; undefined where the settings don't tell, or Django lies below a path. */
function staticUrl(settings: Settings): string | undefined {
  const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
  const url = certain(settings.text('STATIC_URL'));
  const prefix = urlPrefix(settings);
  const isMounted = settings.own('FORCE_SCRIPT_NAME').kind !== 'absent';
  return !apps.includes('django_vite') || url === undefined || url.includes('//') || isMounted || prefix === undefined
    ? undefined
    : withSlashes(`${url}/${prefix}`);
}

/** `static_url_prefix` of the one application of `DJANGO_VITE`, or its older name. */
function urlPrefix(settings: Settings): string | undefined {
  const whole = settings.own('DJANGO_VITE');
  if (whole.kind === 'absent') {
    return textOf(settings.own('DJANGO_VITE_STATIC_URL_PREFIX'));
  }
  const apps = certain(whole);
  const [only, ...more] = apps?.type === 'dictionary' && apps.complete ? apps.entries : [];
  const config = only === undefined ? undefined : certain(only.value);
  if (more.length > 0 || config?.type !== 'dictionary' || !config.complete) {
    return undefined;
  }
  return textOf(dictionaryItem(config, 'static_url_prefix') ?? absent);
}

function textOf(value: Known<PythonValue>): string | undefined {
  const text = value.kind === 'absent' ? undefined : certain(value);
  return value.kind === 'absent' ? '' : text?.type === 'string' ? text.value : undefined;
}

/** Whether Nginx may give out files under the path, or a server of it isn't told. */
function isServed(site: Site, base: string): boolean {
  return site.applications.some((application) =>
    servingEntries(application).some((entry) => {
      const kind = requestFile(entry, `${base}assets/index.css`)?.outcome.kind;
      return kind === 'file' || kind === 'depends';
    }),
  );
}
