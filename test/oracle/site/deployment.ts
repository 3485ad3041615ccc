import type { Random } from '../../harness/random.ts';
import { type FileForm, fileForms, mediaRoots, mediaUrls, staticForms } from './file-forms.ts';
import { bindOptions, type Program, programs } from './programs.ts';

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

/** One site as its files describe it: what a person would have on the server. */
export interface Deployment {
  readonly number: number;
  /** What was chosen on each axis. */
  readonly axes: Readonly<Record<string, string>>;
  readonly program: Program;
  /** `host:port`, or the path of a socket below /run/. */
  readonly address: string;
  /** The site file of Nginx. */
  readonly nginx: string;
  readonly settings: string;
  readonly unit: string;
  /** What the unit sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the workspace holds Debian's proxy_params. */
  readonly hasProxyParams: boolean;
  readonly names: readonly string[];
  readonly doors: readonly Door[];
  readonly media: Files;
  readonly static: Files;
}

/** Ports that a deployment may name: one at which its program waits, and one at which nobody does. */
export interface Ports {
  readonly program: number;
  readonly nobody: number;
}

/** Headers of a location, or of the server around it, and what the settings must say for them. */
interface Headers {
  readonly server?: string;
  readonly location?: string;
}

const set = (name: string, value: string): string => `proxy_set_header ${name} ${value};`;
const params = 'include proxy_params;';

