import {
  acceptsCount,
  type DirectiveFact,
  directiveNames,
  directivesNamed,
  existsIn,
} from '../../../server/src/facts/nginx/directive-facts.ts';
import type { FactContext } from '../../../server/src/facts/nginx/rows.ts';
import type { Random } from '../../harness/random.ts';

/** Values of each type that Nginx accepts, and some that it doesn't. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  flag: ['on', 'off', 'ON', 'yes', '1'],
  num: ['1', '5', '16', '0', '-1', 'a', '3k'],
  size: ['4k', '8192', '1m', '0', '1g', 'x', '-1'],
  off: ['10m', '1g', '0', '1t'],
  msec: ['10s', '500ms', '1m', '1h30m', '1y', '1.5s', ''],
  sec: ['10', '1d', '1y', '5ms'],
  bufs: ['4 8k', '8 4k', '0 4k', '1 4k', '4'],
  enum: ['on', 'off', 'nosuch'],
  bitmask: ['off', 'nosuch'],
  access: ['user:rw', 'user:rw group:r', 'all:x'],
  str: ['/tmp/siteconf', 'name', '"a b"'],
  str_array: ['one', 'one two'],
  keyval: ['X-Name value', 'X-Name $host', 'X-Name $nosuch'],
  complex_value: ['$host', 'text', '$nosuch', '${host', '$'],
  complex_value_size: ['1k', '$arg_size', 'x'],
  predicate: ['$arg_a', '$arg_a $cookie_b', '$nosuch'],
  path: ['/tmp/siteconf 1 2', '/tmp/siteconf', '/tmp/siteconf 4'],
};

/** What needs a file, a host or a privilege, or starts another thing than a test. */
const MACHINE =
  /^(?:include|load_module|user|daemon|master_process|pid|lock_file|working_directory|worker_rlimit.*|ssl_.*|.*_ssl_.*|geoip.*|xslt.*|perl.*|xml_.*|image_.*|auth_basic_user_file|.*_temp_path|.*_cache_path|use|env|debug_.*|timer_resolution|thread_pool|error_log|access_log|mail|imap|kqueue.*|devpoll.*|eventport.*|iocp.*|acceptex.*|post_acceptex|google.*|js_.*|.*_hash_(?:bucket|max)_size|variables_hash.*|open_log.*|http2.*|degrad.*|types|root|alias)$/;

interface Known {
  readonly simple: ReadonlyMap<FactContext, readonly DirectiveFact[]>;
}

function knownOf(version: string): Known {
  const simple = new Map<FactContext, DirectiveFact[]>();
  for (const name of directiveNames()) {
    for (const fact of directivesNamed(name, version)) {
      const own = fact.thirdParty === undefined && !fact.commercial && existsIn(fact, version);
      if (!own || fact.block !== undefined || MACHINE.test(name) || fact.type === undefined) {
        continue;
      }
      for (const context of fact.contexts) {
        simple.set(context, [...(simple.get(context) ?? []), fact]);
      }
    }
  }
  return { simple };
}

