import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../../../server/src/base/message.ts';
import { serverPath } from '../../../server/src/base/path.ts';
import type { PlannedFile } from '../../../server/src/scaffold/plan.ts';
import { drawTree, planWrites } from '../../../server/src/scaffold/writes.ts';

function planned(path: string, text: string, whenPresent: PlannedFile['whenPresent'] = 'ask'): PlannedFile {
  return {
    path,
    text,
    mode: 0o644,
    purpose: message('A file'),
    serverPath: serverPath(`/srv/shop/${path}`),
    whenPresent,
  };
}

test('files are sorted by what is there', () => {
  const there = new Map([
    ['same', 'text\n'],
    ['other', 'mine\n'],
    ['.gitignore', '*.pyc\n/run/'],
    ['site.env', '# my own\nDJANGO_SECRET_KEY=kept\nexport MORE=1\n'],
    ['whole.env', 'A=mine\n'],
  ]);
  const writes = planWrites(
    [
      planned('new', 'text\n'),
      planned('same', 'text\n'),
      planned('other', 'text\n'),
      planned('.gitignore', '/run/\n/.venv/\n', 'add-lines'),
      planned('site.env', '# written\nDJANGO_SECRET_KEY=fresh\nMORE=2\nDJANGO_HTTPS=off\n', 'add-lines'),
      planned('whole.env', 'A=fresh\n', 'add-lines'),
    ],
    (path) => there.get(path),
  );
  assert.deepEqual(
    writes.create.map((file) => file.path),
    ['new'],
  );
  assert.deepEqual(
    writes.conflict.map((file) => file.path),
    ['other'],
  );
  assert.deepEqual(
    writes.extend.map((file) => [file.path, file.text]),
    [
      ['.gitignore', '*.pyc\n/run/\n/.venv/\n'],
      ['site.env', '# my own\nDJANGO_SECRET_KEY=kept\nexport MORE=1\nDJANGO_HTTPS=off\n'],
    ],
  );
  assert.deepEqual(
    writes.same.map((file) => [file.path, file.text]),
    [
      ['same', 'text\n'],
      ['whole.env', 'A=mine\n'],
    ],
  );
});

test('writing what was planned leaves nothing to write', () => {
  const plan = [planned('a', 'x\n'), planned('b', 'K=1\n', 'add-lines')];
  const disk = new Map([['b', 'J=1']]);
  const first = planWrites(plan, (path) => disk.get(path));
  for (const file of [...first.create, ...first.extend]) {
    disk.set(file.path, file.text);
  }
  const second = planWrites(plan, (path) => disk.get(path));
  assert.deepEqual([second.create, second.extend, second.conflict], [[], [], []]);
});

test('a line that an answer decides is asked about, and the rest of its file stays', () => {
  const writes = (there: string): ReturnType<typeof planWrites> =>
    planWrites(
      [
        {
          ...planned('site.env', 'SETTINGS=a\nBROKER=redis://127.0.0.1/1\nSECRET=fresh\n', 'add-lines'),
          decided: ['SETTINGS', 'BROKER'],
        },
      ],
      () => there,
    );
  const mine = '# mine\nBROKER="redis://127.0.0.1/1"\nSETTINGS=a\nSECRET=kept';
  assert.deepEqual(
    writes(mine).same.map(({ text }) => text),
    [mine],
  );
  const other = writes(mine.replace('/1"', '/0"'));
  assert.deepEqual(
    other.conflict.map(({ text }) => text),
    ['# mine\nBROKER=redis://127.0.0.1/1\nSETTINGS=a\nSECRET=kept'],
  );
  assert.deepEqual(
    writes('SETTINGS=b\n').conflict.map(({ text }) => text),
    ['SETTINGS=a\nBROKER=redis://127.0.0.1/1\nSECRET=fresh\n'],
  );
});

test('files with the line ends of Windows are the same, and stay so', () => {
  const writes = planWrites([planned('site', 'a\nb\n'), planned('.gitignore', '/run/\n', 'add-lines')], (path) =>
    path === 'site' ? 'a\r\nb\r\n' : '*.pyc\r\n/.venv/',
  );
  assert.deepEqual(
    writes.same.map(({ text }) => text),
    ['a\r\nb\r\n'],
  );
  assert.deepEqual(
    writes.extend.map(({ text }) => text),
    ['*.pyc\r\n/.venv/\r\n/run/\r\n'],
  );
});

test('the tree shows folders before files', () => {
  const plan = ['b', 'deploy/etc/x', 'deploy/a', '.gitignore'].map((path) => planned(path, ''));
  assert.equal(drawTree(plan), 'deploy/\n  etc/\n    x\n  a\n.gitignore\nb\n');
});
