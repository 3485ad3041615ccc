import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { writeLoneConfiguration } from '../../../client/src/nginx-alone.ts';
import { nginxCommand } from '../../../client/src/nginx-command.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { createService } from '../../../server/src/service/service.ts';
import { nginxVersion } from '../../harness/nginx-version.ts';

const site = '/srv/shop/deploy/nginx/conf.d/shop.conf';

function snapshot(files: Readonly<Record<string, string>>) {
  const service = createService({
    log: (_, error) => {
      throw error;
    },
  });
  const texts = new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text]));
  return service.apply({ workspace: memoryWorkspace([workspacePath('/')], texts) });
}

const around = (text: string, path = site): string | undefined =>
  snapshot({ [path]: text }).nginxAround(workspacePath(path), path, '/tmp/a');

test('a file that no main configuration includes is put where it belongs', () => {
  const inner = (text: string, path?: string) =>
    around(text, path)
      ?.split('\n')
      .filter((line) => /\{$|^include "/.test(line));
  assert.deepEqual(inner('server { listen 80; }'), ['http {', `include "${site}";`]);
  assert.deepEqual(inner('listen 80;\nlocation / { }', '/srv/shop/nginx/shop-part.conf'), [
    'http {',
    'server {',
    'include "/srv/shop/nginx/shop-part.conf";',
  ]);
  assert.deepEqual(inner('server { listen 53 udp; proxy_pass 127.0.0.1:53; }', '/srv/shop/nginx/dns.conf'), [
    'stream {',
    'include "/srv/shop/nginx/dns.conf";',
  ]);
  assert.deepEqual(inner('server 127.0.0.1:80;', '/srv/a "b"/nginx/up.conf'), [
    'http {',
    'upstream siteconf {',
    'include "/srv/a \\"b\\"/nginx/up.conf";',
  ]);
  assert.doesNotMatch(around('proxy_temp_path /tmp/a;\nserver { listen 80; }') ?? '', /proxy_temp_path/);
});

test('a main configuration is tested as it is, and so is what it includes', () => {
  const main = '/etc/nginx/nginx.conf';
  const files = { [main]: 'events {}\nhttp { include conf.d/*.conf; }', '/etc/nginx/conf.d/a.conf': 'server { }' };
  for (const path of Object.keys(files)) {
    assert.equal(snapshot(files).nginxAround(workspacePath(path), path, '/tmp/a'), undefined, path);
  }
});

const version = nginxVersion();

/** Asks the real Nginx about a file alone, as the editor does. */
function tested(text: string): { readonly agrees: boolean | undefined; readonly lines: readonly string[] } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-alone-')));
  const file = join(folder, 'deploy/nginx/conf.d/shop.conf');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const asked = snapshot({ [file]: text });
  const path = workspacePath(file);
  const place = join(folder, 'alone');
  const lone = writeLoneConfiguration(place, asked.nginxAround(path, file, place) ?? '');
  try {
    const [program = '', ...words] = nginxCommand('nginx', lone.main, undefined).test;
    const { stderr } = spawnSync(program, words, { encoding: 'utf8' });
    const compared = asked.compareNginx(path, stderr, version);
    assert.ok(compared, stderr);
    const lines = compared.complaints.map(
      ({ file: where, line, message }) => `${where.path === file} ${line} ${message}`,
    );
    return { agrees: compared.agrees, lines };
  } finally {
    lone.remove();
    assert.ok(!existsSync(lone.main));
    rmSync(folder, { recursive: true });
  }
}

const skip = version === undefined ? 'nginx is not installed' : process.getuid?.() !== 0 ? 'not root' : false;

test('the real Nginx judges a site file alone, with what lies beside its own main file', { skip }, () => {
  const site = (line: string) => `server {\n    listen 127.0.0.1:65000;\n    ${line}\n}\n`;
  assert.deepEqual(tested(site('location / { include mime.types; }')), { agrees: true, lines: [] });
  assert.deepEqual(tested(site('lisen 80;')), { agrees: true, lines: ['true 2 unknown directive "lisen"'] });
  assert.equal(tested(site('location / { proxy_set_header Connection $connection_upgrade; }')).agrees, undefined);
  assert.equal(tested(site('access_log /var/log/shop.log timed;')).agrees, undefined);
  assert.equal(tested(site('include nowhere-to-be-found;')).agrees, undefined);
});
