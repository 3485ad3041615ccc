import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editDistance, nearest, nearestName } from '../../../server/src/base/nearest.ts';

const distances: [one: string, other: string, distance: number][] = [
  ['listen', 'listen', 0],
  ['lisen', 'listen', 1],
  ['lsiten', 'listen', 1],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['abc', 'abcdefgh', 4],
];
for (const [one, other, distance] of distances) {
  test(`${one || '(nothing)'} to ${other}: ${distance}, both ways, counted no further than asked`, () => {
    assert.equal(editDistance(one, other, 3), distance);
    assert.equal(editDistance(other, one, 3), distance);
    assert.equal(editDistance(one, other, 0), Math.min(distance, 1));
  });
}

const words = ['port', 'address', 'url_prefix', 'persistent', 'listen', 'lister'];
const near: [word: string, found: string[]][] = [
  ['prot', ['port']],
  ['PORT', ['port']],
  ['port', ['port']],
  ['liste', ['listen', 'lister']],
  ['url-prefix', ['url_prefix']],
  ['zzz', []],
];
for (const [word, found] of near) {
  test(`near ${word}: ${found.join(', ') || 'nothing'}`, () => assert.deepEqual(nearest(word, words), found));
}

test('where a finding hangs on it, three letters off is too far, and two in a short word', () => {
  assert.equal(nearestName('persistnt', words), 'persistent');
  assert.equal(nearestName('prsstnt', words), undefined);
  assert.equal(nearestName('prto', ['part']), undefined);
});
