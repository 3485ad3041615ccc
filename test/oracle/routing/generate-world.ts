import type { Random } from '../../harness/random.ts';

/** Ports and sockets that generated configurations may name. */
export interface World {
  readonly port: number;
  readonly upstreams: readonly number[];
  /** The folder of the server, with `tree` below it. */
  readonly folder: string;
  /** Makes names unique where several worlds share one configuration. */
  readonly id: number;
}

/** The files below `www`, `other` and beside them that every world has. */
export const tree: readonly string[] = [
  'www/index.html',
  'www/a.txt',
  'www/a/index.html',
  'www/a/x.txt',
  'www/a/b/y.txt',
  'www/list/x.txt',
  'www/list/img.png',
  'www/d/other.htm',
  'www/d/e/index.html',
  'www/b.txt',
  'www/50x.html',
  'www/404.html',
  'www/i/a.txt',
  'www/sp ace.txt',
  'www/p+q.txt',
  'www/api',
  'www/main.php',
  'other/a.txt',
  'other/index.html',
  'other/x.txt',
  'other/list/index.htm',
  'other/b/y.txt',
  'secret.txt',
  'www-private/s.txt',
  'wwwa.txt',
];

/** Names that worlds and requests have in common. */
export const names = ['a', 'b', 'list', 'd', 'i', 'api', 'px', 'x.txt', 'a.txt', 'main.php', 'e', 'img.png'];

/** @returns the text of the servers, maps and upstreams of one world. */
export function generateWorld(random: Random, world: World): string {
  return new Writer(random, world).world();
}

class Writer {
  readonly #random: Random;
  readonly #world: World;
  #place = 0;
  #maps: string[] = [];
  #named: string[] = [];

  constructor(random: Random, world: World) {
    this.#random = random;
    this.#world = world;
  }

