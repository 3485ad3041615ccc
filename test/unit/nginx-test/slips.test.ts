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

test('where the whole configuration is in view, every one is told', () => {
  const whole = (body: string): string => `events {}\nhttp {\n${site(body)}}\n`;
  for (const [why, body] of NAMES) {
    assert.notDeepEqual(answers(whole(body)), [], why);
  }
});
