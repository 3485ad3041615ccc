import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import type { Machine } from '../../../server/src/dialects/nginx/test/machine/machine.ts';
import { testConfiguration } from '../../../server/src/dialects/nginx/test/test.ts';
import { compareNginxAnswer, isOfMachine, readNginxAnswer } from '../../../server/src/features/nginx-answer.ts';
import { withMachine } from '../../harness/machine.ts';

test('complaints are read in both of their forms, each once', () => {
  const { accepted, complaints } = readNginxAnswer(
    [
      'nginx: [warn] conflicting server name "a" on 0.0.0.0:80, ignored',
      '2026/01/02 03:04:05 [warn] 12#34: conflicting server name "a" on 0.0.0.0:80, ignored',
      'nginx: [emerg] unknown directive "foo" in /etc/nginx/my site/x in y:12',
      'nginx: configuration file /etc/nginx/nginx.conf test failed',
      '',
    ].join('\r\n'),
  );
  assert.equal(accepted, false);
  assert.deepEqual(complaints, [
    { level: 'warn', message: 'conflicting server name "a" on 0.0.0.0:80, ignored', path: undefined, line: undefined },
    { level: 'emerg', message: 'unknown directive "foo" in /etc/nginx/my site/x', path: 'y', line: 11 },
  ]);
});

test('a program that is not Nginx comes to no verdict', () => {
  assert.deepEqual(readNginxAnswer('sh: 1: nginx: not found\n'), { accepted: undefined, complaints: [] });
});

const machines: [text: string, isOfMachine: boolean][] = [
  ['host not found in upstream "backend"', true],
  ['cannot load certificate "/etc/x.pem": BIO_new_file() failed (SSL: error:02001002)', true],
  ['open() "/var/log/nginx/error.log" failed (13: Permission denied)', true],
  ['getpwnam("nobody-here") failed', true],
  ['unknown directive "open"', false],
  ['invalid number of arguments in "listen" directive', false],
  ['"location" directive is not allowed here', false],
  ['directive "proxy_pass" has no opening "{"', false],
];
for (const [text, expected] of machines) {
  test(`${expected ? 'of the machine' : 'of the text'}: ${text}`, () => {
    assert.equal(isOfMachine({ message: text, level: 'emerg' }), expected);
  });
}

const main = '/etc/nginx/nginx.conf';
const site = '/etc/nginx/sites-available/shop';

function compare(
  files: Readonly<Record<string, string>>,
  output: string,
  version = '1.22.1',
  top = '/etc/nginx',
  machine?: Machine,
) {
  const workspace = memoryWorkspace(
    [workspacePath(top)],
    new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text])),
    new Map([[workspacePath('/etc/nginx/sites-enabled/shop'), workspacePath(site)]]),
  );
  const configuration = readConfigurations(workspace).find(({ context }) => context === 'main');
  assert.ok(configuration);
  const ours = testConfiguration(configuration, { version, customDirectives: [], machine });
  const compared = compareNginxAnswer(readNginxAnswer(output), configuration, ours, (path) =>
    workspace.realPath(workspacePath(path)),
  );
  return { ...compared, text: renderMessage(compared.verdict) };
}

const whole = 'events {}\nhttp {\n    include sites-enabled/*;\n}\n';
const wrong = 'server {\n    lisen 80;\n}\n';
const right = 'server {\n    listen 80;\n}\n';
const refused = (text: string): string => `nginx: [emerg] ${text}\nnginx: configuration file ${main} test failed\n`;
const fine = `nginx: the configuration file ${main} syntax is ok\nnginx: configuration file ${main} test is successful\n`;

