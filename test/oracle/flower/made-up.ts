import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import type { Finding } from '../../../server/src/rules/finding.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { runRules } from '../../../server/src/rules/run.ts';
import { readSite } from '../../../server/src/site/read.ts';
import type { Random } from '../../harness/random.ts';
import type { FlowerCase } from './ask-flower.ts';

/** One way of starting Flower. */
export interface Start extends FlowerCase {
  readonly name: string;
  /** Under which path it really answers, without slashes at its ends; undefined where it ends or answers nowhere. */
  readonly prefix: string | undefined;
  /** The name and password that it asks for. */
  readonly password?: string;
}

const plain = (name: string, prefix: string | undefined, ...options: string[]): Start => ({
  name,
  prefix,
  words: ['flower', ...options],
});

/** Ways of telling Flower its path and whom it lets in. */
export const starts: readonly Start[] = [
  plain('nothing', ''),
  plain('=flower', 'flower', '--url_prefix=flower'),
  plain('=/flower/', 'flower', '--url-prefix=/flower/'),
  plain('=tasks', 'tasks', '-url_prefix=tasks'),
  plain('=a/b', 'a/b', '--url_prefix=a/b'),
  plain('=/', undefined, '--url_prefix=/'),
  plain('empty', '', '--url_prefix='),
  plain('misspelt', '', '--url_prefx=flower'),
  plain('without dashes', '', 'url_prefix=flower'),
  plain('in quotes', undefined, `--url_prefix='"flower"'`),
  { ...plain('by a variable', 'flower'), environment: { FLOWER_URL_PREFIX: '/flower' } },
  { ...plain('by a small variable', ''), environment: { flower_url_prefix: 'flower' } },
  { ...plain('by a file', 'tasks'), files: { 'flowerconfig.py': "url_prefix = 'tasks'\n" } },
  {
    ...plain('by all three', 'flower', '--url_prefix=flower'),
    environment: { FLOWER_URL_PREFIX: 'env' },
    files: { 'flowerconfig.py': "url_prefix = 'file'\n" },
  },
  { ...plain('with a password', 'flower', '--url_prefix=flower', '--basic_auth=u:p'), password: 'u:p' },
  {
    ...plain('with a password of a variable', 'flower', '--url_prefix=flower'),
    environment: { FLOWER_BASIC_AUTH: 'u:p' },
    password: 'u:p',
  },
];

/** One place of Nginx in front of a Flower. */
export interface Place {
  readonly start: Start;
  /** The inside of a server, with `UP` for the address of Flower and `HTPASSWD` for the file of passwords. */
  readonly server: string;
  readonly served: string;
  /** Whether Nginx asks for a password. */
  readonly guarded: boolean;
}

const heads: readonly (readonly [string, string])[] = [
  ['/flower/', 'flower'],
  ['/flower', 'flower'],
  ['^~ /flower/', 'flower'],
  ['= /flower', 'flower'],
  ['/tasks/', 'tasks'],
  ['/a/b/', 'a/b'],
  ['/', ''],
  ['~ ^/flower/?', 'flower'],
  ['~ ^/flower', 'flower'],
  ['~ ^/flower/', 'flower'],
  ['~ ^/flower(/|$)', 'flower'],
  ['~* ^/flower/(.*)$', 'flower'],
  ['~ ^/tasks/', 'tasks'],
];

const guards = {
  none: '',
  location: 'auth_basic "x"; auth_basic_user_file HTPASSWD;',
  off: 'auth_basic off;',
  allow: 'allow 10.0.0.0/8; deny all;',
} as const;

