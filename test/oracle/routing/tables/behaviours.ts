import { a, type TableCase } from './case.ts';

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
