import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { certbotServers, djangoLocation } from '../../../server/src/scaffold/blocks/nginx.ts';
import { builtFolder } from '../../harness/bundle.ts';

const cli = join(builtFolder(), 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'siteconf-https-'));
after(() => rmSync(folder, { recursive: true }));
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' };
  return spawnSync(process.execPath, [cli, 'https', ...args], { cwd: folder, encoding: 'utf8', env });
}

const secure = certbotServers('shop.example.com', '20m', [djangoLocation('/', '127.0.0.1:8000')]);
const site = `${secure.replace('server_name shop.example.com;', 'server_name shop.example.com www.shop.example.com;')}\n`;
put('nginx/sites-available/shop', site);
mkdirSync(join(folder, 'nginx/sites-enabled'));
symlinkSync('../sites-available/shop', join(folder, 'nginx/sites-enabled/shop'));
put('srv/shop.env', 'SECRET=hidden\nDJANGO_HTTPS=off\nOTHER=1\n');
chmodSync(join(folder, 'srv/shop.env'), 0o640);
put('plain', 'server {\n    listen 80;\n}\n');

test('--dry-run shows just the lines that change, and writes nothing', () => {
  const { status, stdout, stderr } = run('nginx/sites-enabled/shop', 'srv/shop.env', '--dry-run');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /-DJANGO_HTTPS=off\n\+DJANGO_HTTPS=on\n/);
  assert.match(stdout, /\+ {4}if \(\$host = www\.shop\.example\.com\)/);
  assert.doesNotMatch(stdout, /hidden/);
  assert.equal(read('nginx/sites-available/shop'), site);
});

test('a site without HTTPS is refused, and the switch stays off', () => {
  const { status, stderr } = run('plain', 'srv/shop.env');
  assert.deepEqual([status, stderr], [1, 'siteconf: No server of this file has HTTPS yet; run certbot first.\n']);
  assert.match(read('srv/shop.env'), /DJANGO_HTTPS=off/);
});

test('both files are written, through links and with their permissions; a second time changes nothing', () => {
  assert.equal(run('nginx/sites-enabled/shop', 'srv/shop.env').status, 0);
  assert.match(read('nginx/sites-available/shop'), /\$host = www\.shop\.example\.com/);
  assert.equal(read('nginx/sites-enabled/shop'), read('nginx/sites-available/shop'));
  assert.equal(read('srv/shop.env'), 'SECRET=hidden\nDJANGO_HTTPS=on\nOTHER=1\n');
  assert.equal(statSync(join(folder, 'srv/shop.env')).mode & 0o777, 0o640);
  assert.match(run('nginx/sites-enabled/shop', 'srv/shop.env').stdout, /already/);
});

test('wrong usage and files that are not there are told in one line', () => {
  for (const args of [['plain'], ['plain', 'not-there'], ['plain', 'srv/shop.env', 'more']]) {
    const { status, stderr } = run(...args);
    assert.equal(status, 2);
    assert.match(stderr, /^siteconf: [^\n]+\n$/);
  }
});
