import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, languages, Uri, window } from 'vscode';
import { closeAll, open } from './editor.ts';

/** Another site than the one of the workspace: no port, name or folder of it is taken. */
const answers = {
  domains: 'blog.example.kr www.blog.example.kr',
  site: 'blog',
  projectPath: '/srv/blog',
  module: 'blog.asgi:application',
  user: 'blog',
  port: '8100',
  flowerPort: '5600',
  brokerUrl: 'redis://127.0.0.1:6379/5',
};

/** Presses Enter in whatever input is open, every so often, until `done`. */
async function acceptUntil(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !done(); tries++) {
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(done(), 'the wizard came to its end');
}

describe('scaffold', () => {
  let target = '';
  beforeEach(() => {
    target = mkdtempSync(join(tmpdir(), 'siteconf-scaffold-'));
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeQuickOpen');
    await closeAll();
    rmSync(target, { recursive: true, force: true });
  });
  const files = (): string[] =>
    readdirSync(target, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(target, path)).isFile())
      .sort();

  it('asks, previews and writes a whole site without a finding', async () => {
    let ended = false;
    const command = commands.executeCommand('siteconf.scaffoldSite', { folder: target, answers }).then(() => {
      ended = true;
    });
    await acceptUntil(() => ended);
    await command;
    const written = files();
    const site = written.find((path) => path.includes('sites-available'));
    assert.ok(site, `a site file is among ${written.join(', ')}`);
    assert.ok(written.some((path) => path.endsWith('.service')));
    const text = readFileSync(join(target, site), 'utf8');
    assert.match(text, /server_name blog\.example\.kr www\.blog\.example\.kr;/);
    const secret = written.find((path) => path.endsWith('.env'));
    assert.ok(secret);
    assert.equal(statSync(join(target, secret)).mode & 0o777, 0o600);
    const uri = Uri.file(join(target, site));
    const document = await open(uri);
    assert.equal(document.languageId, 'nginx');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const found = languages.getDiagnostics(uri).map(({ message }) => message);
    assert.deepEqual(found, []);
    assert.equal(window.activeTextEditor?.document.uri.fsPath, uri.fsPath);
  });

  it('writes nothing when the person gives up', async () => {
    const command = commands.executeCommand('siteconf.scaffoldSite', { folder: target, answers });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await commands.executeCommand('workbench.action.closeQuickOpen');
    await command;
    assert.deepEqual(files(), []);
  });

  it('keeps a file that is there with another text', async () => {
    const folder = join(target, 'deploy/etc/nginx/sites-available');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'blog'), '# mine\n');
    let ended = false;
    const command = commands.executeCommand('siteconf.scaffoldSite', { folder: target, answers }).then(() => {
      ended = true;
    });
    await acceptUntil(() => ended);
    await command;
    assert.equal(readFileSync(join(folder, 'blog'), 'utf8'), '# mine\n', 'nobody said that it may be overwritten');
    assert.ok(existsSync(join(target, 'deploy/README.md')), 'the others are written');
  });
});
