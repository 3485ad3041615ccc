import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers } from './ask.ts';

/** A location of a site file whose `http` block is in another file. */
const site = (body: string): string => `server {\n    listen 80;\n    location / {\n${body}\n    }\n}\n`;

/** Variables that nothing in view defines and that nobody would have called so. */
const SLIPS: readonly (readonly [written: string, body: string, name: string])[] = [
  ['a wrong letter in a short name', 'proxy_set_header Host $yost;', 'yost'],
  ['a wrong letter at the front', 'return 301 $acheme://a.test;', 'acheme'],
  ['a figure for a letter', 'fastcgi_param DOCUMENT_ROOT $document_ro9t;', 'document_ro9t'],
  ['a letter twice', 'proxy_set_header Host $hostt;', 'hostt'],
  ['a letter too many behind the name', 'proxy_set_header Host $request_urix;', 'request_urix'],
  ['a variable that few sites use', 'if ($invalidp_referer) { return 403; }', 'invalidp_referer'],
  ['a variable of the file itself', 'set $site_folder /srv; root $sit_folder;', 'sit_folder'],
  ['a slip in http_, whatever the header', 'proxy_set_header If-Range $htt_if_range;', 'htt_if_range'],
  ['a slip in upstream_http_', 'add_header X $upstredm_http_x_user;', 'upstredm_http_x_user'],
  ['no capture has the number 0', 'return 301 /$0;', '0'],
  ['two parts of a name', 'proxy_set_header Range $http$_range;', '_range'],
  ['a mark in a name', 'proxy_set_header Host $ho#st;', 'ho'],
  ['a dollar sign in front of a scheme', 'proxy_pass $http://127.0.0.1;', 'http'],
  ['a dollar sign in a scheme', 'proxy_pass ht$tp://127.0.0.1;', 'tp'],
  [
    'a name that stands elsewhere as a word',
    'proxy_pass http://site_folder; set $site_foldr /srv; root $site_folder;',
    'site_folder',
  ],
  [
    'a dollar sign in a word that stands elsewhere',
    'proxy_set_header Connection upgrade; proxy_set_header X upgr$ade;',
    'ade',
  ],
  [
    'one of three that are set together',
    'set $app_host a; set $app_port 80; proxy_pass $app_scheme://$app_host:$app_port;',
    'app_scheme',
  ],
];

/** Variables that another file may define. */
const NAMES: readonly (readonly [why: string, body: string])[] = [
  ['a map that nginx.conf has by custom', 'proxy_set_header Connection $connection_upgrade;'],
  ['a name of its own', 'if ($bad_bot) { return 403; }'],
  ['one letter from $uri, and a word', 'return 301 $url;'],
  ['one letter from $scheme, and a word', 'return 301 $schema://a.test;'],
  ['the plural', 'add_header X $hosts;'],
  ['a number behind it', 'add_header X $host2;'],
  ['one letter at the end tells two apart', 'set $cache_a 1; add_header X $cache_b;'],
  ['more than one use is no slip', 'add_header X $hosst; add_header Y $hosst;'],
  ['a family of its own', 'if ($https_redirect) { return 301 https://a.test; }'],
  ['a prefix in front of it', 'rewrite ^ /img$size last;'],
  ['capitals are left for envsubst', 'proxy_pass http://$APP_HOST;'],
  ['two of a family, not set here', 'proxy_pass $app_scheme://$app_host;'],
];

for (const [written, body, name] of SLIPS) {
  test(`a slip: ${written}`, () => {
    const unknown = answers(site(body), { context: 'http' }).filter((answer) => answer.startsWith('emerg'));
    assert.ok(unknown.includes(`emerg -: unknown "${name}" variable`), unknown.join('\n'));
  });
}

for (const [why, body] of NAMES) {
  test(`no slip: ${why}`, () => {
    assert.deepEqual(answers(site(body), { context: 'http' }), []);
  });
}

/** The same of names that are no variables. */
const OTHERS: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  [
    'a zone like one that the file declares',
    'limit_req_zone $uri zone=login:1m rate=1r/s;\nserver { limit_req zone=logni; }',
    ['emerg -: zero size shared memory zone "logni"'],
  ],
  ['a zone of another name', 'limit_req_zone $uri zone=login:1m rate=1r/s;\nserver { limit_req zone=perip; }', []],
  [
    'a cache like one that the file declares',
    'proxy_cache_path /var/cache/a keys_zone=pages:1m;\nserver { proxy_cache pgaes; }',
    ['emerg -: "proxy_cache" zone "pgaes" is unknown'],
  ],
  [
    'a log format like one that the file declares',
    "log_format timed '$uri';\nserver { access_log /var/log/a timde; }",
    ['emerg 2: unknown log format "timde"'],
  ],
  ['a log format of nginx.conf', 'server { access_log /var/log/a main; }', []],
  [
    'an upstream like one that the file declares',
    'upstream django { server unix:/a; }\nserver { location / { uwsgi_pass djagno; } }',
    ['emerg 2: no port in upstream "djagno"'],
  ],
  ['an upstream of another file', 'server { location / { uwsgi_pass django; } }', []],
  [
    'an address without its port',
    'server { location / { uwsgi_pass 127.0.0.1; } }',
    ['emerg 1: no port in upstream "127.0.0.1"'],
  ],
  ['a port without its address', 'server { location / { uwsgi_pass 8000; } }', ['emerg 1: no port in upstream "8000"']],
  ['localhost', 'server { location / { fastcgi_pass localhost; } }', ['emerg 1: no port in upstream "localhost"']],
];

for (const [what, text, expected] of OTHERS) {
  test(`in a site file: ${what}`, () => {
    assert.deepEqual(answers(text, { context: 'http' }), expected);
  });
}

test('a server fragment with more certificates than keys is told, and one that has its key elsewhere is not', () => {
  const key = 'ssl_certificate_key /k;';
  const ask = (text: string): string[] => answers(text, { context: 'server', version: '1.22.1' });
  assert.deepEqual(ask(`ssl_certificate /a;\nssl_certificate /b;\n${key}`), [
    'emerg -: no "ssl_certificate_key" is defined for certificate "/b"',
  ]);
  assert.deepEqual(ask('ssl_certificate /a;'), []);
  assert.deepEqual(ask(`ssl_certificate /a;\n${key}`), []);
});

test('where the whole configuration is in view, every one is told', () => {
  const whole = (body: string): string => `events {}\nhttp {\n${site(body)}}\n`;
  for (const [why, body] of NAMES) {
    assert.notDeepEqual(answers(whole(body)), [], why);
  }
});
