import type { TableCase } from './case.ts';

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
