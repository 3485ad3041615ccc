import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPattern, isRefused } from '../../../server/src/dialects/nginx/language/pattern.ts';
import { readPattern } from '../../../server/src/dialects/nginx/language/read-pattern.ts';

test('a wrong pattern is refused in the words of PCRE2, at its place', () => {
  const cases: [pattern: string, message: string, offset: number, rest?: string][] = [
    ['(a', 'missing closing parenthesis', 2],
    ['a)b', 'unmatched closing parenthesis', 1, ')b'],
    ['a{2}{3}', 'quantifier does not follow a repeatable item', 6, '}'],
    ['[b-a]', 'range out of order in character class', 3, 'a]'],
    ['[é-a]', 'range out of order in character class', 4, 'a]'],
    ['\\pé', 'malformed \\P or \\p sequence', 3, '\ufffd'],
    ['(?<n>a)(?<n>b)', 'two named subpatterns have the same name (PCRE2_DUPNAMES not set)', 12, 'b)'],
    ['x(?<=a|b+)y', 'lookbehind assertion is not fixed length', 1, '(?<=a|b+)y'],
    ['(?<=(?:a|bb))c', 'lookbehind assertion is not fixed length', 0, '(?<=(?:a|bb))c'],
    ['\\2(?<=a*)(b)', 'lookbehind assertion is not fixed length', 2, '(?<=a*)(b)'],
    ['([a-z]+/){2000}', 'regular expression is too large', 15],
    ['(?(1)a|b|c)(d)', 'conditional subpattern contains more than two branches', 0, '(?(1)a|b|c)(d)'],
  ];
  for (const [text, message, offset, rest] of cases) {
    const read = readPattern(text);
    assert.deepEqual(isRefused(read) ? read.refusal : read, { message, offset, rest }, text);
  }
});

test('a right pattern that has no tree tells its groups all the same', () => {
  for (const text of [
    '(?<n>a)(?R)?',
    '(*UTF8)(?<n>é)',
    '(?|(?<n>a)|(b))',
    '(?(?=a)(?<n>a)|b)',
    '(?<n>\\p{L})',
    '(?<n>a)\\K',
  ]) {
    const read = readPattern(text);
    assert.ok(!isPattern(read) && !isRefused(read), text);
    assert.deepEqual([read.groups, [...read.names.keys()]], [1, ['n']], text);
  }
});

test('alternatives of a look-behind may differ in length, quotes and comments count for nothing', () => {
  for (const text of [
    '(?<=a|bb)c',
    '(?<=(a)\\1{2})b',
    'a+\\E+b',
    'a+(?#x)+b',
    '(?x)a+ # x\n +b',
    '[\\Q]\\E]',
    '[^\\E]a]',
  ]) {
    assert.ok(isPattern(readPattern(text)), text);
  }
});
