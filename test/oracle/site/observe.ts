import { Browser, type Seen } from './browser.ts';
import type { Deployment } from './deployment.ts';
import type { Door, Files } from './site-file.ts';

/** What can be wrong for a visitor. */
export const faults = [
  /** 400: Django doesn't take the host. */
  'refused',
  /** Redirects without an end. */
  'loop',
  /** A redirect to where nobody answers. */
  'nowhere',
  /** 502: nobody answers Nginx. */
  'unreachable',
  /** Another error, as 500. */
  'broken',
  /** 403 to a form that the site itself wrote. */
  'form',
  /** An uploaded file that is there and isn't shown. */
  'media',
  /** A static file that is there and isn't shown. */
  'static',
] as const;
export type Fault = (typeof faults)[number];

/** What really happened: whether each fault shows; undefined where another fault hides it. */
export interface Observation {
  readonly shows: ReadonlyMap<Fault, boolean | undefined>;
  /** The visits, for a person. */
  readonly told: readonly string[];
}

/** Opens a site as visitors do: each name at each door, with a form, an uploaded file and a static file. */
export async function observe(site: Deployment, portOf: (door: Door) => number): Promise<Observation> {
  const told: string[] = [];
  const seen: Seen[] = [];
  const forms: number[] = [];
  for (const door of site.doors) {
    for (const name of site.names) {
      const address = addressOf(name, door);
      const browser = new Browser(site, portOf);
      const page = await browser.open(`${address}/`);
      seen.push(page);
      if (page.kind === 'page') {
        forms.push(await browser.submit(page.origin));
      }
      told.push(`${address}: ${describe(page)}${page.kind === 'page' ? `, form ${forms.at(-1)}` : ''}`);
    }
  }
  const [name = ''] = site.names;
  const address = addressOf(name, site.doors.at(-1) as Door);
  const fileShown = async ({ url }: Files, files: readonly string[]): Promise<boolean | undefined> => {
    const browser = new Browser(site, portOf);
    const results: (boolean | undefined)[] = [];
    for (const file of files) {
      const page = await browser.open(`${address}${url}${file}`);
      told.push(`${url}${file}: ${describe(page)}`);
      results.push(isHidden(page, seen) ? undefined : page.kind === 'page' && page.body === 'the file');
    }
    return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
  };
  const media = await fileShown(site.media, ['a.jpg', 'sub/b.pdf']);
  const statics = await fileShown(site.static, ['a.css', 'sub/b.pdf']);
  const has = (test: (one: Seen) => boolean): boolean => seen.some(test);
  const status = (wanted: number): boolean => has((one) => one.kind === 'status' && one.status === wanted);
  const isReached = has((one) => one.kind !== 'status' || one.status === 200);
  const below = (shown: boolean): boolean | undefined => shown || (isReached ? false : undefined);
  const shows = new Map<Fault, boolean | undefined>([
    ['refused', below(status(400))],
    ['unreachable', status(502)],
    ['broken', below(has((one) => one.kind === 'status' && ![200, 400, 502].includes(one.status)))],
    ['loop', below(has((one) => one.kind === 'loop'))],
    ['nowhere', below(has((one) => one.kind === 'nowhere'))],
    ['form', forms.length === 0 ? undefined : forms.some((one) => one !== 200)],
    ['media', media === undefined ? undefined : !media],
    ['static', statics === undefined ? undefined : !statics],
  ]);
  return { shows, told };
}

function addressOf(name: string, { scheme, port }: Door): string {
  const usual = scheme === 'https' ? 443 : 80;
  return `${scheme}://${name}${port === usual ? '' : `:${port}`}`;
}

/** Whether the answer is the one that every page of the site gives, and says nothing of the file. */
function isHidden(page: Seen, pages: readonly Seen[]): boolean {
  return (
    page.kind !== 'page' &&
    pages.some((one) =>
      page.kind === 'status' ? one.kind === 'status' && one.status === page.status : one.kind === page.kind,
    )
  );
}

function describe(page: Seen): string {
  switch (page.kind) {
    case 'page':
      return page.body.startsWith('{') ? page.body : `"${page.body.slice(0, 20)}"`;
    case 'status':
      return String(page.status);
    case 'loop':
      return 'loop';
    case 'nowhere':
      return `nobody at ${page.target}`;
  }
}
