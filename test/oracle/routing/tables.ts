/** One configuration and what the real nginx 1.22.1 made of requests to it. */
export interface TableCase {
  readonly name: string;
  /**
   * Statements of a `server`; `ROOT` is the folder of the files, `UP` an upstream's address and port, `SOCK` the socket of another,
   * `PORT` the port of the case.
   */
  readonly server: string;
  /** The `Host` that the client sends; `t.test` where nothing else is said. */
  readonly host?: string;
  /** Headers that the client sends. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** A header, in lower case, that is told of each request that reaches the upstream. */
  readonly told?: string;
  /** Statements of `http` that the server needs. */
  readonly http?: string;
  /** Request (`GET` unless a method is written in front) to its end, in the short form of `shortReal`. */
  readonly requests: Readonly<Record<string, string>>;
}

const aliasRequests = ['/i', '/i/', '/i/a.txt', '/ia.txt', '/i../secret.txt', '/i-private/s.txt', '/i/-private/s.txt'];

function alias(number: string, location: string, target: string, ends: readonly string[]): TableCase {
  return {
    name: `alias ${number}: ${location} -> ${target}`,
    server: `location ${location} { alias ROOT/${target}; }`,
    requests: Object.fromEntries(aliasRequests.map((request, index) => [request, ends[index] ?? '404'])),
  };
}

const index = 'file www/index.html';
const a = 'file www/a.txt';
const parent = 'file secret.txt';
const sibling = 'file www-private/s.txt';
const glued = 'file wwwa.txt';

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

const proxyRequests = ['/a/', '/a', '/a/x', '/ax', '/a/x%20y', '/a/x%2Fy', '/a/b/../c', '/a/%2e%2e/x', '/a../x'];

function proxy(number: string, location: string, uri: string, ends: readonly string[]): TableCase {
  return {
    name: `proxy_pass ${number}: ${location} -> ${uri || 'no URI'}`,
    server: `root ROOT/none; location ${location} { proxy_pass http://UP${uri}; }`,
    requests: Object.fromEntries(proxyRequests.map((request, place) => [request, ends[place] ?? ''])),
  };
}

/** Location forms times the URI of `proxy_pass`; `> X` is the target of the upstream's request line. */
export const proxyTable: readonly TableCase[] = [
  proxy('P1', '/a/', '', [
    '> /a/',
    '301 /a/',
    '> /a/x',
    '404',
    '> /a/x%20y',
    '> /a/x%2Fy',
    '> /a/b/../c',
    '404',
    '404',
  ]),
  proxy('P2', '/a/', '/', ['> /', '301 /a/', '> /x', '404', '> /x%20y', '> /x/y', '> /c', '404', '404']),
  proxy('P3', '/a', '/', ['> //', '> /', '> //x', '> /x', '> //x%20y', '> //x/y', '> //c', '404', '> /../x']),
  proxy('P4', '/a/', '/c', ['> /c', '301 /a/', '> /cx', '404', '> /cx%20y', '> /cx/y', '> /cc', '404', '404']),
  proxy('P5', '/a/', '/c/', ['> /c/', '301 /a/', '> /c/x', '404', '> /c/x%20y', '> /c/x/y', '> /c/c', '404', '404']),
  proxy('P6', '/a', '/c', ['> /c/', '> /c', '> /c/x', '> /cx', '> /c/x%20y', '> /c/x/y', '> /c/c', '404', '> /c../x']),
  proxy('P6b', '/a', '/c/', [
    '> /c//',
    '> /c/',
    '> /c//x',
    '> /c/x',
    '> /c//x%20y',
    '> /c//x/y',
    '> /c//c',
    '404',
    '> /c/../x',
  ]),
];