/** @returns a place; the same for the same state of `random`. Nginx refuses some, which isn't this test's question. */
export function makePlace(random: Random): Place {
  const start = random.pick(starts);
  const own = heads.filter(([, path]) => path === start.prefix);
  const [head, served] = random.pick(random.chance(0.5) && own.length > 0 ? own : heads);
  const isPattern = head.startsWith('~');
  const path = served === '' ? '' : `/${served}`;
  const form = random.chance(0.5)
    ? 'whole'
    : random.pick(['strip', 'path', 'bare path', 'variable', 'rewrite', 'rewrite path']);
  const pass = {
    whole: 'proxy_pass http://UP;',
    strip: isPattern ? 'proxy_pass http://UP;' : 'proxy_pass http://UP/;',
    path: isPattern ? 'proxy_pass http://UP;' : `proxy_pass http://UP${path}/;`,
    'bare path': isPattern ? 'proxy_pass http://UP;' : `proxy_pass http://UP${path};`,
    variable: 'set $flower UP; proxy_pass http://$flower;',
    rewrite: `rewrite ^${path}/?(.*)$ /$1 break; proxy_pass http://UP;`,
    'rewrite path': `rewrite ^${path}/(.*)$ /tasks/$1 break; proxy_pass http://UP;`,
  }[form];
  const guard = random.chance(0.7) ? 'none' : random.pick(Object.keys(guards) as (keyof typeof guards)[]);
  const around = random.chance(0.15);
  const extra = random.chance(0.75)
    ? ''
    : random.pick([
        'location ~* \\.(css|js|png)$ { root /srv/none; }',
        served === '' ? '' : `location = ${path} { return 301 ${path}/; }`,
        'location ~ \\.php$ { return 404; }',
        served === '' ? '' : `location ${path}/static/ { return 404; }`,
        'merge_slashes off;',
      ]);
  const filter = random.chance(0.1) && served !== '' ? `sub_filter '="/' '="${path}/'; sub_filter_once off; ` : '';
  const outer = around ? `${guards.location} ` : '';
  const rest = head === '/' ? '' : ' location / { proxy_pass http://DJANGO; }';
  const clash = extra.startsWith('location = ') && head.startsWith('= ');
  return {
    start,
    server: `${outer}location ${head} { ${filter}${pass} ${guards[guard]} } ${clash ? '' : extra}${rest}`,
    served,
    guarded: guard === 'location' || guard === 'allow' || (around && guard !== 'off'),
  };
}

/** What we say of a place: a fault in the words of the table, whether strangers get in, and whether Flower starts. */
export interface Said {
  readonly fault: string | undefined;
  readonly open: boolean;
}

const sentences: Readonly<Record<string, string>> = {
  'flower/unreachable-prefix/slashes': 'not found',
  'flower/literal-quotes/prefix': 'not found',
  'flower/url-prefix-mismatch/notFound': 'not found',
  'flower/url-prefix-mismatch/noAssets': 'no assets',
  'flower/url-prefix-mismatch/noTables': 'no tables',
  'flower/url-prefix-mismatch/stolenAssets': 'stolen assets',
  'flower/url-prefix-mismatch/noSlash': 'no slash',
  'flower/url-prefix-mismatch/onlyBelow': 'only below',
};

function sentenceOf({ rule, message }: Finding): string | undefined {
  const { messages } = rules.find(({ id }) => id === rule) ?? { messages: {} };
  return Object.entries(messages).find(([, template]) => template === message.template)?.[0];
}

/** @returns the words behind `celery` that start a Flower at a port; what is no option ends the options, so these come first. */
export function wordsAt({ words: [command = '', ...options] }: Start, port: number): string[] {
  return [command, '--address=127.0.0.1', `--port=${port}`, ...options];
}

/** @param port at which Flower listens. @returns what our rules say of a place. */
export function ours({ start, server }: Place, port: number): Said & { readonly findings: readonly Finding[] } {
  const address = `127.0.0.1:${port}`;
  const words = wordsAt(start, port).map((word) => (/["'\s]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word));
  const environment = Object.entries(start.environment ?? {}).map(([name, value]) => `Environment=${name}=${value}\n`);
  const files: Record<string, string> = {
    '/etc/nginx/sites-enabled/shop': `server {\n    listen 80;\n    server_name shop.kr;\n    ${server
      .replaceAll('UP', address)
      .replaceAll('HTPASSWD', '/etc/nginx/htpasswd')
      .replaceAll('DJANGO', '127.0.0.1:9')}\n}\n`,
    '/etc/systemd/system/flower.service': `[Service]\nWorkingDirectory=/srv/shop\n${environment.join('')}ExecStart=/srv/shop/venv/bin/celery -A shop ${words.join(' ')}\n`,
    ...Object.fromEntries(Object.entries(start.files ?? {}).map(([name, text]) => [`/srv/shop/${name}`, text])),
  };
  const map = new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text]));
  const site = readSite(memoryWorkspace([workspacePath('/')], map));
  const findings = runRules(rules, site, {}, (rule, error) => {
    throw new Error(`${rule}: ${error}`);
  });
  const told = findings.flatMap((finding) => sentences[`${finding.rule}/${sentenceOf(finding)}`] ?? []);
  return { fault: told[0], open: findings.some(({ rule }) => rule === 'flower/unprotected'), findings };
}