const hostForms: Readonly<Record<string, Headers>> = {
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

const protoForms: Readonly<Record<string, string>> = {
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

const proxySslHeaders: Readonly<Record<string, string>> = {
  unset: '',
  right: '("HTTP_X_FORWARDED_PROTO", "https")',
  'a list': '["HTTP_X_FORWARDED_PROTO", "https"]',
  'another name': '("HTTP_X_FORWARDED_PROTOCOL", "https")',
  'another value': '("HTTP_X_FORWARDED_PROTO", "on")',
  ssl: '("HTTP_X_FORWARDED_SSL", "on")',
  'the name of the header': '("X-Forwarded-Proto", "https")',
  none: 'None',
};

const switches: Readonly<Record<string, string>> = {
  off: 'False',
  on: 'True',
  'not DEBUG': 'not DEBUG',
  'unless told': 'os.environ.get("HTTPS_ONLY", "1") == "1"',
  'told by the unit': 'os.environ.get("HTTPS_ONLY", "1") == "1"',
};

const allowedHosts: Readonly<Record<string, string>> = {
  'the name': '["shop.test"]',
  'both names': '["shop.test", "www.shop.test"]',
  domain: '[".shop.test"]',
  all: '["*"]',
  tuple: '("shop.test", "www.shop.test")',
  capitals: '["SHOP.test"]',
  'split text': 'os.environ.get("HOSTS", "shop.test,www.shop.test").split(",")',
  'split text with a blank': '"www.shop.test, shop.test".split(",")',
  'told by the unit': 'os.environ["SHOP_HOSTS"].split()',
  'another name': '["other.test"]',
  www: '["www.shop.test"]',
  address: '["127.0.0.1", "localhost"]',
  'name and address': '["shop.test", "127.0.0.1", "localhost"]',
  'with a port': '["shop.test:8080"]',
  'with a scheme': '["https://shop.test"]',
  asterisk: '["*.shop.test"]',
  'the upstream': '["shop.test", "UPSTREAM"]',
  nobody: '[]',
  'one text': '"shop.test"',
};

const trustedOrigins: Readonly<Record<string, string>> = {
  unset: '',
  nobody: '[]',
  https: '["https://shop.test", "https://www.shop.test"]',
  http: '["http://shop.test"]',
  'of the hosts': '[f"https://{host}" for host in ALLOWED_HOSTS]',
  slash: '["https://shop.test/"]',
  'no scheme': '["shop.test"]',
  domain: '["https://*.shop.test"]',
  any: '["https://*"]',
  'with a port': '["https://shop.test:8443", "http://shop.test:8080"]',
  'other site': '["https://other.test"]',
};

const doorForms: Readonly<Record<string, readonly Door[]>> = {
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

const passForms = ['direct', 'localhost', 'upstream', 'upstream with a line below', 'variable'] as const;

const middleware = [
  'django.middleware.security.SecurityMiddleware',
  'whitenoise.middleware.WhiteNoiseMiddleware',
  'django.middleware.common.CommonMiddleware',
  'django.middleware.csrf.CsrfViewMiddleware',
];

/** Chooses on axes and keeps what was chosen. */
class Choice {
  readonly axes: Record<string, string> = {};
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The first `right` forms are chosen with the given probability, so that most sites have one fault or none. */
  of<T>(axis: string, forms: Readonly<Record<string, T>>, right: number, probability: number): T {
    const names = Object.keys(forms);
    const name = this.#random.pick(this.#random.chance(probability) ? names.slice(0, right) : names);
    this.axes[axis] = name;
    return forms[name] as T;
  }

  name<T extends string>(axis: string, names: readonly T[], right: number, probability: number): T {
    return this.of(axis, Object.fromEntries(names.map((name) => [name, name])) as Record<T, T>, right, probability);
  }
}

/** @returns a site from pieces that people write, right and wrong ones; the same for the same state of `random`. */
export function makeDeployment(number: number, random: Random, ports: Ports): Deployment {
  const choice = new Choice(random);
  const program = random.pick(programs);
  choice.axes.program = program.name;
  const socket = choice.name('listens at', ['port', 'socket'], 1, 0.2) === 'socket';
  const address = socket ? `/run/shop/${number}.sock` : `127.0.0.1:${ports.program}`;
  const doorName = choice.name('doors', Object.keys(doorForms), 3, 0.6);
  const doors = doorForms[doorName] as readonly Door[];
  const overHttps = doors.some(({ scheme }) => scheme === 'https');
  const names = choice.of('names', { one: ['shop.test'], two: ['shop.test', 'www.shop.test'] }, 1, 0.6);
  const environment: Record<string, string> = { ...program.environment };

  const pass = choice.name('pass', passForms, 1, 0.5);
  const upstream = pass === 'upstream with a line below' ? `shop_app_${number}` : `shop-app-${number}`;
  const media = choice.of('MEDIA_ROOT', mediaRoots, 1, 0.5);
  const mediaUrl = choice.of('MEDIA_URL', mediaUrls, 1, 0.6);
  const mediaFiles: Files = { url: `/${mediaUrl.replace(/^\/+|\/+$/g, '')}/`, folder: media.folder };
  const staticFiles: Files = { url: '/static/', folder: '/srv/shop/static' };
  const mediaForm = choice.of('media', fileForms, 3, 0.5);
  const staticForm = choice.of('static', staticForms, 2, 0.7);

  const unreachable = choice.name('upstream port', ['its own', 'another'], 1, 0.94) === 'another';
  const asked = !unreachable ? address : socket ? `/run/shop/${number}-other.sock` : `127.0.0.1:${ports.nobody}`;
  const headers = choice.of('Host', hostForms, 7, 0.55);
  const proto = choice.of('proto', protoForms, 1, 0.55);
  const nginx = siteFile({
    names,
    doors,
    redirect: doorName === 'https and a redirect',
    headers,
    proto,
    pass: passOf(pass, asked, upstream),
    files: [locationText(mediaForm, mediaFiles), locationText(staticForm, staticFiles)],
  });

  const debug = choice.name('DEBUG', ['False', 'True'], 1, 0.95);
  const redirect = choice.of('SECURE_SSL_REDIRECT', switches, overHttps ? 4 : 1, 0.7);
  if (choice.axes.SECURE_SSL_REDIRECT === 'told by the unit') {
    environment.HTTPS_ONLY = random.pick(['0', '1']);
  }
  const hosts = choice.of('ALLOWED_HOSTS', allowedHosts, 5, 0.6).replace('UPSTREAM', upstream);
  if (choice.axes.ALLOWED_HOSTS === 'told by the unit') {
    environment.SHOP_HOSTS = random.pick(['shop.test www.shop.test', 'shop.test', 'www.shop.test']);
  }
  const trusted = choice.of('CSRF_TRUSTED_ORIGINS', trustedOrigins, 1, 0.55);
  const header = choice.of('SECURE_PROXY_SSL_HEADER', proxySslHeaders, 2, 0.7);
  const forwarded = choice.name('USE_X_FORWARDED_HOST', ['unset', 'True', 'False'], 1, 0.8);
  const cookie = choice.name('CSRF_COOKIE_SECURE', ['unset', 'True', 'not DEBUG'], overHttps ? 3 : 1, 0.8);
  const left = choice.name('MIDDLEWARE', ['all', 'no security', 'no csrf', 'no whitenoise'], 1, 0.8);
  const settings = [
    'import os',
    'from pathlib import Path',
    '',
    'BASE_DIR = Path(__file__).resolve().parent.parent',
    'SECRET_KEY = os.environ.get("SECRET_KEY", "k7#mQ2vx9!" * 6)',
    `DEBUG = ${debug}`,
    `ALLOWED_HOSTS = ${hosts}`,
    ...(trusted === '' ? [] : [`CSRF_TRUSTED_ORIGINS = ${trusted}`]),
    `SECURE_SSL_REDIRECT = ${redirect}`,
    ...(header === '' ? [] : [`SECURE_PROXY_SSL_HEADER = ${header}`]),
    ...(forwarded === 'unset' ? [] : [`USE_X_FORWARDED_HOST = ${forwarded}`]),
    ...(cookie === 'unset' ? [] : [`CSRF_COOKIE_SECURE = ${cookie}`]),
    'INSTALLED_APPS = ["django.contrib.staticfiles"]',
    `MIDDLEWARE = [${middlewareWithout(left)
      .map((name) => `"${name}"`)
      .join(', ')}]`,
    'ROOT_URLCONF = "shop.urls"',
    'STATIC_URL = "/static/"',
    'STATIC_ROOT = BASE_DIR / "static"',
    `MEDIA_URL = "${mediaUrl}"`,
    `MEDIA_ROOT = ${media.expression}`,
    '',
  ].join('\n');
  const lines = Object.entries(environment).map(([name, value]) => `Environment="${name}=${value}"`);
  const application = `shop.${program.interface}:application`;
  const command = [
    `/srv/shop/venv/bin/${program.server}`,
    application,
    bindOptions(program, address),
    program.options,
  ].filter((part) => part !== '');
  const unit = `[Service]\nUser=shop\nWorkingDirectory=/srv/shop\n${lines.map((line) => `${line}\n`).join('')}ExecStart=${command.join(' ')}\n`;
  return {
    number,
    axes: choice.axes,
    program,
    address,
    nginx,
    settings,
    unit,
    environment,
    hasProxyParams: random.chance(0.5),
    names,
    doors,
    media: mediaFiles,
    static: staticFiles,
  };
}

function middlewareWithout(left: string): string[] {
  const word = { 'no security': 'Security', 'no csrf': 'Csrf', 'no whitenoise': 'WhiteNoise' }[left];
  return middleware.filter((name) => word === undefined || !name.includes(word));
}

/** What stands before the servers, in the location, and in its `proxy_pass`. */
interface Pass {
  readonly before: string;
  readonly set: string;
  readonly url: string;
}

function passOf(form: (typeof passForms)[number], address: string, upstream: string): Pass {
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

interface SiteFile {
  readonly names: readonly string[];
  readonly doors: readonly Door[];
  /** Whether a server of its own sends plain requests on. */
  readonly redirect: boolean;
  readonly headers: Headers;
  readonly proto: string;
  readonly pass: Pass;
  readonly files: readonly string[];
}

function siteFile({ names, doors, redirect, headers, proto, pass, files }: SiteFile): string {
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
function locationText({ text }: FileForm, { url, folder }: Files): string {
  return text
    .replaceAll('@', url.replace(/^\/|\/$/g, ''))
    .replaceAll('#', folder)
    .replaceAll('<around>', folder.slice(0, folder.lastIndexOf('/')));
}
