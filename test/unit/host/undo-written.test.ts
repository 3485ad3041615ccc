import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { undoWritten } from '../../../server/src/host/undo-written.ts';
import { writeFiles } from '../../../server/src/host/write-files.ts';
import { plannedFile } from './planned-file.ts';

let top = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'siteconf-undo-'));
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

test('what was made goes, folders too, and what was replaced comes back with its permissions', async () => {
  writeFileSync(join(top, 'there.env'), 'A=1\n', { mode: 0o600 });
  const written = await writeFiles(top, [
    plannedFile('deploy/nginx/shop'),
    plannedFile('there.env', { replace: true }),
  ]);
  const kept = JSON.parse(JSON.stringify(written));
  assert.deepEqual(await undoWritten(top, kept), {
    removed: ['deploy/nginx/shop'],
    restored: ['there.env'],
    kept: [],
  });
  assert.deepEqual(readdirSync(top), ['there.env']);
  assert.equal(readFileSync(join(top, 'there.env'), 'utf8'), 'A=1\n');
  assert.equal(statSync(join(top, 'there.env')).mode & 0o777, 0o600);
});

test('what somebody changed or removed since is left alone', async () => {
  writeFileSync(join(top, 'mine'), 'mine\n');
  const written = await writeFiles(top, [
    plannedFile('a/one'),
    plannedFile('a/two'),
    plannedFile('gone'),
    plannedFile('mine', { replace: true }),
  ]);
  writeFileSync(join(top, 'a/two'), 'edited\n');
  writeFileSync(join(top, 'mine'), 'edited too\n');
  rmSync(join(top, 'gone'));
  assert.deepEqual(await undoWritten(top, written), {
    removed: ['a/one'],
    restored: [],
    kept: ['a/two', 'gone', 'mine'],
  });
  assert.equal(readFileSync(join(top, 'a/two'), 'utf8'), 'edited\n');
  assert.equal(readFileSync(join(top, 'mine'), 'utf8'), 'edited too\n');
});

test('a folder that was made and removed again stays away', async () => {
  const folder = join(top, 'new');
  const written = await writeFiles(folder, [plannedFile('one')]);
  rmSync(folder, { recursive: true });
  assert.deepEqual((await undoWritten(folder, written)).kept, ['one']);
  assert.ok(!existsSync(folder));
});
