import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { Log } from 'sarif';
import { builtFolder } from '../../harness/bundle.ts';

const cli = join(builtFolder(), 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'siteconf-cli-'));
after(() => rmSync(folder, { recursive: true }));

const hole = 'server {\n    location /media {\n        alias /srv/media/;\n    }\n}\n';
const sound = 'server {\n    location /media/ {\n        alias /srv/media/;\n    }\n}\n';

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

put('etc/nginx/nginx.conf', 'events {}\nhttp {\n    include sites-enabled/*;\n}\n');
put('etc/nginx/sites-available/shop', hole);
mkdirSync(join(folder, 'etc/nginx/sites-enabled'));
symlinkSync('/etc/nginx/sites-available/shop', join(folder, 'etc/nginx/sites-enabled/shop'));
put('sound/sites-available/shop', sound);
mkdirSync(join(folder, 'links'));
symlinkSync('../etc/nginx/sites-available/shop', join(folder, 'links/shop'));
put('odd-name.txt', hole);
put('supervisor.conf', '[program:web]\ncommand=/srv/venv/bin/uvicorn shop.asgi:application\n');
put('node_modules/nginx/sites-available/shop', hole);

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}): Run {
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...options.env };
  return spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
    input: options.input ?? '',
  });
}

const codes = ({ stdout }: Run): string[] =>
  JSON.parse(stdout).findings.map((one: { path: string; code: string }) => `${one.path} ${one.code}`);

test('JSON is as the contract says: schema, files, zero-based UTF-16 ranges, related places and the fix', () => {
  const { status, stdout, stderr } = run(['check', '--format', 'json', 'etc/nginx']);
  assert.equal(stderr, '');
  assert.equal(status, 1);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.schema, report.files], [1, 2]);
  assert.equal(report.findings.length, 1);
  const [{ path, range, severity, code, related, fix, nginx }] = report.findings;
  assert.deepEqual(
    [path, severity, code, nginx],
    ['etc/nginx/sites-available/shop', 'error', 'nginx/alias-traversal', undefined],
  );
  assert.deepEqual(range, { start: { line: 2, character: 14 }, end: { line: 2, character: 25 } });
  assert.deepEqual(Object.keys(related[0]), ['path', 'range', 'message']);
  assert.deepEqual(fix.edits, [
    {
      path: 'etc/nginx/sites-available/shop',
      range: { start: { line: 1, character: 13 }, end: { line: 1, character: 19 } },
      newText: '/media/',
    },
  ]);
});

const paths: [given: string[], printed: string[]][] = [
  [['.'], ['etc/nginx/sites-available/shop nginx/alias-traversal']],
  [['./etc'], ['./etc/nginx/sites-available/shop nginx/alias-traversal']],
  [['etc/'], ['etc/nginx/sites-available/shop nginx/alias-traversal']],
  [[], ['etc/nginx/sites-available/shop nginx/alias-traversal']],
  [['links/shop'], ['links/shop nginx/alias-traversal']],
  [['odd-name.txt'], ['odd-name.txt nginx/alias-traversal']],
  [['node_modules'], ['node_modules/nginx/sites-available/shop nginx/alias-traversal']],
  [['supervisor.conf', 'sound'], []],
];
for (const [given, printed] of paths) {
  test(`paths are printed as given: ${given.join(' ') || '(nothing given)'}`, () => {
    assert.deepEqual(codes(run(['check', '--format', 'json', ...given])), printed);
  });
}

test('an absolute path stays absolute', () => {
  const file = join(folder, 'etc/nginx/sites-available/shop');
  assert.deepEqual(codes(run(['check', '--format', 'json', file])), [`${file} nginx/alias-traversal`]);
});

test('separate paths are not joined, and each is checked', () => {
  put('one/nginx.conf', 'events {}\nhttp { include shared.conf; }\n');
  put('two/shared.conf', 'server { location /media { alias /srv/media/; } }\n');
  const separate = run(['check', '--separate', '--format', 'json', 'one', 'two']);
  assert.deepEqual(codes(separate), ['two/shared.conf nginx/alias-traversal']);
});