  world(): string {
    const { port, id, upstreams } = this.#world;
    const random = this.#random;
    const parts: string[] = [];
    this.#maps = [`$m${id}`, `$h${id}`, `$g${id}`, '$sub'];
    parts.push(
      `map ${random.pick(['$uri', '$arg_x', '$http_x_flag', '$request_method', '$host'])} $m${id} {`,
      random.chance(0.7) ? `  default ${random.pick(['none', '0', '""', '/list', '$arg_y'])};` : '',
      `  ${random.pick(['/a', '1', 'on', 'POST', 'one.test', '""'])} ${random.pick(['hit', '1', '/b', '0'])};`,
      random.chance(0.5)
        ? `  ${random.pick(['~^/(?<mapped>\\w+)', '~*^P', '~(\\d)', '~t$'])} ${random.pick(['re', '$mapped', '/d', '$1'])};`
        : '',
      '}',
      `map ${random.pick(['$host', '$http_host', '$arg_x'])} $h${id} { hostnames; default none; one.test first; ${random.pick(['*.two.test', '.four.test', 'www.five.*'])} second; ${random.pick(['~^(?<mapped>\\w)', '*.test', 'six.test'])} third; }`,
      `geo $g${id} { default far; 127.0.0.0/8 ${random.pick(['near', '0', '""'])}; 127.0.0.1/32 ${random.pick(['nearest', '1'])}; 10.0.0.0/8 ten; }`,
      `upstream up${id} { ${random.pick([
        `server 127.0.0.1:${upstreams[0]};`,
        `server 127.0.0.1:${upstreams[0]} weight=2; server 127.0.0.1:${upstreams[1]} down;`,
        `server 127.0.0.1:${upstreams[1]} backup; server 127.0.0.1:${upstreams[0]};`,
        `server unix:${this.#world.folder}/up.sock;`,
      ])} }`,
    );
    const count = 1 + random.below(3);
    const hosts = [
      'one.test',
      '*.two.test',
      '~^(?<sub>\\w+)\\.three\\.test$',
      '.four.test',
      'www.five.*',
      '""',
      '_',
      'six.test',
    ];
    for (let index = 0; index < count; index++) {
      const own = [random.pick(hosts)];
      if (random.chance(0.3)) {
        own.push(random.pick(hosts));
      }
      const isDefault = index === count - 1 && random.chance(0.3) ? ' default_server' : '';
      const address = random.pick(['127.0.0.1:', '127.0.0.1:', '127.0.0.1:', '', '*:', '127.0.0.2:']);
      const own127 = index === 0 ? '127.0.0.1:' : address;
      parts.push(this.#server(`listen ${own127}${port}${isDefault}; server_name ${[...new Set(own)].join(' ')};`));
    }
    return parts.filter((part) => part !== '').join('\n');
  }

  #mark(): string {
    return `add_header X-Place "${this.#world.id}.${this.#place++}" always; add_header X-File "$request_filename" always;`;
  }

  #server(head: string): string {
    const random = this.#random;
    this.#named = ['@fall', '@other'];
    const lines = [`server {`, head, this.#mark(), `root ${this.#root()};`];
    if (random.chance(0.15)) {
      lines.push('merge_slashes off;');
    }
    if (random.chance(0.2)) {
      lines.push(`index ${random.pick(['index.htm index.html', 'other.htm', 'x.txt /a.txt', 'none.html'])};`);
    }
    if (random.chance(0.4)) {
      lines.push(this.#errorPage());
    }
    if (random.chance(0.1)) {
      lines.push('recursive_error_pages on;');
    }
    if (random.chance(0.15)) {
      lines.push('autoindex on;');
    }
    if (random.chance(0.1)) {
      lines.push(random.pick(['absolute_redirect off;', 'server_name_in_redirect on;', 'port_in_redirect off;']));
    }
    if (random.chance(0.1)) {
      lines.push(random.pick(['underscores_in_headers on;', 'ignore_invalid_headers off;', 'client_max_body_size 3;']));
    }
    if (random.chance(0.2)) {
      lines.push(this.#header());
    }
    if (random.chance(0.06)) {
      lines.push(this.#access());
    }
    if (random.chance(0.1)) {
      lines.push(`try_files ${this.#tries()};`);
    }
    if (random.chance(0.25)) {
      lines.push(this.#rewriting(0.3));
    }
    if (random.chance(0.15)) {
      lines.push(this.#ifBlock('server'));
    }
    const used = new Set<string>();
    const count = 1 + random.below(6);
    for (let index = 0; index < count; index++) {
      const text = this.#location(used, '', 0, undefined);
      if (text !== undefined) {
        lines.push(text);
      }
    }
    for (const name of this.#named) {
      if (random.chance(0.85)) {
        lines.push(`location ${name} { ${this.#mark()} ${this.#body('named', name, 2)} }`);
      }
    }
    lines.push('}');
    return lines.join('\n');
  }

  #root(): string {
    return `${this.#world.folder}/${this.#random.pick(['www', 'www', 'www', 'other', 'www/', 'none'])}`;
  }

  #path(depth = 0): string {
    const random = this.#random;
    const name = random.pick(names);
    const rest = depth < 2 && random.chance(0.35) ? this.#path(depth + 1) : random.chance(0.4) ? '/' : '';
    return `/${name}${rest}`;
  }

  #regex(prefix: string): string {
    const random = this.#random;
    const name = random.pick(['a', 'b', 'list', 'd', 'i', 'px']);
    const choices = [
      `^/${name}/(.*)$`,
      `^/${name}(/.*)?$`,
      `^/${name}`,
      `\\.(txt|png)$`,
      `\\.php$`,
      `/(\\w+)/(?<last>[^/]+)$`,
      `^/(?<first>[a-z]+)`,
      `(x|y)\\.TXT`,
      `^/(?!a)`,
      `/$`,
      `^${prefix}/?([^/]*)`,
      `[0-9 ]`,
      `^/((a|b)+)/`,
    ];
    const text = random.pick(choices);
    return /[{}; ]/.test(text) ? `"${text}"` : text;
  }

  #location(used: Set<string>, prefix: string, depth: number, parent: string | undefined): string | undefined {
    const random = this.#random;
    const roll = random.next();
    let kind: 'prefix' | 'exact' | 'regex' = 'prefix';
    let head: string;
    let text = '';
    if (roll < 0.3 || (parent === 'regex' && roll < 0.9)) {
      kind = 'regex';
      head = `${random.pick(['~', '~', '~*'])} ${this.#regex(prefix)}`;
    } else {
      const own = random.pick(['/', '', this.#path(), this.#path(), this.#path()]);
      text = prefix === '' ? own || '/' : prefix.endsWith('/') ? prefix + own.replace(/^\//, '') : prefix + own;
      if (roll < 0.45) {
        kind = 'exact';
        head = `=${random.pick([' ', ''])}${text}`;
      } else {
        head = random.chance(0.25) ? `^~${random.pick([' ', ''])}${text}` : text;
      }
      const key = `${kind}${text}`;
      if (used.has(key)) {
        return undefined;
      }
      used.add(key);
    }
    const lines = [`location ${head} {`, this.#mark(), this.#body(kind, text, depth)];
    if (depth < 2 && kind !== 'exact' && random.chance(0.25)) {
      const inner = new Set<string>();
      for (let index = 0; index < 1 + random.below(2); index++) {
        const nested = this.#location(inner, text, depth + 1, kind);
        if (nested !== undefined) {
          lines.push(nested);
        }
      }
    }
    lines.push('}');
    return lines.join('\n');
  }

  #body(kind: 'prefix' | 'exact' | 'regex' | 'named', text: string, _depth: number): string {
    const random = this.#random;
    const lines: string[] = [];
    if (random.chance(0.06)) {
      lines.push('internal;');
    }
    if (random.chance(0.1)) {
      lines.push(
        random.pick(['deny all;', 'allow 127.0.0.1; deny all;', 'deny 10.0.0.0/8; allow all;', 'deny 127.0.0.0/8;']),
      );
    }
    if (random.chance(0.2)) {
      lines.push(this.#rewriting(0.5));
    }
    if (random.chance(0.22)) {
      lines.push(this.#ifBlock('location'));
    }
    if (random.chance(0.1)) {
      lines.push(this.#ifBlock('location'));
    }
    if (random.chance(0.12)) {
      lines.push(this.#errorPage());
    }
    if (random.chance(0.06)) {
      lines.push(`index ${random.pick(['x.txt', 'index.htm index.html', '/a.txt', '$arg_x.html index.html'])};`);
    }
    if (random.chance(0.05)) {
      lines.push('autoindex on;');
    }
    if (random.chance(0.05)) {
      lines.push(
        `limit_except ${random.pick(['GET', 'POST', 'GET POST'])} { ${random.pick(['deny all;', `proxy_pass http://127.0.0.1:${this.#world.upstreams[1]};`, ''])} }`,
      );
    }
    if (random.chance(0.2)) {
      lines.push(`try_files ${this.#tries()};`);
    }
    const roll = random.next();
    if (roll < 0.3) {
      lines.push(this.#proxy(kind, text));
    } else if (roll < 0.5 && kind !== 'named') {
      lines.push(this.#alias(kind));
    } else if (roll < 0.6) {
      lines.push(`root ${this.#root()};`);
    } else if (roll < 0.72) {
      lines.push(this.#return());
    }
    return lines.join('\n');
  }

  #access(): string {
    return this.#random.pick([
      'deny all;',
      'allow 127.0.0.1; deny all;',
      'deny 10.0.0.0/8; allow all;',
      'deny 127.0.0.0/8;',
      'deny ::1; allow 127.0.0.0/30; deny all;',
      `satisfy any; deny all; auth_basic x; auth_basic_user_file ${this.#world.folder}/none;`,
      `satisfy any; allow 127.0.0.1; deny all; auth_basic x; auth_basic_user_file ${this.#world.folder}/none;`,
      `auth_basic x; auth_basic_user_file ${this.#world.folder}/none;`,
      'auth_basic off;',
      'satisfy any;',
    ]);
  }

  #header(): string {
    const random = this.#random;
    const value = random.pick([
      '$proxy_host',
      '$proxy_add_x_forwarded_for',
      '$remote_addr',
      '$server_port',
      '$scheme',
      '"$request"',
      '$cookie_c',
      '$http_x_flag',
      '$http_x_under',
      'a$is_args$args',
      '$server_name',
      '$document_root',
      '$request_filename',
      '$document_uri',
      '$request_uri',
      '$query_string',
      '$request_method',
      '$sub',
      '$https',
      '$content_length',
      ...this.#maps,
    ]);
    return `proxy_set_header ${random.pick(['X-One', 'X-Two', 'Host', 'Connection', 'x-forwarded-for'])} ${value};`;
  }

  #alias(kind: string): string {
    const random = this.#random;
    const base = `${this.#world.folder}/`;
    const target =
      kind === 'regex'
        ? random.pick(['www/$1', 'www$1', 'www/', 'www/a.txt', 'other/$1', 'www/$last'])
        : random.pick(['www/', 'www', 'other/', 'www/a', 'www/a.txt', 'other/list/', 'www/$arg_x']);
    return `alias ${base}${target.includes('$last') || target.includes('$mapped') ? target.replace(/\$\w+/, '$uri') : target};`;
  }

  #tries(): string {
    const random = this.#random;
    const count = 1 + random.below(3);
    const tries: string[] = [];
    for (let index = 0; index < count; index++) {
      tries.push(
        random.pick(['$uri', '$uri/', '$uri.txt', '/a.txt', '/list/', 'x.txt', '$uri/index.html', '/none', '/$arg_x']),
      );
    }
    tries.push(
      random.pick([
        '=404',
        '=403',
        '@fall',
        '@other',
        '/index.html',
        '/a.txt?from=$uri',
        '/list/',
        '$uri',
        '/api/$uri',
        '/none.html',
        '@missing',
      ]),
    );
    return tries.join(' ');
  }

  #proxy(kind: string, _text: string): string {
    const random = this.#random;
    const { upstreams, id } = this.#world;
    const host = random.pick([
      `127.0.0.1:${upstreams[0]}`,
      `127.0.0.1:${upstreams[1]}`,
      `up${id}`,
      `unix:${this.#world.folder}/up.sock:`,
    ]);
    const uris = ['', '', '/', '/c', '/c/', '/k?z=1', '?q=2', '/c%20d/'];
    const dynamic = ['$request_uri', '$uri', '$uri$is_args$args', '/v/$1', '/fix'];
    const lines: string[] = [];
    if (random.chance(0.2)) {
      lines.push(
        `proxy_pass http://${host}${random.pick(dynamic.map((uri) => (uri === '/fix' ? '/$arg_x/fix' : uri)))};`,
      );
    } else {
      lines.push(`proxy_pass http://${host}${kind === 'prefix' || kind === 'exact' ? random.pick(uris) : ''};`);
    }
    if (random.chance(0.4)) {
      lines.push(
        random.pick([
          'proxy_set_header Host $host;',
          'proxy_set_header Host $http_host;',
          'proxy_set_header X-Uri $uri;',
        ]),
      );
    }
    if (random.chance(0.3)) {
      lines.push(
        random.pick(['proxy_set_header Connection "";', 'proxy_set_header X-Arg $arg_x;', 'proxy_http_version 1.1;']),
      );
    }
    return lines.join(' ');
  }

  #return(): string {
    const random = this.#random;
    return `return ${random.pick([
      '404',
      '403',
      '500',
      '204',
      '200 "$uri|$args"',
      '301 /list/',
      '302 /b?u=$uri',
      '301 https://$host$request_uri',
      '302 rel/path',
      '307 "/a b"',
      '200 "$1|$first|$last"',
      'http://x.test/$1',
      `200 "m=${this.#maps[0]} 1=$1"`,
      '404 "gone"',
      '444',
      '308 $scheme://$http_host/',
      '200 "$host $server_name $server_port $is_args$query_string $scheme"',
      '200 "$sub $http_x_flag $http_x_under $cookie_c $arg_y"',
      `200 "${this.#maps[1]} ${this.#maps[2]} $proxy_host $document_root"`,
      '302 $uri',
      '301 $document_uri?$args',
      '200 "$request|$request_uri|$document_uri|$remote_addr"',
      '303 /see',
      '400',
      '301',
      '201',
    ])};`;
  }

  #errorPage(): string {
    const random = this.#random;
    return `error_page ${random.pick(['404', '403', '404 403', '500', '405 404', '301'])} ${random.pick([
      '/404.html',
      '/50x.html',
      '=200 /a.txt',
      '= /main.php?e=1',
      '@fall',
      '=503 @other',
      'http://err.test/x',
      '=301 http://err.test/$uri',
      '/none.html',
      '/list/',
      '=200 $uri.txt',
    ])};`;
  }

  #rewriting(endChance: number): string {
    const random = this.#random;
    const count = 1 + random.below(2);
    const lines: string[] = [];
    for (let index = 0; index < count; index++) {
      const name = random.pick(['a', 'b', 'list', 'd']);
      lines.push(
        random.pick([
          `rewrite ^/${name}/(.*)$ /list/$1${random.pick([' last', ' break', '', ' redirect', ' permanent'])};`,
          `rewrite ^/${name}$ /b.txt${random.pick(['', ' last', ' break'])};`,
          `rewrite ^/(.*)\\.txt$ /main.php?p=$1${random.pick([' last', ' break', '', ' redirect'])};`,
          `rewrite ^/${name}/(.*)$ https://$host/$1?${random.pick(['', 'k=1'])}${random.pick(['', ' permanent'])};`,
          `rewrite (.+)/$ $1${random.pick([' permanent', ' last', ' break'])};`,
          `rewrite ^ /a.txt?${random.pick(['', ' last', ' break'])};`,
          `set $v ${random.pick(['$1', '$uri', 'x$arg_x', '"a b"', `${this.#maps[0]}`])};`,
          `set $args ${random.pick(['q=$arg_x', '""', 'z'])};`,
          'break;',
          `rewrite ^/api(.*) /px?y=$1&u=$uri${random.pick([' last', ' break'])};`,
          `rewrite ^/${name} /d/ ${random.pick(['last', 'break'])};`,
          `rewrite "^/(?<cap>[a-z]+)/(.*)$" /$2/$cap${random.pick([' last', ' break', '', ' permanent'])};`,
          `rewrite ^/(.*)/(.*)$ /$2?x=$1&z=$cap${random.pick(['?', ''])}${random.pick([' last', ' break', ''])};`,
          `rewrite ^ $scheme://$host/moved$uri${random.pick(['', '?'])};`,
          `rewrite ^/(.)(.*)$ /list/$2${random.pick(['?a=1', '?a=$1?'])}${random.pick([' redirect', ' last'])};`,
          `set $w "$v-$cap-${this.#maps[1]}";`,
          'set $w $1$2;',
        ]),
      );
    }
    if (random.chance(endChance * 0.3)) {
      lines.push(this.#return());
    }
    return lines.join('\n');
  }

  #ifBlock(where: 'server' | 'location'): string {
    const random = this.#random;
    const condition = random.pick([
      '$arg_x',
      '$arg_x = 1',
      '$arg_x != 1',
      '$uri ~ ^/(a|b)',
      '$uri !~ txt$',
      '$request_method = POST',
      '$http_x_flag',
      `${this.#maps[0]}`,
      `${this.#maps[0]} ~* (h)it`,
      `${this.#maps[1]} = first`,
      `${this.#maps[2]} = near`,
      `${this.#maps[2]}`,
      '$cookie_c',
      '$sub = sub',
      '$http_x_under',
      '$request_method !~ ^(GET|POST)$',
      '-e $document_root$uri',
      '!-d $request_filename',
      '!-f $document_root/$arg_x',
      '$document_uri ~* "^/(?<cap>[a-z]+)/"',
      '-f $request_filename',
      '!-e $request_filename',
      '-d $document_root/a',
      '$args ~ x=(\\d)',
      '$host = one.test',
      '$request_uri ~ "^/(.*)\\?"',
    ]);
    const body =
      where === 'server'
        ? random.pick([this.#return(), 'rewrite ^/b(.*) /a$1 last;', 'set $w 1;', 'rewrite ^ /list/ break;'])
        : random.pick([
            this.#return(),
            'set $w $1;',
            'break;',
            'rewrite ^/a(.*) /b$1 last;',
            'rewrite ^ /list/x.txt break;',
            'add_header X-If yes;',
            `proxy_pass http://127.0.0.1:${this.#world.upstreams[1]};`,
            `root ${this.#world.folder}/other;`,
            'expires 1h;',
          ]);
    return `if (${condition}) { ${body} }`;
  }
}
