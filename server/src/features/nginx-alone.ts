import type { Configuration, ContextName } from '../dialects/nginx/configuration.ts';

/** What stands around the statements of each context; undefined in front of those that `nginx -t` isn't asked about. */
const AROUND: Readonly<Partial<Record<ContextName, readonly string[]>>> = {
  http: ['http'],
  server: ['http', 'server'],
  location: ['http', 'server', 'location /'],
  upstream: ['http', 'upstream siteconf'],
  stream: ['stream'],
  'stream/server': ['stream', 'server'],
  'stream/upstream': ['stream', 'upstream siteconf'],
};

/** Folders that Nginx makes when it tests: just root may make those that it was built with. */
const FOLDERS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path`);

/**
 * @param path the file's name on the disk, as Nginx is to see it.
 * @param folder where Nginx may write.
 * @returns a main configuration that takes in just the one file, where it belongs.
 * Undefined where the file is a whole configuration, or nobody knows where it belongs.
 */
export function configurationAround(
  { context, statements }: Configuration,
  path: string,
  folder: string,
): string | undefined {
  const around = AROUND[context];
  if (around === undefined) {
    return undefined;
  }
  const own = new Set(statements.map(({ directive }) => directive.name.value));
  const ofHttp = [
    'access_log off;',
    ...FOLDERS.filter((name) => !own.has(name)).map((name) => `${name} ${quoted(`${folder}/${name}`)};`),
  ];
  const lines = [
    'error_log stderr;',
    `pid ${quoted(`${folder}/nginx.pid`)};`,
    'include modules-enabled/*.conf;',
    'events {}',
  ];
  for (const block of around) {
    lines.push(`${block} {`, ...(block === 'http' ? ofHttp : []));
  }
  lines.push(`include ${quoted(path)};`, ...around.map(() => '}'));
  return `${lines.join('\n')}\n`;
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, '\\$&')}"`;
}

/** @returns whether a refusal of one file alone is about what the files around it may define. */
export function isOfSurroundings(message: string): boolean {
  return /^unknown "[^"]+" variable$|^unknown log format|" zone "[^"]+" is unknown$|^zero size shared memory zone|^no port in upstream|^no "ssl_certificate|^unknown thread pool|^unknown directive "(?:stream|geoip2?_)/.test(
    message,
  );
}