test('standard input is checked as the file it stands for', () => {
  const piped = run(['check', '--stdin', '--stdin-path', 'sites-available/new', '--format', 'json'], { input: hole });
  assert.deepEqual(codes(piped), ['sites-available/new nginx/alias-traversal']);
  assert.deepEqual(codes(run(['check', '--stdin', '--format', 'json'], { input: hole })), [
    'stdin nginx/alias-traversal',
  ]);
});

test('--context says where a fragment is included', () => {
  put('fragment.conf', 'location /media {\n    alias /srv/media/;\n}\n');
  const asked = run(['check', '--context', 'server', '--format', 'json', 'fragment.conf']);
  assert.deepEqual(codes(asked), ['fragment.conf nginx/alias-traversal']);
});

test('a spelling that a later Nginx replaces is told with the version, and not to one that lacks the other', () => {
  put('old/sites-available/shop', sound.replace('{', '{\n    listen 443 ssl http2;'));
  const notes = (...version: string[]): string[] =>
    JSON.parse(run(['check', '--format', 'json', ...version, 'old']).stdout).findings.map(
      ({ code, note }: { code: string; note?: string }) => `${code}: ${note?.slice(0, 13)}`,
    );
  assert.ok(notes().includes('nginx/warned: So says Nginx'));
  assert.ok(!notes('--nginx-version', '1.22.1').some((note) => note.startsWith('nginx/warned')));
});

const exits: [args: string[], code: number][] = [
  [['check', 'sound'], 0],
  [['check', 'etc'], 1],
  [['check', '--fail-on', 'never', 'etc'], 0],
  [['check', '--fail-on', 'warning', 'etc'], 1],
  [['check', '--fail-on', 'hint', 'sound'], 0],
  [['check', 'not-there'], 2],
  [['check', '--format', 'yaml'], 2],
  [['check', '--formt=json'], 2],
  [['check', '--format'], 2],
  [['check', '--separate=yes'], 2],
  [['check', '--nginx-version', 'new'], 2],
  [['check', '--stdin-path', 'x'], 2],
  [['check', '--context', 'nowhere'], 2],
  [['chekc'], 2],
  [['explain'], 2],
  [['explain', 'nginx/no-such-rule-at-all'], 2],
  [['explain', 'nginx/user-root'], 0],
  [['--version'], 0],
  [['--help'], 0],
  [['check', '--help'], 0],
  [[], 2],
];
for (const [args, code] of exits) {
  test(`exit code ${code}: ${args.join(' ')}`, () => {
    const { status, stderr } = run(args);
    assert.equal(status, code, stderr);
    if (code === 2 && args.length > 0) {
      assert.match(stderr, /^siteconf: [^\n]+\n$/, 'one clear line');
    } else if (code !== 2) {
      assert.equal(stderr, '');
    }
  });
}

const hints: [args: string[], hint: string][] = [
  [['check', '--formt', 'json'], '--format'],
  [['check', '--format', 'jsn'], 'json'],
  [['chek'], 'check'],
  [['explain', 'user-root'], 'nginx/user-root'],
  [['explain', 'nginx/alias-traversl'], 'nginx/alias-traversal'],
];
for (const [args, hint] of hints) {
  test(`did you mean ${hint}: ${args.join(' ')}`, () => {
    assert.ok(run(args).stderr.includes(`did you mean "${hint}"?`), run(args).stderr);
  });
}

test('a file that can not be read is exit code 2', {
  skip: process.getuid?.() === 0 ? 'root reads every file' : false,
}, () => {
  put('secret.conf', hole);
  chmodSync(join(folder, 'secret.conf'), 0);
  assert.equal(run(['check', 'secret.conf']).status, 2);
});

