import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startEditor } from '../../harness/editor.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-alone-')));
after(() => rmSync(folder, { recursive: true }));
const nginx = join(folder, 'etc/nginx');
const main = (inside: string): string => `events {}\nhttp {\n    ${inside}\n    include sites-enabled/*;\n}\n`;
const site = 'server {\n    limit_req zone=perip;\n}\n';

mkdirSync(join(nginx, 'sites-enabled'), { recursive: true });
mkdirSync(join(nginx, 'sites-available'));
writeFileSync(join(nginx, 'sites-available/shop'), site);
symlinkSync('/etc/nginx/sites-available/shop', join(nginx, 'sites-enabled/shop'));
const uriOf = (path: string): string => pathToFileURL(join(nginx, path)).href;

test('a site file that is opened without a folder is read with the configuration that includes it', async () => {
  writeFileSync(join(nginx, 'nginx.conf'), main(''));
  const editor = await startEditor();
  const uri = uriOf('sites-available/shop');
  await editor.open(uri, 'nginx', site);
  assert.deepEqual(
    (await editor.pull(uri)).map(({ message }) => message),
    ['Nginx refuses to start: zero size shared memory zone "perip"'],
  );

  writeFileSync(join(nginx, 'nginx.conf'), main('limit_req_zone $binary_remote_addr zone=perip:1m rate=1r/s;'));
  await editor.change(uri, 2, `${site}# one key more\n`);
  assert.deepEqual(await editor.pull(uri), []);
  assert.equal(await editor.end(), 0);
});

test('a site that nothing enables is read by itself, and a zone that another file may have is no fault', async () => {
  writeFileSync(join(nginx, 'nginx.conf'), main(''));
  writeFileSync(join(nginx, 'sites-available/draft'), site);
  const editor = await startEditor();
  await editor.open(uriOf('sites-available/draft'), 'nginx', site);
  assert.deepEqual(await editor.pull(uriOf('sites-available/draft')), []);
  assert.equal(await editor.end(), 0);
});