const cases: [name: string, text: string, output: string, agrees: boolean | undefined, says: RegExp][] = [
  ['both accept', right, fine, true, /and so does siteconf/],
  [
    'both refuse, on the same line, by the link',
    wrong,
    refused('unknown directive "lisen" in /etc/nginx/sites-enabled/shop:2'),
    true,
    /says the same/,
  ],
  [
    'both refuse, on another line',
    wrong,
    refused('unknown directive "lisen" in /etc/nginx/sites-enabled/shop:3'),
    false,
    /both refuse/,
  ],
  [
    'both refuse, in other words',
    wrong,
    refused('unexpected "}" in /etc/nginx/sites-enabled/shop:2'),
    false,
    /unexpected/,
  ],
  [
    'just Nginx refuses',
    right,
    refused('unknown directive "listen" in /etc/nginx/sites-enabled/shop:2'),
    false,
    /siteconf does not/,
  ],
  ['just we refuse', wrong, fine, false, /siteconf says: unknown directive "lisen"/],
  [
    'the machine',
    right,
    refused('host not found in upstream "db" in /etc/nginx/nginx.conf:3'),
    undefined,
    /this machine/,
  ],
  ['no verdict', right, 'Segmentation fault\n', undefined, /no verdict/],
  [
    'a warning that we lack',
    right,
    `nginx: [warn] something odd in /etc/nginx/sites-enabled/shop:1\n${fine}`,
    false,
    /something odd/,
  ],
  ['a warning that Nginx lacks', `${right}${right}`, fine, false, /conflicting server name/],
];
for (const [name, text, output, agrees, says] of cases) {
  test(`compared: ${name}`, () => {
    const compared = compare({ [main]: whole, [site]: text }, output);
    assert.equal(compared.agrees, agrees, compared.text);
    assert.match(compared.text, says);
  });
}

test('complaints stand in their files, by the end of their path where Nginx runs elsewhere; else in the main one', () => {
  const files = { [main]: whole, [site]: wrong };
  const output = `nginx: [warn] a on 0.0.0.0:80\n${refused('b in /srv/container/sites-available/shop:2')}`;
  assert.deepEqual(
    compare(files, output).complaints.map(({ file, line }) => [file.path, line]),
    [
      [main, undefined],
      [site, 1],
    ],
  );
});

const found = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
const version = /nginx\/(\d+\.\d+\.\d+)/.exec(found.stderr ?? '')?.[1];

test('the real Nginx is understood', { skip: version === undefined ? 'nginx is not installed' : false }, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-answer-')));
  try {
    const [realMain, realSite] = [join(folder, 'nginx.conf'), join(folder, 'sites-enabled/shop')];
    mkdirSync(join(folder, 'sites-enabled'));
    mkdirSync(join(folder, 'logs'));
    writeFileSync(realMain, `error_log stderr;\npid siteconf.pid;\n${whole}`);
    for (const [text, agrees] of [
      [wrong, true],
      [right.replace('80', '127.0.0.1:65000'), true],
    ] as const) {
      writeFileSync(realSite, text);
      const { stderr } = spawnSync('nginx', ['-t', '-c', realMain, '-p', folder], { encoding: 'utf8' });
      const files = { [realMain]: `error_log stderr;\npid siteconf.pid;\n${whole}`, [realSite]: text };
      const compared = compare(files, stderr, version, folder);
      assert.ok(compared.agrees === agrees || (process.getuid?.() !== 0 && compared.agrees === undefined), stderr);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a complaint about a file out of view stands in the main one, without the line of the other', () => {
  const output = refused('unknown directive "lisen" in /usr/share/nginx/modules/other.conf:7');
  const { complaints, agrees } = compare({ [main]: whole, [site]: wrong }, output);
  assert.equal(agrees, false);
  assert.deepEqual(
    complaints.map(({ file, line, elsewhere }) => [file.path, line, elsewhere]),
    [[main, undefined, '/usr/share/nginx/modules/other.conf:7']],
  );
});

test('what is said of the machine agrees where we say it too, and never counts against Nginx', () => {
  const text = 'server {\n    listen 443 ssl;\n    ssl_certificate a.pem;\n    ssl_certificate_key a.key;\n}\n';
  const told = 'cannot load certificate "/etc/nginx/a.pem": BIO_new_file() failed';
  const files = { [main]: whole, [site]: text };
  const onMachine = (output: string) =>
    withMachine(new Map([[main, whole]]), (machine) => compare(files, output, '1.22.1', '/etc/nginx', machine).agrees);
  assert.equal(compare(files, refused(`${told} (SSL: error:02001002)`)).agrees, undefined);
  assert.equal(onMachine(refused(`${told} (SSL: error:02001002)`)), true);
  assert.equal(onMachine(fine), true);
});
