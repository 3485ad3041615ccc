import { a, glued, index, parent, sibling, type TableCase } from './case.ts';

const aliasRequests = ['/i', '/i/', '/i/a.txt', '/ia.txt', '/i../secret.txt', '/i-private/s.txt', '/i/-private/s.txt'];

function alias(number: string, location: string, target: string, ends: readonly string[]): TableCase {
  return {
    name: `alias ${number}: ${location} -> ${target}`,
    server: `location ${location} { alias ROOT/${target}; }`,
    requests: Object.fromEntries(aliasRequests.map((request, index) => [request, ends[index] ?? '404'])),
  };
}

/** Location forms times alias forms. */
export const aliasTable: readonly TableCase[] = [
  alias('1', '/i/', 'www/', ['404', index, a, '404', '404', '404', '404']),
  alias('2', '/i/', 'www', ['404', '403', glued, '404', '404', '404', sibling]),
  alias('3', '/i', 'www/', ['301 /i/', index, a, a, parent, '404', '404']),
  alias('3 with ^~', '^~ /i', 'www/', ['301 /i/', index, a, a, parent, '404', '404']),
  alias('4', '/i', 'www', ['301 /i/', index, a, glued, '404', sibling, '404']),
  alias('5', '= /i', 'www/a.txt', [a, '404', '404', '404', '404', '404', '404']),
  alias('6', '= /i', 'www/', ['301 /i/', '404', '404', '404', '404', '404', '404']),
  alias('7', '= /i/', 'www/', ['404', '404', '404', '404', '404', '404', '404']),
  alias('8', '~ ^/i/(.*)$', 'www/$1', ['404', index, a, '404', '404', '404', '404']),
  alias('8 unanchored', '~ /i/(.*)$', 'www/$1', ['404', index, a, '404', '404', '404', '404']),
  alias('9', '~ ^/i(.*)$', 'www/$1', ['301 /i/', index, a, a, parent, '404', '404']),
  alias('10', '~ ^/i(.*)$', 'www$1', ['301 /i/', index, a, glued, '404', sibling, '404']),
  alias('11', '~ ^/i(/.*)?$', 'www$1', ['301 /i/', index, a, '404', '404', '404', '404']),
  alias('12', '~ ^/i/(.*)$', 'www$1', ['404', '403', glued, '404', '404', '404', sibling]),
  alias('13', '~ ^/i([^/]*)/(.*)$', 'www/$1/$2', ['404', index, a, '404', parent, '404', '404']),
  alias('14', '~ ^/i/?(.*)$', 'www/$1', ['301 /i/', index, a, a, parent, '404', '404']),
  alias('15', '~ ^/i/', 'www/', [
    '404',
    '301 /i/index.html/',
    '301 /i/a.txt/',
    '404',
    '404',
    '404',
    '301 /i/-private/s.txt/',
  ]),
  alias('16', '~ ^/i', 'www/a.txt', [a, '500', a, a, a, a, a]),
  alias('17', '~ ^/i(?<f>.+\\.txt)$', 'www/$f', ['404', '404', a, a, parent, '404', '404']),
];

