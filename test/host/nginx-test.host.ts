import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, languages, Uri } from 'vscode';
import { closeAll, open } from './editor.ts';

describe('the real nginx -t', () => {
  let folder = '';
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-nginx-')));
  });
  afterEach(async () => {
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows what it says at the line that it names', async function () {
    if (spawnSync('nginx', ['-v']).error !== undefined) {
      this.skip();
    }
    const main = join(folder, 'nginx.conf');
    writeFileSync(main, 'error_log stderr;\npid nginx.pid;\nevents {}\nhttp {\n    lisen 80;\n}\n');
    await open(Uri.file(main));
    await commands.executeCommand('siteconf.testWithNginx');
    const said = languages.getDiagnostics(Uri.file(main)).filter(({ source }) => source === 'nginx -t');
    assert.deepEqual(
      said.map(({ message, range }) => [message, range.start.line, range.start.character]),
      [['unknown directive "lisen"', 4, 4]],
    );
  });

  it('shows what it says of a site file that no main configuration includes', async function () {
    if (spawnSync('nginx', ['-v']).error !== undefined) {
      this.skip();
    }
    mkdirSync(join(folder, 'conf.d'));
    const site = join(folder, 'conf.d/shop.conf');
    writeFileSync(site, 'server {\n    lisen 80;\n}\n');
    await open(Uri.file(site));
    await commands.executeCommand('siteconf.testWithNginx');
    const said = languages.getDiagnostics(Uri.file(site)).filter(({ source }) => source === 'nginx -t');
    assert.deepEqual(
      said.map(({ message, range }) => [message, range.start.line, range.start.character]),
      [['unknown directive "lisen"', 1, 4]],
    );
  });
});