test('text shows the code and counts; no colours where nobody looks', () => {
  const { stdout } = run(['check', 'etc']);
  assert.match(stdout, /etc\/nginx\/sites-available\/shop:3:15\n/);
  assert.match(stdout, /3 \| {9}alias \/srv\/media\/;\n.*\| {15}\^{11}\n/);
  assert.match(stdout, /Found: 1 error\. Files checked: \d+\./);
  assert.ok(!stdout.includes('\u001b'));
});

test('Korean where the environment or the person asks for it', () => {
  const korean = /[가-힣]/;
  assert.match(run(['check', 'etc'], { env: { LANG: 'ko_KR.UTF-8' } }).stdout, korean);
  assert.match(run(['check', 'etc'], { env: { LC_ALL: 'ko_KR.UTF-8', LANG: 'en_US.UTF-8' } }).stdout, korean);
  assert.doesNotMatch(run(['check', 'etc'], { env: { LC_ALL: 'C', LANG: 'ko_KR.UTF-8' } }).stdout, korean);
  assert.match(run(['check', '--lang', 'ko', 'etc']).stdout, korean);
  assert.match(run(['explain', '--lang', 'ko', 'nginx/user-root']).stdout, /## 왜/);
});

test('GitHub annotations are escaped, one a line', () => {
  put('a,b:c/sites-available/shop', hole);
  const { stdout } = run(['check', '--format', 'github', 'a,b:c']);
  assert.match(
    stdout,
    /^::error file=a%2Cb%3Ac\/sites-available\/shop,line=3,endLine=3,col=15,endColumn=26,title=nginx\/alias-traversal::[^\n]+\n$/,
  );
});

test('SARIF 2.1.0 holds what the standard requires', () => {
  const log: Log = JSON.parse(run(['check', '--format', 'sarif', 'etc']).stdout);
  assert.equal(log.version, '2.1.0');
  assert.equal(log.runs.length, 1);
  const [one] = log.runs;
  assert.ok(one?.results);
  assert.equal(one.tool.driver.name, 'siteconf');
  for (const result of one.results) {
    // Section 3.27: a result has a message; 3.27.5: ruleId agrees with the rule at ruleIndex; 3.30: regions count from one.
    assert.ok(result.message.text);
    assert.equal(one.tool.driver.rules?.[result.ruleIndex as number]?.id, result.ruleId);
    for (const place of [...(result.locations ?? []), ...(result.relatedLocations ?? [])]) {
      const { artifactLocation, region } = place.physicalLocation ?? {};
      assert.doesNotMatch(artifactLocation?.uri ?? ' ', /\s/);
      assert.ok((region?.startLine ?? 0) >= 1 && (region?.startColumn ?? 0) >= 1);
      assert.ok((region?.endColumn ?? 0) >= (region?.startColumn ?? 0));
    }
    for (const fix of result.fixes ?? []) {
      assert.ok(fix.artifactChanges.length > 0);
      assert.ok(fix.artifactChanges.every((change) => change.replacements.length > 0));
    }
  }
  assert.equal(one.results.length, 1);
});

test('new writes a site, says what is in the way, and writes nothing then', () => {
  put('answers.json', JSON.stringify({ domains: ['shop.example.org'], projectPath: '/srv/shop', site: 'shop' }));
  const target = ['new', 'deploy', '--answers', 'answers.json'];
  const planned = run([...target, '--dry-run']);
  assert.equal(planned.status, 0, planned.stderr);
  assert.throws(() => readFileSync(join(folder, 'deploy/deploy/README.md')));
  const written = run(target);
  assert.equal(written.status, 0, written.stderr);
  assert.equal(run(['check', 'deploy', '--fail-on', 'hint']).status, 0, 'what it writes has no finding');
  put('deploy/deploy/README.md', 'mine');
  const again = run(target);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /README\.md/);
  assert.equal(readFileSync(join(folder, 'deploy/deploy/README.md'), 'utf8'), 'mine');
  put('bad.json', JSON.stringify({ domains: ['not a domain'] }));
  const bad = run(['new', 'deploy', '--answers', 'bad.json']);
  assert.equal(bad.status, 2);
  assert.match(bad.stderr, /domains/);
});

