import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type FileToWrite, WriteError, writeFiles } from '../../../server/src/host/write-files.ts';
import { plannedFile } from './planned-file.ts';

let top = '';
let elsewhere = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'siteconf-write-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'siteconf-elsewhere-'));
});
afterEach(() => {
  for (const folder of [top, elsewhere]) {
    rmSync(folder, { recursive: true, force: true });
  }
});

const tree = (): string[] => readdirSync(top, { recursive: true, encoding: 'utf8' }).sort();

test('writes new files with their modes, making folders', async () => {
  const folder = join(top, 'new', 'site');
  await writeFiles(folder, [
    plannedFile('deploy/a.env', { mode: 0o600 }),
    plannedFile('deploy/run.sh', { mode: 0o755 }),
    plannedFile('b'),
  ]);
  assert.deepEqual(tree(), [
    'new',
    'new/site',
    'new/site/b',
    'new/site/deploy',
    'new/site/deploy/a.env',
    'new/site/deploy/run.sh',
  ]);
  assert.equal(readFileSync(join(folder, 'deploy/a.env'), 'utf8'), 'text of deploy/a.env\n');
  assert.equal(statSync(join(folder, 'deploy/a.env')).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, 'deploy/run.sh')).mode & 0o777, 0o755);
});

test('replaces only what it may, and leaves nothing behind', async () => {
  writeFileSync(join(top, 'b'), 'old');
  await writeFiles(top, [plannedFile('a'), plannedFile('b', { replace: true })]);
  assert.deepEqual(tree(), ['a', 'b']);
  assert.equal(readFileSync(join(top, 'b'), 'utf8'), 'text of b\n');
});

const obstacles: { name: string; lay: () => void; path: string }[] = [
  { name: 'a file that is there and may not be replaced', lay: () => writeFileSync(join(top, 'z'), 'mine'), path: 'z' },
  { name: 'a folder where a file belongs', lay: () => mkdirSync(join(top, 'z')), path: 'z' },
  { name: 'a file where a folder belongs', lay: () => writeFileSync(join(top, 'y'), 'mine'), path: 'y/z' },
  {
    name: 'a link that leads out of the folder',
    lay: () => symlinkSync(elsewhere, join(top, 'y')),
    path: 'y/siteconf-escaped',
  },
  { name: 'a path that leads out of the folder', lay: () => undefined, path: '../siteconf-escaped' },
];
for (const { name, lay, path } of obstacles) {
  test(`writes nothing at all before ${name}`, async () => {
    lay();
    writeFileSync(join(top, 'kept'), 'mine');
    const before = tree();
    await assert.rejects(
      writeFiles(top, [plannedFile('deploy/deep/first'), plannedFile('kept', { replace: true }), plannedFile(path)]),
      (error) => error instanceof WriteError && error.path === path,
    );
    assert.deepEqual(tree(), before);
    assert.deepEqual(readdirSync(elsewhere), []);
    assert.equal(readFileSync(join(top, 'kept'), 'utf8'), 'mine');
  });
}

test('writes nothing into a folder that is read-only', async (context) => {
  if (process.getuid?.() === 0) {
    context.skip('root may write everywhere');
    return;
  }
  chmodSync(top, 0o555);
  await assert.rejects(writeFiles(top, [plannedFile('a')]), WriteError);
  chmodSync(top, 0o755);
  assert.deepEqual(tree(), []);
});

test('says of a disk that can only be read that it is one', async (context) => {
  const disk = mkdtempSync(join(tmpdir(), 'siteconf-read-only-'));
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]).status === 0;
  try {
    if (!mounted) {
      context.skip('only root on Linux can make a disk that can only be read');
      return;
    }
    for (const folder of [disk, join(disk, 'shop')]) {
      await assert.rejects(writeFiles(folder, [plannedFile('a/b')]), /: the disk can only be read$/);
    }
  } finally {
    if (mounted) {
      spawnSync('umount', [disk]);
    }
    rmSync(disk, { recursive: true });
  }
});

test('leaves a full disk as it was', async (context) => {
  const disk = mkdtempSync(join(tmpdir(), 'siteconf-full-'));
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', disk]).status === 0;
  try {
    if (!mounted) {
      context.skip('only root on Linux can make a small disk');
      return;
    }
    writeFileSync(join(disk, 'old'), 'mine');
    const file = (path: string, text: string, replace = false): FileToWrite => ({ path, text, mode: 0o644, replace });
    const files = [file('old', 'theirs', true), file('a/b', 'short'), file('a/c', 'x'.repeat(64 << 10))];
    await assert.rejects(writeFiles(disk, files), /^Error: a\/c: no space is left on the disk$/);
    assert.deepEqual(readdirSync(disk), ['old']);
    assert.equal(readFileSync(join(disk, 'old'), 'utf8'), 'mine');
  } finally {
    if (mounted) {
      spawnSync('umount', [disk]);
    }
    rmSync(disk, { recursive: true, force: true });
  }
});
