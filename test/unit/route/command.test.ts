import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

const root = join(__dirname, '../../..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-command-')));
after(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(words: readonly string[], input = ''): { status: number | null; out: string; error: string } {
  const program = ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), join(root, 'server/src/cli/main.ts')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, 'route', ...words], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return { status, out: stdout, error: stderr };
}

put('etc/nginx/nginx.conf', 'events {}\nhttp {\n  include /etc/nginx/sites-enabled/*;\n  include conf.d/*.conf;\n}\n');
put(
  'etc/nginx/sites-available/shop',
  `server {
  listen 80;
  server_name shop.test;
  root /srv/shop;
  location ^~ /media/ { alias /srv/shop/media/; }
  location / { try_files $uri @app; }
  location @app { proxy_pass http://127.0.0.1:8000; proxy_set_header Host $host; }
}
`,
);
mkdirSync(join(folder, 'etc/nginx/sites-enabled'), { recursive: true });
symlinkSync('/etc/nginx/sites-available/shop', join(folder, 'etc/nginx/sites-enabled/shop'));
put('srv/shop/media/a.png', '');

test('one answer as JSON and for people, a batch, and wrong usage', () => {
  const conf = ['--nginx-conf', 'etc/nginx/nginx.conf'];
  const one = run([...conf, '--host', 'shop.test', '--files', '.', '--format', 'json', '/media/a.png']);
  assert.equal(one.error, '');
  assert.equal(one.status, 0);
  const answer = JSON.parse(one.out);
  assert.deepEqual(answer.outcome, { kind: 'file', status: 200, file: '/srv/shop/media/a.png' });
  assert.deepEqual(answer.server, { path: 'etc/nginx/sites-available/shop', line: 1 });
  assert.deepEqual(answer.location, { path: 'etc/nginx/sites-available/shop', line: 5, text: '^~ /media/' });
  assert.equal(answer.schema, 1);
  assert.deepEqual(Object.keys(answer), ['schema', 'server', 'location', 'outcome', 'steps']);

  const text = run([...conf, '--host', 'shop.test', '/x?y']);
  assert.match(text.out, /etc\/nginx\/sites-available\/shop:6: The location takes \/x\./);
  assert.match(text.out, /It depends on: file \/srv\/shop\/x\n {3}If so:\n {3}-> The file \/srv\/shop\/x, status 200/);

  const batch = run(
    [...conf, '--files', '.', '--batch'],
    '{"host":"shop.test","port":80,"uri":"/q"}\n\n{"host":"no.test","uri":"/","scheme":"https"}\n',
  );
  const [first, second, ...rest] = batch.out.trim().split('\n');
  assert.deepEqual(rest, []);
  assert.deepEqual(JSON.parse(first ?? '').outcome, {
    kind: 'upstream',
    protocol: 'http',
    address: '127.0.0.1:8000',
    requestLine: 'GET /q HTTP/1.0',
    headers: { Host: 'shop.test', Connection: 'close' },
  });
  assert.equal(JSON.parse(second ?? '').server, null);

  for (const [words, message] of [
    [[...conf], /route takes one URI/],
    [[...conf, '--files', 'none', '/'], /no such folder/],
  ] as const) {
    const wrong = run(words);
    assert.equal(wrong.status, 2);
    assert.match(wrong.error, message);
    assert.equal(wrong.error.trim().split('\n').length, 1);
  }
});
