/** One way of putting Flower behind Nginx, and what the real programs do with it for three prefixes. */
export interface Row {
  readonly name: string;
  /** The inside of a `server` whose other paths go to Django. */
  readonly server: string;
  /** For no prefix, for `flower`, for another: the fault, or undefined where all is well. */
  readonly faults: readonly [string | undefined, string | undefined, string | undefined];
}

const up = 'http://127.0.0.1:5555';
const sockets = `proxy_redirect off; proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_http_version 1.1;`;

/** Which location forms work with which prefix, as nginx 1.22 and Flower 1.2, 2.0 and 2.2 have it. */
export const rows: readonly Row[] = [
  { name: 'pass on', server: `location /flower/ { proxy_pass ${up}; }`, faults: ['not found', undefined, 'not found'] },
  {
    name: 'the same path again',
    server: `location /flower/ { proxy_pass ${up}/flower/; }`,
    faults: ['not found', undefined, 'not found'],
  },
  {
    name: 'strip',
    server: `location /flower/ { proxy_pass ${up}/; }`,
    faults: ['no assets', 'not found', 'not found'],
  },
  {
    name: 'no slash behind the address',
    server: `location /flower/ { proxy_pass ${up}/flower; }`,
    faults: ['not found', 'not found', 'not found'],
  },
  {
    name: 'no slash, pass on',
    server: `location /flower { proxy_pass ${up}; }`,
    faults: ['not found', 'no slash', 'not found'],
  },
  {
    name: 'no slash on both sides',
    server: `location /flower { proxy_pass ${up}/flower; }`,
    faults: ['not found', 'no slash', 'not found'],
  },
  {
    name: 'no slash, strip',
    server: `location /flower { proxy_pass ${up}/; }`,
    faults: ['no assets', 'not found', 'not found'],
  },
  {
    name: 'no slash here, one there',
    server: `location /flower { proxy_pass ${up}/flower/; }`,
    faults: ['not found', 'no assets', 'not found'],
  },
  {
    name: 'exact',
    server: `location = /flower { proxy_pass ${up}; }`,
    faults: ['not found', 'not found', 'not found'],
  },
  {
    name: 'exact, with a path',
    server: `location = /flower { proxy_pass ${up}/flower/; }`,
    faults: ['not found', 'no assets', 'not found'],
  },
  {
    name: 'exact redirect',
    server: `location = /flower { return 301 /flower/; } location /flower/ { proxy_pass ${up}; }`,
    faults: ['not found', undefined, 'not found'],
  },
  {
    name: 'pattern',
    server: `location ~ ^/flower/? { proxy_pass ${up}; ${sockets} }`,
    faults: ['not found', 'no slash', 'not found'],
  },
  {
    name: 'rewrite',
    server: `location /flower/ { rewrite ^/flower/(.*)$ /$1 break; proxy_pass ${up}; }`,
    faults: ['no assets', 'not found', 'not found'],
  },
  {
    name: 'pattern, rewrite, sub_filter',
    server: `location ~ ^/flower/? { rewrite ^/flower/?(.*)$ /$1 break; sub_filter '="/' '="/flower/'; sub_filter_last_modified on; sub_filter_once off; proxy_pass ${up}; }`,
    faults: ['no tables', 'not found', 'not found'],
  },
  {
    name: 'variable',
    server: `location /flower/ { set $up ${up}; proxy_pass $up; }`,
    faults: ['not found', undefined, 'not found'],
  },
  {
    name: 'variable with a path',
    server: `location /flower/ { set $up ${up}; proxy_pass $up/; }`,
    faults: ['no assets', 'not found', 'not found'],
  },
  {
    name: 'a location for files',
    server: `location /flower/ { proxy_pass ${up}; } location ~* \\.(css|js|png)$ { root /srv/none; }`,
    faults: ['not found', 'stolen assets', 'not found'],
  },
  {
    name: 'a location for files, kept out',
    server: `location ^~ /flower/ { proxy_pass ${up}; } location ~* \\.(css|js|png)$ { root /srv/none; }`,
    faults: ['not found', undefined, 'not found'],
  },
];

/** Flower on a name of its own: without a prefix all is well, with one only what lies below it. */
export const ownName: Row = {
  name: 'a name of its own',
  server: `location / { proxy_pass ${up}; }`,
  faults: [undefined, 'only below', 'only below'],
};
