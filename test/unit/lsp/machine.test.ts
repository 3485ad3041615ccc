import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Editor, startEditor } from '../../harness/editor.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-machine-')));
after(() => rmSync(folder, { recursive: true }));

const text = 'user nosuchuser;\nevents {}\nhttp {\n    upstream shop { server nosuch.invalid; }\n}\n';

async function codesOf(editor: Editor, uri: string): Promise<unknown[]> {
  return (await editor.pull(uri)).map(({ code }) => code);
}

/** @returns the codes once they are as wanted, or those that there are after ten seconds. */
async function codesWhen(editor: Editor, uri: string, wanted: number): Promise<unknown[]> {
  const late = Date.now() + 10_000;
  let codes = await codesOf(editor, uri);
  while (codes.length !== wanted && Date.now() < late) {
    await pause(100);
    codes = await codesOf(editor, uri);
  }
  return codes;
}

const notLive = existsSync('/usr/sbin/nginx') ? false : 'there is no Nginx in /usr/sbin';

test('this machine is asked by itself about the configuration that its own Nginx reads, and never about hosts', {
  skip: notLive,
}, async () => {
  const editor = await startEditor();
  const live = 'file:///etc/nginx/siteconf-not-on-disk/nginx.conf';
  const other = pathToFileURL(join(folder, 'nginx.conf')).href;
  await editor.open(live, 'nginx', text);
  await editor.open(other, 'nginx', text);
  assert.deepEqual(await codesOf(editor, live), ['nginx/unknown-user']);
  assert.deepEqual(await codesOf(editor, other), []);
  await pause(1500);
  assert.deepEqual(await codesOf(editor, live), ['nginx/unknown-user']);
  assert.equal(await editor.end(), 0);
});

test('with / as the machine hosts are looked up behind the back of the person who types', {
  skip: existsSync('/etc/passwd') ? false : 'there is no /etc/passwd',
}, async () => {
  const editor = await startEditor({ settings: { nginx: { machine: '/' } } });
  const uri = pathToFileURL(join(folder, 'nginx.conf')).href;
  await editor.open(uri, 'nginx', text);
  assert.deepEqual(await codesOf(editor, uri), ['nginx/unknown-user']);
  assert.deepEqual(await codesWhen(editor, uri, 2), ['nginx/unknown-user', 'nginx/unknown-host']);
  assert.equal(await editor.end(), 0);
});

test('a folder of the workspace may stand for / of the server, and off asks nobody', async () => {
  mkdirSync(join(folder, 'copy/etc/nginx'), { recursive: true });
  writeFileSync(join(folder, 'copy/etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  const uri = pathToFileURL(join(folder, 'copy/etc/nginx/nginx.conf')).href;
  for (const [machine, codes] of [
    ['copy', ['nginx/unknown-user']],
    ['off', []],
    ['no/such/folder', []],
  ] as const) {
    const editor = await startEditor({ folders: [pathToFileURL(folder).href], settings: { nginx: { machine } } });
    await editor.open(uri, 'nginx', text);
    assert.deepEqual(await codesOf(editor, uri), codes, machine);
    assert.equal(await editor.end(), 0);
  }
});