test('undo takes back what was written last, run by run, and HTTPS too', () => {
  put('undone.json', JSON.stringify({ domains: ['kiosk.example.org'], site: 'kiosk', celery: false }));
  const write = (...more: string[]) => run(['new', 'undone', '--answers', 'undone.json', ...more]);
  const told = write();
  assert.match(told.stdout, /siteconf undo undone\n/);
  put(
    'undone.json',
    JSON.stringify({ domains: ['kiosk.example.org'], site: 'kiosk', celery: false, uploadLimit: '1g' }),
  );
  assert.equal(write('--force').status, 0);
  const [site, environment] = ['undone/deploy/etc/nginx/sites-available/kiosk', 'undone/deploy/kiosk.env'];
  put(site, 'server {\n    listen 443 ssl;\n    server_name kiosk.example.org;\n}\n');
  assert.equal(run(['https', site, environment]).status, 0);
  const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
  assert.match(text(environment), /^DJANGO_HTTPS=on$/m);
  assert.match(run(['undo', 'undone', '--dry-run']).stdout, /kiosk\.env\n/);
  assert.equal(run(['undo', 'undone']).status, 0);
  assert.match(text(environment), /^DJANGO_HTTPS=off$/m);
  const kept = run(['undo', 'undone', '--lang', 'ko']);
  assert.match(kept.stdout, /쓴 뒤에 바뀌어 그대로 둔 파일:\n.*sites-available\/kiosk\n/);
  assert.equal(run(['undo', 'undone']).status, 0);
  assert.deepEqual(
    readdirSync(join(folder, 'undone'), { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    ),
    ['kiosk'],
  );
  const nothing = run(['undo', 'undone']);
  assert.deepEqual([nothing.status, nothing.stderr], [1, 'siteconf: There is nothing to undo in undone.\n']);
  assert.equal(run(['undo', 'a', 'b']).status, 2);
});

test('--files asks a copy of the server, or this machine, and nobody is asked without it', () => {
  put('copy/etc/nginx/nginx.conf', 'user nosuchuser;\nevents {}\nhttp {\n    include /etc/nginx/gone.conf;\n}\n');
  put('copy/etc/passwd', 'root:x:0:0::/root:/bin/sh\n');
  const found = ['copy/etc/nginx/nginx.conf nginx/unknown-user', 'copy/etc/nginx/nginx.conf nginx/absent-file'];
  assert.deepEqual(codes(run(['check', '--format', 'json', '--files', 'copy', 'copy'])), found);
  assert.deepEqual(codes(run(['check', '--format', 'json', '--files', 'copy', 'copy/etc/nginx/nginx.conf'])), found);
  assert.deepEqual(codes(run(['check', '--format', 'json', 'copy'])), []);
  const { status, stderr } = run(['check', '--files', 'nowhere', 'copy']);
  assert.deepEqual([status, stderr], [2, 'siteconf: nowhere: no such folder\n']);
});

test('--files / follows includes all over this machine and looks hosts up', () => {
  put('anywhere/nginx.conf', `events {}\nhttp {\n    include ${join(folder, 'elsewhere/part.conf')};\n}\n`);
  put('elsewhere/part.conf', 'upstream shop {\n    server nosuch.invalid;\n}\n');
  const { stdout } = run(['check', '--format', 'json', '--files', '/', 'anywhere/nginx.conf']);
  const [finding] = JSON.parse(stdout).findings;
  assert.deepEqual(
    [finding.code, finding.nginx, finding.range.start.line],
    ['nginx/unknown-host', { level: 'emerg', message: 'host not found in upstream "nosuch.invalid"' }, 1],
  );
});
