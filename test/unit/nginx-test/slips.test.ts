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
  ['another letter at the end', 'proxy_set_header Host $hosn;', 'hosn'],
  ['a figure at the end', 'try_files $ur1 =404;', 'ur1'],
  ['an s behind a name of Nginx', 'try_files $uris =404;', 'uris'],
  ['a bracket in a name', 'proxy_set_header X $request_f(ilename;', 'request_f'],
  ['two slashes in a name', 'proxy_set_header X $re//quest_uri;', 're'],
  ['a quote of prose in a name', 'proxy_set_header X $req\u201cuest_method;', 'req'],
  ['a hyphen for the underscore', 'proxy_set_header X-Forwarded-For $proxy-add-x-forwarded-for;', 'proxy'],
  ['a hyphen, more than once', 'set $up_a a; set $up_b b; proxy_pass http://$up-a/$up-b;', 'up'],
  ['a brace behind a name', 'if ($request_method} = GET) { return 403; }', 'request_method}'],
  ['a name that has a mark in it', "if ($'bot = 1) { return 403; }", "'bot"],
  ['a name cut off at a hyphen', 'set $site-name a; add_header X $site-name; add_header Y $site-name;', 'site'],
  ['a mark in the name that is set', 'set $bot$ 1; if ($bot) { return 403; } if ($bot) { return 404; }', 'bot'],
  ['two that have lost the dollar sign between them', 'return 301 https://$hostrequest_uri;', 'hostrequest_uri'],
  ['a dollar sign in front of a unit', 'add_header X 7$d;', 'd'],
  ['a slip in the map that most have', 'proxy_set_header Connection $connection_upgrad;', 'connection_upgrad'],
  [
    'a name that is used once otherwise',
    'add_header X $vhostname; add_header Y $vhostname; add_header Z $vhostnae;',
    'vhostnae',
  ],
  [
    'a name set the wrong way round',
    'set $1 $site_host; add_header X $site_host; add_header Y $site_host;',
    'site_host',
  ],
  [
    'two letters the wrong way round in a name that is used more than once',
    'add_header X $loggable; add_header Y $loggable; add_header Z $loggabel;',
    'loggabel',
  ],
  ['a mark for a letter', 'set $site_folder a; root /srv/$site_fo/der;', 'site_fo'],
  ['a slip beside what envsubst fills in', 'add_header X ${DOMAIN}; return 301 $request_ri;', 'request_ri'],
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
  ['a word of its own, one letter from $uri', 'try_files $ui =404;'],
  ['a hyphen behind a name that another file defines', 'add_header X $site-name;'],
  ['two words in one name', 'add_header X $sitehost_path;'],
  ['letters in the middle tell two apart', 'add_header X $is_a_bot; add_header Y $is_b_bot; add_header Z $is_b_bot;'],
  ['a slash between two names', 'set $site_name a; root /srv/$site/name;'],
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
  [
    'a log format whose name is the directive again',
    "log_format log_format timed '$uri';\nserver { access_log /var/log/a timed; }",
    ['emerg 2: unknown log format "timed"'],
  ],
  [
    'the zone of an upstream without its size',
    'upstream a { zone a; server 127.0.0.1; }',
    ['emerg -: zero size shared memory zone "a"'],
  ],
  ['a log format of nginx.conf', 'server { access_log /var/log/a main; }', []],
  ['a slip in it', 'server { access_log /var/log/a maiq; }', ['emerg 1: unknown log format "maiq"']],
  ['a word that is like it', 'server { access_log /var/log/a mail; }', []],
  [
    'a log format in front of its definition',
    "server { access_log /var/log/a timed; }\nlog_format timed '$uri';",
    ['emerg 1: unknown log format "timed"'],
  ],
  [
    'what nobody calls a zone',
    'server { limit_req zone=a\u201cpi; limit_conn 256k 1; limit_conn 100% 1; }',
    ['a\u201cpi', '256k', '100%'].map((name) => `emerg -: zero size shared memory zone "${name}"`),
  ],
  [
    'a cache where no server is',
    'scgi_cache application/octet-stream;',
    ['emerg -: zero size shared memory zone "application/octet-stream"'],
  ],
  [
    'a quote behind an upstream',
    'server { location / { uwsgi_pass django"; } }',
    ['emerg 1: no port in upstream "django""'],
  ],
  ['an upstream that a template names', 'server { location / { uwsgi_pass %backend%; } }', []],
  [
    'a map the wrong way round',
    'map $connection_upgrade $http_upgrade { default upgrade; }\nserver { add_header X $connection_upgrade; }',
    ['emerg -: unknown "connection_upgrade" variable'],
  ],
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