/** The other cases of `proxy_pass`. */
export const proxyCases: readonly TableCase[] = [
  {
    name: 'P7 and P8: an exact location with a URI and with arguments in it',
    server: 'location = /a { proxy_pass http://UP/; } location = /b { proxy_pass http://UP/z?k=1; }',
    requests: { '/a?q=1': '> /?q=1', '/b': '> /z?k=1', '/b?q=1': '> /z?k=1?q=1' },
  },
  {
    name: 'P10: captures drop the arguments and are not escaped',
    server: 'location ~ ^/a/(.*)$ { proxy_pass http://UP/$1; }',
    requests: { '/a/x?q=1': '> /x', '/a/x%3fq': '> /x?q' },
  },
  {
    name: 'P11: rewrite break keeps the arguments and escapes again',
    server: 'location /a/ { rewrite ^/a/(.*)$ /$1 break; proxy_pass http://UP; }',
    requests: { '/a/x?q=1': '> /x?q=1', '/a/x%3Fy%0dz': '> /x%3Fy%0Dz', '/a/x%0az': '> /a/x%0az' },
  },
  {
    name: 'P12: after rewrite break the URI of proxy_pass is dead',
    server: 'location /a/ { rewrite ^/a/(.*)$ /$1 break; proxy_pass http://UP/c/; }',
    requests: { '/a/x': '> /x' },
  },
  {
    name: 'P13 to P15: variables in proxy_pass',
    server: `set $u http://UP; set $h UPHOST; location /a/ { proxy_pass $u; } location /b/ { proxy_pass $u/; }
      location /c/ { proxy_pass http://$h/c/; } location /d/ { proxy_pass http://UP$request_uri; }`,
    requests: {
      '/a/b/../x%20y?q=1': '> /a/b/../x%20y?q=1',
      '/b/x?q=1': '> /',
      '/c/x?q=1': '> /c/',
      '/d/b/../x?q': '> /d/b/../x?q',
    },
  },
  {
    name: 'P16: $uri has no arguments',
    server: 'location /a/ { proxy_pass http://UP$uri; }',
    requests: { '/a/x?q=1': '> /a/x' },
  },
  {
    name: 'P22: a variable name without resolver, and one that names an upstream',
    http: 'upstream backend { server UP; }',
    server:
      'set $n no.such.test; set $b backend; location /a/ { proxy_pass http://$n; } location /b/ { proxy_pass http://$b; }',
    requests: { '/a/x': '502', '/b/x': '> /b/x' },
  },
  {
    name: 'P23: try_files and proxy_pass in one location',
    server: 'root ROOT/www; location / { try_files $uri /fallback; proxy_pass http://UP; }',
    requests: { '/a.txt': '> /a.txt', '/none': '500' },
  },
  {
    name: 'P24: a nested location does not inherit proxy_pass, an if does',
    server: `root ROOT/none; location /a/ { proxy_pass http://UP; location /a/b/ {} location ~ \\.css$ {} if ($arg_x) { set $y 1; } }`,
    requests: { '/a/b/x': '404', '/a/x.css': '404', '/a/x?x=1': '> /a/x?x=1' },
  },
];

