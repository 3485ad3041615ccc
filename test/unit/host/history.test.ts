import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { History, historyFile, type Run } from '../../../server/src/host/history.ts';

let top: string;
let history: History;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'siteconf-history-'));
  history = new History(kept());
});

afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const kept = (): string => join(top, 'state/siteconf/history.json');

async function write(folder: string, path: string, text: string): Promise<void> {
  const replace = existsSync(join(top, folder, path));
  assert.equal(await history.write(join(top, folder), [{ path, text, mode: 0o644, replace }]), undefined);
}

function last(...folders: string[]): Run {
  const run = history.last(folders.map((folder) => join(top, folder)));
  assert.ok(run);
  return run;
}

const read = (path: string): string => readFileSync(join(top, path), 'utf8');

test('runs are taken back one after the other, each in its folder', async () => {
  await write('shop', 'a', '1');
  await write('blog', 'a', 'x');
  await write('shop', 'a', '2');
  await write('shop', 'b', 'more');
  assert.deepEqual(await history.undo(last('shop')), { removed: ['b'], restored: [], kept: [] });
  assert.deepEqual(await history.undo(last('shop')), { removed: [], restored: ['a'], kept: [] });
  assert.equal(read('shop/a'), '1');
  await history.undo(last('shop'));
  assert.equal(existsSync(join(top, 'shop')), false);
  assert.equal(history.last([join(top, 'shop')]), undefined);
  assert.equal(read('blog/a'), 'x');
  assert.ok(last('.'), 'a folder above holds it too');
});

test('a run in two places is found from either, and not from a folder of a name that begins alike', async () => {
  mkdirSync(join(top, 'etc'));
  const files = ['etc/site', 'srv/shop/shop.env'].map((path) => ({ path, text: 'x', mode: 0o600, replace: false }));
  await history.write(top, files);
  assert.equal(last('etc').id, last('srv/shop').id);
  for (const other of ['srv/sho', 'srv/shop-2', 'et', 'srv/shop/deploy']) {
    assert.equal(history.last([join(top, other)]), undefined, other);
  }
  assert.ok(history.last([]), 'without a folder it is the last of all');
});

test('what was changed since is kept', async () => {
  await write('shop', 'a', '1');
  writeFileSync(join(top, 'shop/a'), 'mine');
  assert.deepEqual(await history.undo(last('shop')), { removed: [], restored: [], kept: ['a'] });
  assert.equal(read('shop/a'), 'mine');
});

test("the list of runs is for its user only, and doesn't grow for ever", async () => {
  for (let count = 0; count < 25; count++) {
    await write('shop', 'a', String(count));
  }
  assert.equal(JSON.parse(readFileSync(kept(), 'utf8')).length, 20);
  assert.equal(statSync(kept()).mode & 0o777, 0o600);
  assert.equal(statSync(join(top, 'state/siteconf')).mode & 0o777, 0o700);
});

test('a list that is broken or can not be kept stops no run', async () => {
  await write('shop', 'a', '1');
  for (const broken of ['{', '{}', '[1, null, {"folder": 3}]']) {
    writeFileSync(kept(), broken);
    assert.equal(history.last([top]), undefined);
    await write('shop', 'a', broken);
    assert.equal(read('shop/a'), broken);
    assert.ok(history.last([top]));
  }
  chmodSync(kept(), 0o600);
  writeFileSync(join(top, 'file'), '');
  const problem = await new History(join(top, 'file/history.json')).write(join(top, 'shop'), [
    { path: 'b', text: 'x', mode: 0o644, replace: false },
  ]);
  assert.equal(problem, 'a file is there where a folder is needed');
  assert.equal(read('shop/b'), 'x');
});

test('the list lies where the system keeps the state of its user', () => {
  const at = (platform: string, environment: Record<string, string>): string => historyFile({ platform, environment });
  assert.equal(at('linux', { XDG_STATE_HOME: '/state' }), '/state/siteconf/history.json');
  assert.match(at('linux', {}), /\/\.local\/state\/siteconf\/history\.json$/);
  assert.match(at('darwin', {}), /\/Library\/Application Support\/siteconf\/history\.json$/);
  assert.equal(at('win32', { LOCALAPPDATA: '/local' }), '/local/siteconf/history.json');
});