/** The other cases of `alias`, `root` and `try_files`. */
export const pathCases: readonly TableCase[] = [
  {
    name: 'a location nested in a prefix alias inherits it',
    server: 'location /i/ { alias ROOT/www/; location /i/sub/ {} location ~ \\.png$ {} }',
    requests: { '/i/sub/b.txt': 'file www/sub/b.txt', '/i/sub/c.png': 'file www/sub/c.png' },
  },
  {
    name: 'a regex nested in a prefix without slash inherits the hole',
    server: 'location /i { alias ROOT/www/; location ~ \\.txt$ {} }',
    requests: { '/i../secret.txt': parent },
  },
  {
    name: 'a nested prefix without slash opens a hole of its own',
    server: 'location /i/ { alias ROOT/www/; location /i/img { alias ROOT/www/; } }',
    requests: { '/i/img../secret.txt': parent, '/i/img/a.txt': a },
  },
  {
    name: 'a child of a regex alias loses its captures',
    server: 'location ~ ^/i/(.*) { alias ROOT/www/$1; location ~ \\.txt$ {} }',
    requests: { '/i/a.txt': '301 /i/a.txt/' },
  },
  {
    name: 'a prefix nested in a regex location never matches',
    server: 'root ROOT/none; location ~ /a { location /a/b { return 200 never; } }',
    requests: { '/a/b': '404', '/x/a/b': '404' },
  },
  {
    name: 'an alias with $uri doubles the path',
    server: 'location /i/ { alias ROOT/www$uri; }',
    requests: { '/i/a.txt': '404' },
  },
  {
    name: 'an alias through a variable obeys the same table',
    server: 'set $d ROOT/www/; location /i { alias $d; }',
    requests: { '/i../secret.txt': parent, '/i/a.txt': a },
  },
  {
    name: 'a user variable in alias and root escapes',
    server: 'location /i/ { alias ROOT/$arg_d/; } location /r/ { root ROOT/$arg_d; }',
    requests: { '/i/secret.txt?d=www/..': parent, '/r/x.txt?d=www/../other': 'file other/r/x.txt' },
  },
  {
    name: 'dots at the end of location or alias',
    server: 'location /i/. { alias ROOT/www/; } location /j { alias ROOT/www/.; }',
    requests: { '/i/.../secret.txt': parent, '/i/.../a.txt': '404', '/j./secret.txt': parent },
  },
  {
    name: 'the hole is one level deep',
    server: 'location /i { alias ROOT/www/; }',
    requests: {
      '/i../../secret.txt': '404',
      '/i..%2fsecret.txt': parent,
      '/i..%2f..%2fsecret.txt': '404',
    },
  },
  {
    name: 'merge_slashes off keeps the hole',
    server: 'merge_slashes off; location /i { alias ROOT/www/; }',
    requests: { '/i..//secret.txt': parent },
  },
  {
    name: 'autoindex lists the parent through the hole',
    server: 'autoindex on; location /i { alias ROOT/www/; }',
    requests: { '/i../': 'listing .' },
  },
  {
    name: 'root never traverses',
    server: 'location /i { root ROOT/www/; } location / { root ROOT/www; }',
    requests: { '/i../secret.txt': '404', '/a.txt': a },
  },
  {
    name: 'a file behind a prefix leaks its suffixes',
    server: 'location /favicon.ico { alias ROOT/www/favicon.ico; }',
    requests: { '/favicon.ico': 'file www/favicon.ico', '/favicon.ico.bak': 'file www/favicon.ico.bak' },
  },
  {
    name: 'a file behind a prefix with a slash',
    server: 'location /fav/ { alias ROOT/www/favicon.ico; }',
    requests: { '/fav/': '500', '/fav/.bak': 'file www/favicon.ico.bak' },
  },
  {
    name: 'try_files with a prefix alias works in all slash combinations',
    server: `location /i/ { alias ROOT/www/; try_files $uri $uri/ =404; }
      location /j { alias ROOT/www; try_files $uri $uri/ =404; }
      location /k/ { alias ROOT/www; try_files $uri $uri/ =404; }
      location /l { alias ROOT/www/; try_files $uri $uri/ =404; }`,
    requests: {
      '/i/a.txt': a,
      '/i/': index,
      '/j/a.txt': a,
      '/j-private/s.txt': sibling,
      '/k/-private/s.txt': sibling,
      '/l../secret.txt': parent,
      '/i/none': '404',
    },
  },
  {
    name: 'the fallback of try_files leaves the location',
    server: 'root ROOT/none; location /i/ { alias ROOT/www/; try_files $uri /fallback.html; }',
    requests: { '/i/none': '404' },
  },
  {
    name: 'the fallback of try_files stays with its prefix',
    server: 'location /i/ { alias ROOT/www/; try_files $uri /i/fallback.html; }',
    requests: { '/i/none': 'file www/fallback.html' },
  },
  {
    name: 'a middle literal of try_files is put behind the alias as it is',
    server: `location /i/ { alias ROOT/www/; try_files fallback.html =404; }
      location /j/ { alias ROOT/www/; try_files /j/fallback.html =404; }`,
    requests: { '/i/none': 'file www/fallback.html', '/j/none': '404' },
  },
  {
    name: 'try_files with a regex alias never finds $uri',
    server: `location ~ ^/i/(.*)$ { alias ROOT/www/$1; try_files $uri =404; }
      location ~ ^/j/(.*)$ { alias ROOT/www; try_files /$1 =404; }
      location ~ ^/k/(.*)$ { alias ROOT/www/$1; try_files "" =404; }`,
    requests: { '/i/a.txt': '404', '/j/a.txt': a, '/k/a.txt': a },
  },
  {
    name: 'rewrite break and alias give 500, with root they work',
    server: `location /i/ { rewrite ^/i/(.*)$ /i/$1 break; alias ROOT/www/; }
      location /r/ { rewrite ^/r/(.*)$ /$1 break; root ROOT/www; }`,
    requests: { '/i/a.txt': '500', '/r/a.txt': a },
  },
  {
    name: 'only locations that pass on redirect to their slash',
    server: 'root ROOT/none; location /i/ { alias ROOT/www/; } location /p/ { proxy_pass http://UP; }',
    requests: { '/i': '404', '/p': '301 /p/', '/p?x=1': '301 /p/?x=1' },
  },
  {
    name: 'a later regex beats a prefix alias, ^~ keeps it',
    server: `root ROOT/none; location /i/ { alias ROOT/www/; } location ^~ /j/ { alias ROOT/www/; } location ~ \\.txt$ { return 403; }`,
    requests: { '/i/a.txt': '403', '/j/a.txt': a },
  },
];