/** What else was observed: rewrites, access, regular expressions, and the 21 surprises. */
export const behaviours: readonly TableCase[] = [
  {
    name: '1: merge_slashes comes from the default server of the port',
    server: 'server_name other.test; location /a/b { return 200 merged; } location / { return 200 plain; }',
    requests: { '/a//b': '200 merged' },
  },
  {
    name: '2: server rewrites run again on every internal redirect',
    server: 'root ROOT/www; rewrite ^/index.html$ /a.txt; location / {}',
    requests: { '/': a },
  },
  {
    name: '2: and so do server ifs, which see the new arguments (3)',
    server: 'root ROOT/www; if ($args = e=1) { return 202 seen; } error_page 404 /page?e=1; location / {}',
    requests: { '/none': '404 seen', '/none?e=1': '202 seen' },
  },
  {
    name: '3: $request_uri stays in an internal redirect',
    server: 'root ROOT/www; error_page 404 =200 /page?e=1; location = /page { return 200 "$args $request_uri"; }',
    requests: { '/none?x': '200 e=1 /none?x' },
  },
  {
    name: '4: error_page to a URI makes GET of POST, a named location keeps method and URI',
    server: `root ROOT/none; error_page 404 =200 /page; error_page 405 @up; location = /page { return 200 $request_method; }
      location @up { proxy_pass http://UP; } location /five { return 405; }`,
    requests: { 'POST /none': '200 GET', 'POST /five/../five?x=%20': '> /five/../five?x=%20' },
  },
  {
    name: '5: return with a text is never caught by error_page',
    server:
      'error_page 404 =200 /page; location = /page { return 200 page; } location /t { return 404 text; } location /n { return 404; }',
    requests: { '/t': '404 text', '/n': '200 page' },
  },
  {
    name: '6: a second error gives the bare page, unless recursive_error_pages',
    server: `error_page 404 /five; error_page 500 /page; location = /page { return 200 page; } location = /five { return 500; }
      location /n { return 404; } location /r { recursive_error_pages on; return 404; }`,
    requests: { '/n': '500', '/r': '500 page' },
  },
  {
    name: '7: a direct request to an internal location is a 404 in it, rewrite last may enter it',
    server: `error_page 404 =200 /outer; location = /outer { return 200 outer; }
      location /i { internal; error_page 404 =200 /own; return 200 inside; } location = /own { return 200 own; }
      location /r { rewrite ^ /i last; }`,
    requests: { '/i': '200 own', '/r': '200 inside' },
  },
  {
    name: '8: try_files $uri takes no folder, a middle literal folder gives a redirect',
    server: 'root ROOT/www; location / { try_files $uri =404; } location /l { try_files /sub/ =404; autoindex on; }',
    requests: { '/sub/': '404', '/sub': '404', '/l?x=1': '301 /sub/?x=1' },
  },
  {
    name: '9: a true if switches off try_files and inherits proxy_pass with its URI; break skips a return',
    server: `root ROOT/www; location /t { try_files /a.txt =404; if ($arg_x) { add_header X-If yes; } }
      location /p/ { proxy_pass http://UP/c/; if ($arg_x) { add_header X-If yes; } }
      location /b { if ($arg_x) { break; } return 200 returned; }`,
    requests: { '/t': a, '/t?x=1': '404', '/p/q?x=1': '> /c/q?x=1', '/b': '200 returned', '/b?x=1': '404' },
  },
  {
    name: '10: limit_except proxies the other methods and skips try_files',
    server: 'root ROOT/www; location / { try_files /a.txt =404; limit_except GET { proxy_pass http://UP; } }',
    requests: { '/none': a, 'PUT /none': '> /none' },
  },
  {
    name: '11: proxy_pass without URI ignores try_files, with URI it cuts blindly',
    server: `root ROOT/www; location /n { try_files /list/x.txt =404; proxy_pass http://UP; }
      location /l { try_files /list/x.txt =404; proxy_pass http://UP/b; }`,
    requests: { '/n': '> /n', '/l': '> /bist/x.txt' },
  },
  {
    name: '12: proxy_pass with ? in its URI',
    server: 'location /k/ { proxy_pass http://UP/k/?z=1; }',
    requests: { '/k/f?g=1': '> /k/?z=1f?g=1' },
  },
  {
    name: '13: captures in a rewrite redirect',
    server: 'location / { rewrite ^/x/(.*)$ /y/$1 redirect; }',
    requests: { '/x/a%2Fb': '302 /y/a/b', '/x/a%3Fb': '302 /y/a?b', '/x/a%20b': '302 /y/a%20b' },
  },
  {
    name: '14: targets of return',
    server: `location /r { return 301 rel/path; } location /x { return 301 /x; } location /d { return 301 //x; }
      location /s { return 302 "/a b"; }`,
    requests: { '/r': '301 rel/path', '/x': '301 /x', '/d': '301 //x', '/s': '302 /a b' },
  },
  {
    name: '15: the automatic redirect goes before regexes',
    server: 'location /px/ { proxy_pass http://UP; } location ~ ^/px { return 200 regex; }',
    requests: { '/px': '301 /px/', '/px/': '200 regex' },
  },
  {
    name: '16: ^~ does not stop nested regexes, a longer prefix cancels it, a nested regex beats a nested prefix',
    server: `location ^~ /a/ { location ~ \\.txt$ { return 200 nested; } location /a/deep/ { return 200 prefix; } return 200 outer; }
      location /a/long/ { return 200 long; } location ~ \\.txt$ { return 200 regex; }`,
    requests: {
      '/a/x.txt': '200 nested',
      '/a/x': '200 outer',
      '/a/long/x.txt': '200 regex',
      '/a/deep/x.txt': '200 nested',
      '/a/deep/x': '200 prefix',
    },
  },
  {
    name: '17: POST to a file and to a folder',
    server: 'root ROOT/www;',
    requests: { 'POST /a.txt': '405', 'POST /sub': '301 /sub/', 'PUT /a.txt': '405', 'POST /none': '404' },
  },
  {
    name: '18: the name _ takes the Host _, the empty name takes no unknown host',
    host: '_',
    server: `return 200 default; } server { listen 127.0.0.1:PORT; server_name _; return 200 underscore; }
      server { listen 127.0.0.1:PORT; server_name ""; return 200 empty;`,
    requests: { '/': '200 underscore', 'http://unknown.test/': '200 default', 'http://_/': '400' },
  },
  {
    name: '20: an empty proxy_set_header removes the header',
    headers: [['X-Flag', 'client']],
    told: 'x-flag',
    server:
      'location / { proxy_pass http://UP; } location /set { proxy_set_header X-Flag own; proxy_pass http://UP; } location /none { proxy_set_header X-Flag ""; proxy_pass http://UP; }',
    requests: { '/set': '> /set x-flag: own', '/none': '> /none no x-flag' },
  },
  {
    name: '20: a proxy to a socket sends Host: localhost',
    told: 'host',
    server: 'location / { proxy_pass http://unix:SOCK; } location /u { proxy_pass http://unix:SOCK:/v; }',
    requests: { '/a': '> /a host: localhost', '/u/b': '> /v/b host: localhost' },
  },
  {
    name: '20: a header with an underscore is dropped',
    headers: [
      ['X_Flag', 'dropped'],
      ['X-Kept', 'kept'],
    ],
    server: 'location / { return 200 "$http_x_flag,$http_x_kept"; }',
    requests: { '/': '200 ,kept' },
  },
  {
    name: '19: exact keys of a map are compared without case',
    http: 'map $arg_k $folded { default no; On yes; ~[A-Z] upper; }',
    server: 'location / { return 200 $folded; }',
    requests: { '/?k=on': '200 yes', '/?k=ON': '200 yes', '/?k=X': '200 upper', '/?k=x': '200 no' },
  },
  {
    name: '21: captures in arguments are escaped only where the URI was',
    server:
      'location / { rewrite ^/(.*)$ /index.html?p=$1 break; return 200 $args; } location /z { rewrite ^/(.*)$ /i?p=$1; set $q $args; return 200 $q; }',
    requests: { '/a+b': '404', '/z/a+b': '200 p=z/a%2Bb', '/z/a&b': '200 p=z/a&b', '/z/a&b%20': '200 p=z/a%26b%20' },
  },
  {
    name: 'return goes before access rules, limit_except before return',
    server: `location /d { deny all; return 200 open; } location /l { limit_except PUT { deny all; } return 200 open; }
      location /n { deny all; location /n/x { return 200 open; } }
      location /t { deny all; try_files /none @r; } location @r { return 200 open; }`,
    requests: { '/d': '200 open', '/l': '403', '/n/x': '200 open', '/t': '403' },
  },
  {
    name: 'access rules in order, replaced as a list',
    server: `root ROOT/www; deny all; location /a.txt { allow 10.1.1.1; } location /sub { allow 127.0.0.1; deny all; }
      location /list { deny all; allow 127.0.0.1; } location / {}`,
    requests: { '/a.txt': a, '/sub/b.txt': 'file www/sub/b.txt', '/list/x.txt': '403', '/index.html': '403' },
  },
  {
    name: 'a regex passes by a guarded prefix',
    server: 'root ROOT/www; location /list/ { deny all; } location ~ \\.txt$ {} location ^~ /sub/ { deny all; }',
    requests: { '/list/x.txt': 'file www/list/x.txt', '/list/img.png': '403', '/sub/b.txt': '403' },
  },
  {
    name: 'a match clobbers the captures before it, also in an if and a map, named ones stay',
    http: 'map $arg_k $clobber { default -; ~(z) m; }',
    server: `location ~ ^/a/(?<n>.*)$ { rewrite ^ /x break; return 200 "$1,$n"; }
      location ~ ^/b/(.*)$ { if ($arg_k ~ z) { set $s 1; } return 200 "$1"; }
      location ~ ^/c/(.*)$ { return 200 "$clobber$1"; }`,
    requests: { '/a/q': '404', '/b/q?k=z': '200', '/b/q': '200', '/c/q?k=z': '200 mz', '/c/q': '200 -q' },
  },
  {
    name: '$10 is $1 and 0, an unset variable is empty',
    server: 'location ~ ^/(a)$ { return 200 "$10"; } location /z { set $z $1; return 200 "[$z]"; }',
    requests: { '/a': '200 a0', '/z': '200 []' },
  },
  {
    name: 'arguments and escapes are no part of a location',
    server:
      'location "/a?x=1" { return 200 args; } location /a%20b { return 200 escaped; } location "/a b" { return 200 raw; } location / { return 200 root; }',
    requests: { '/a?x=1': '200 root', '/a%20b': '200 raw' },
  },
  {
    name: 'try_files that ends in $uri/ goes round in a circle',
    server: 'root ROOT/none; location / { try_files $uri $uri/; } location /i { try_files $uri /index.html; }',
    requests: { '/x': '500', '/i': '500' },
  },
  {
    name: 'a return of the server leaves its locations dead',
    server: 'return 200 server; location / { return 200 location; }',
    requests: { '/': '200 server' },
  },
  {
    name: 'two ifs: the last true one holds, a handler may be lost',
    server: `root ROOT/www; location /e { if ($arg_x) { proxy_pass http://UP; } if ($arg_y) { add_header X-If yes; } }`,
    requests: { '/e?x=1': '> /e?x=1', '/e?x=1&y=1': '500', '/e?y=1': '404' },
  },
  {
    name: 'a file test in an if',
    server:
      'root ROOT/www; location / { if (!-e $request_filename) { rewrite ^ /front last; } } location = /front { return 200 front; }',
    requests: { '/none': '200 front', '/a.txt': a, '/sub/': '403' },
  },
  {
    name: 'a front controller and its arguments',
    server:
      'root ROOT/none; location / { try_files $uri /front?q=$uri&$args; } location = /front { return 200 "$args|$request_uri"; }',
    requests: { '/x?a=1': '200 q=/x&a=1|/x?a=1' },
  },
  {
    name: 'an absolute target in the request line chooses the server',
    server: 'location / { return 200 "$host $http_host $uri"; }',
    requests: { 'http://other.test/p': '200 other.test t.test /p' },
  },
];
