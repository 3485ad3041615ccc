import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineIndex } from '../../../server/src/base/line-index.ts';
import { commonTail, directoryName, isInside, joinPath, normalizePath } from '../../../server/src/base/path.ts';
import { applyEdits } from '../../../server/src/base/text-edit.ts';

test('joinPath folds as a shell would', () => {
  assert.deepEqual(
    [
      joinPath('/etc/nginx', 'conf.d/a.conf'),
      joinPath('/etc/nginx/', '../x/'),
      joinPath('/a', '/b/./c'),
      joinPath('a/b', '../../..'),
      normalizePath('//a///b/../..'),
    ],
    ['/etc/nginx/conf.d/a.conf', '/etc/x/', '/b/c', '..', '/'],
  );
});

test('folders and tails', () => {
  assert.deepEqual(
    [
      directoryName('/a'),
      directoryName('/a/b'),
      directoryName('a'),
      isInside('/a/bc', '/a/b'),
      isInside('/a/b/c', '/a/b/'),
    ],
    ['/', '/a', '.', false, true],
  );
  assert.equal(commonTail('/w/deploy/etc/nginx/nginx.conf', '/etc/nginx/nginx.conf'), 3);
});

test('LineIndex counts LF, CR LF and lone CR, and inverts', () => {
  const index = new LineIndex('a\r\nbc\rd\n');
  assert.equal(index.lineCount, 4);
  assert.deepEqual(index.position(4), { line: 1, character: 1 });
  for (let offset = 0; offset <= 8; offset++) {
    assert.equal(index.offset(index.position(offset)), offset);
  }
});

test('applyEdits refuses an overlap rather than losing text', () => {
  assert.equal(
    applyEdits('abc', [
      { span: { start: 2, end: 3 }, newText: 'X' },
      { span: { start: 0, end: 0 }, newText: '-' },
    ]),
    '-abX',
  );
  assert.throws(() =>
    applyEdits('abc', [
      { span: { start: 0, end: 2 }, newText: '' },
      { span: { start: 1, end: 3 }, newText: '' },
    ]),
  );
});