/** Statements that fit their context, a few of which are wrong; each takes chance and gives text. */
const MAKERS: Readonly<Record<string, readonly ((random: Random) => string)[]>> = {
  http: [
    () => 'log_format timed "$remote_addr $request_time";',
    () => 'limit_req_zone $binary_remote_addr zone=perip:1m rate=10r/s;',
    () => 'limit_conn_zone $server_name zone=persite:64k;',
    (random) =>
      `map $http_upgrade $connection_upgrade { default upgrade; '' ${random.pick(['close', '$host', '$nosuch', ''])}; }`,
    (random) => `geo $office { default 0; ${random.pick(['10.0.0.0/8', '10.1.2.3/8', '300.1.1.1', '::1/128'])} 1; }`,
    (random) => `split_clients $remote_addr $variant { ${random.pick(['50', '99.5', '0', '101'])}% a; * b; }`,
    (random) =>
      `upstream app { ${random.pick(['', 'ip_hash;', 'least_conn;', 'hash $uri consistent;', 'random two;'])} server 127.0.0.1:${random.pick(['8000', '0', '99999'])} ${random.pick(['', 'weight=2', 'backup', 'down', 'max_fails=x'])}; server 127.0.0.1:8001; keepalive ${random.pick(['16', '0'])}; }`,
  ],
  server: [
    (random) =>
      `listen ${random.pick(['127.0.0.1:18080', '127.0.0.1:18081', '[::1]:18080', '18080', '127.0.0.1:0', 'unix:/tmp/siteconf.sock'])}${random.pick(['', ' default_server', ' backlog=10', ' http2', ' nosuch'])};`,
    (random) =>
      `server_name ${random.pick(['a.test', 'b.test *.b.test', '~^(?<name>.+)\\.test$', '*', 'a..b', '""', 'a.test a.test', '.c.test'])};`,
    (random) =>
      `if (${random.pick(['$host = a', '$request_method !~ ^(GET|POST)$', '-f $request_filename', '$arg_x', '$host == a', 'host', '!$host', '$uri ~ "("'])}) { ${random.pick(['return 403;', 'set $x 1;', 'rewrite ^ /x last;', 'proxy_pass http://127.0.0.1;'])} }`,
    (random) =>
      `return ${random.pick(['301 https://$host$request_uri', '444', '1000', 'https://a.test/', '/x', '200 "$nosuch"'])};`,
    (random) =>
      `rewrite ${random.pick(['^/a/(.*)$', '(', '^/x$', '"^/{2}$"'])} ${random.pick(['/b/$1', '/c?', '""', '/$nosuch'])} ${random.pick(['', 'last', 'permanent', 'forever'])};`,
    (random) => `set $${random.pick(['a', 'host', 'args', ''])} ${random.pick(['1', '$uri', '"${x"'])};`,
    (random) => `error_page ${random.pick(['500 502 /50x.html', '404 =200 /x', '=200', '700 /x', '404 = @named'])};`,
  ],
  location: [
    (random) =>
      `proxy_pass ${random.pick(['http://app', 'http://127.0.0.1:8000', 'http://127.0.0.1:8000/', 'http://app:8000', 'http://$host', '127.0.0.1:8000', 'https://127.0.0.1:99999'])};`,
    (random) =>
      `try_files ${random.pick(['$uri', '$uri/', '/x'])} ${random.pick(['=404', '=4040', '@named', '/index.html'])};`,
    (random) => `add_header X-A ${random.pick(['1', '$host', '$nosuch'])} ${random.pick(['', 'always', 'never'])};`,
    (random) => `expires ${random.pick(['1d', '-1', 'max', '@15h30m', 'modified +24h', '@25h', 'x'])};`,
    (random) => `allow ${random.pick(['all', '10.0.0.0/8', '10.0.0.1/8', 'host', 'unix:'])};`,
    (random) => `limit_req zone=${random.pick(['perip', 'nosuch'])} burst=${random.pick(['5', '0'])};`,
    (random) => `limit_except ${random.pick(['GET', 'GET POST', 'NOSUCH'])} { deny all; }`,
    (random) => `proxy_set_header ${random.pick(['Host $host', 'X $nosuch', 'Host'])};`,
    (random) => `${random.pick(['root', 'alias'])} ${random.pick(['/srv/a', '/srv/$host', '$document_root'])};`,
    (random) => `uwsgi_pass ${random.pick(['unix:/tmp/s.sock', '127.0.0.1:3031', 'app', 'uwsgi://127.0.0.1:1'])};`,
    (random) => `proxy_redirect ${random.pick(['off', 'default', '~^http://a/(.*)$ /$1', 'http://a/ /'])};`,
    (random) => `proxy_cookie_path ${random.pick(['/ /a/', 'off', '~*^/x(.*) /$1', 'x'])};`,
    (random) => `valid_referers ${random.pick(['none blocked server_names', 'none', '*.a.test', '~('])};`,
  ],
};

const LOCATIONS = [
  '/',
  '/a',
  '/a/',
  '= /a',
  '^~ /static/',
  '~ \\.php$',
  '~* ^/(x|y)$',
  '@named',
  '~ (',
  '^* /x',
  '=/b',
  '/a',
];

/** Makes whole configurations, most of them right and some with a fault. */
export class Generator {
  readonly #known: Known;
  readonly #random: Random;

  constructor(version: string, random: Random) {
    this.#known = knownOf(version);
    this.#random = random;
  }

  /** @returns a configuration with `events` and `http`. */
  make(): string {
    const random = this.#random;
    const lines = ['events { worker_connections 64; }', 'http {', '    access_log off;'];
    this.#statements('http', lines, 1 + random.below(3));
    for (let count = 1 + random.below(2); count > 0; count--) {
      lines.push('    server {');
      lines.push(`        listen 127.0.0.1:${18100 + count};`);
      this.#statements('server', lines, 1 + random.below(4));
      for (let inner = random.below(3); inner > 0; inner--) {
        lines.push(`        location ${random.pick(LOCATIONS)} {`);
        this.#statements('location', lines, 1 + random.below(4));
        lines.push('        }');
      }
      lines.push('    }');
    }
    lines.push('}', '');
    return lines.join('\n');
  }

  #statements(context: FactContext, lines: string[], count: number): void {
    const indent = '    '.repeat(context === 'http' ? 1 : context === 'server' ? 2 : 3);
    for (let left = count; left > 0; left--) {
      const makers = MAKERS[context] ?? [];
      lines.push(indent + (this.#random.chance(0.5) ? this.#random.pick(makers)(this.#random) : this.#typed(context)));
    }
  }

  /** One of the directives that the tables know, with a value of its type. */
  #typed(context: FactContext): string {
    const random = this.#random;
    const fact = random.pick(this.#known.simple.get(context) ?? []);
    const values = VALUES[fact.type ?? ''] ?? ['1'];
    const valid = random.chance(0.8);
    let value = valid ? (values[0] as string) : random.pick(values);
    if ((fact.type === 'enum' || fact.type === 'bitmask') && valid && fact.words.length > 0) {
      value = random.pick(fact.words);
    }
    if (fact.type === 'num' && valid && fact.bounds !== undefined) {
      value = String(
        random.pick(fact.bounds[1] === null ? [fact.bounds[0]] : [fact.bounds[0], fact.bounds[1], fact.bounds[1] + 1]),
      );
    }
    const counted = acceptsCount(fact.args, value === '' ? 0 : value.split(' ').length);
    return `${fact.name} ${counted || random.chance(0.1) ? value : ''};`;
  }
}
