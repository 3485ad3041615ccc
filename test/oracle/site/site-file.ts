import type { FileForm } from './file-forms.ts';

/** Where people reach a site. */
export interface Door {
  readonly scheme: 'http' | 'https';
  readonly port: number;
}

/** Files of a kind: how a browser asks for one, and the folder of the server that holds them. */
export interface Files {
  readonly url: string;
  readonly folder: string;
}

/** Headers of a location, or of the server around it, and what the settings must say for them. */
export interface Headers {
  readonly server?: string;
  readonly location?: string;
}

const set = (name: string, value: string): string => `proxy_set_header ${name} ${value};`;
const params = 'include proxy_params;';

export const hostForms: Readonly<Record<string, Headers>> = {
  $host: { location: set('Host', '$host') },
  $http_host: { location: set('Host', '$http_host') },
  $server_name: { location: set('Host', '$server_name') },
  '$host:$server_port': { location: set('Host', '$host:$server_port') },
  quoted: { location: set('host', '"$host"') },
  proxy_params: { location: params },
  'at the server': { server: set('Host', '$host') },
  none: {},
  $proxy_host: { location: set('Host', '$proxy_host') },
  'the name': { location: set('Host', 'shop.test') },
  'another name': { location: set('Host', 'other.test') },
  'an address': { location: set('Host', '127.0.0.1') },
  empty: { location: set('Host', '""') },
  twice: { location: `${set('Host', '$host')} ${set('Host', '$http_host')}` },
  'proxy_params and a line': { location: `${params} ${set('Host', '$http_host')}` },
  lost: { server: set('Host', '$host'), location: set('X-Real-IP', '$remote_addr') },
  'proxy_params lost': { server: params, location: set('X-Real-IP', '$remote_addr') },
  'X-Forwarded-Host': { location: set('X-Forwarded-Host', '$host') },
  'X-Forwarded-Host with port': { location: set('X-Forwarded-Host', '$http_host') },
  'both hosts': { location: `${set('Host', '$proxy_host')} ${set('X-Forwarded-Host', '$host')}` },
};

export const protoForms: Readonly<Record<string, string>> = {
  $scheme: set('X-Forwarded-Proto', '$scheme'),
  none: '',
  https: set('X-Forwarded-Proto', 'https'),
  http: set('X-Forwarded-Proto', 'http'),
  'of the client': set('X-Forwarded-Proto', '$http_x_forwarded_proto'),
  'X-Forwarded-Protocol': set('X-Forwarded-Protocol', '$scheme'),
  'X-Forwarded-Ssl': set('X-Forwarded-Ssl', 'on'),
  'X-Forwarded-Ssl too': `${set('X-Forwarded-Proto', '$scheme')} ${set('X-Forwarded-Ssl', 'on')}`,
  'X-Forwarded-Ssl $https too': `${set('X-Forwarded-Ssl', '$https')} ${set('X-Forwarded-Proto', '$scheme')}`,
  'X-Forwarded-Protocol too': `${set('X-Forwarded-Proto', '$scheme')} ${set('X-Forwarded-Protocol', '$scheme')}`,
  'X-Scheme': set('X-Scheme', '$scheme'),
  $https: set('X-Forwarded-Proto', '$https'),
  'the line twice': `${set('X-Forwarded-Proto', '$scheme')} ${set('X-Forwarded-Proto', '$scheme')}`,
};

export const doorForms: Readonly<Record<string, readonly Door[]>> = {
  http: [{ scheme: 'http', port: 80 }],
  'https and a redirect': [
    { scheme: 'http', port: 80 },
    { scheme: 'https', port: 443 },
  ],
  'https and http': [
    { scheme: 'http', port: 80 },
    { scheme: 'https', port: 443 },
  ],
  https: [{ scheme: 'https', port: 443 }],
  'http 8080': [{ scheme: 'http', port: 8080 }],
  'https 8443': [{ scheme: 'https', port: 8443 }],
};

export const passForms = ['direct', 'localhost', 'upstream', 'upstream with a line below', 'variable'] as const;

/** What stands before the servers, in the location, and in its `proxy_pass`. */
export interface Pass {
  readonly before: string;
  readonly set: string;
  readonly url: string;
}

export function passOf(form: (typeof passForms)[number], address: string, upstream: string): Pass {
  const target = address.startsWith('/') ? `unix:${address}` : address;
  switch (form) {
    case 'direct':
      return { before: '', set: '', url: `http://${target}` };
    case 'localhost':
      return { before: '', set: '', url: `http://${target.replace('127.0.0.1', 'localhost')}` };
    case 'variable':
      return { before: '', set: `set $app ${target};`, url: 'http://$app' };
    default:
      return { before: `upstream ${upstream} { server ${target}; }\n`, set: '', url: `http://${upstream}` };
  }
}

export interface SiteFile {
  readonly names: readonly string[];
  readonly doors: readonly Door[];
  /** Whether a server of its own sends plain requests on. */
  readonly redirect: boolean;
  readonly headers: Headers;
  readonly proto: string;
  readonly pass: Pass;
  readonly files: readonly string[];
}

export function siteFile({ names, doors, redirect, headers, proto, pass, files }: SiteFile): string {
  const listens = (some: readonly Door[]): string =>
    some.map(({ scheme, port }) => `    listen ${port}${scheme === 'https' ? ' ssl' : ''};`).join('\n');
  const [plain] = doors;
  const own = redirect ? doors.slice(1) : doors;
  const isTls = own.some(({ scheme }) => scheme === 'https');
  const head =
    redirect && plain !== undefined
      ? `server {\n${listens([plain])}\n    server_name ${names.join(' ')};\n    return 301 https://$host$request_uri;\n}\n`
      : '';
  // A level with headers of its own inherits none, so what is set at the server must be all that is set.
  const inServer = headers.server !== undefined && headers.location === undefined;
  const server = [headers.server ?? '', inServer ? proto : ''];
  const location = [headers.location ?? '', inServer ? '' : proto];
  const lines = (parts: readonly string[], indent: string): string =>
    parts
      .filter((part) => part !== '')
      .map((part) => `${indent}${part}\n`)
      .join('');
  return `${pass.before}${head}server {
${listens(own)}
    server_name ${names.join(' ')};
${isTls ? '    ssl_certificate /etc/ssl/shop.pem;\n    ssl_certificate_key /etc/ssl/shop.key;\n' : ''}${lines(server, '    ')}${lines(files, '    ')}    location / {
${lines([pass.set], '        ')}        proxy_pass ${pass.url};
${lines(location, '        ')}    }
}
`;
}

/** A location with its name and folders: `@` is the path, `#` the folder, `^` the folder around it. */
export function locationText({ text }: FileForm, { url, folder }: Files): string {
  return text
    .replaceAll('@', url.replace(/^\/|\/$/g, ''))
    .replaceAll('#', folder)
    .replaceAll('<around>', folder.slice(0, folder.lastIndexOf('/')));
}
