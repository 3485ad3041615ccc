import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePattern } from '../../../server/src/dialects/nginx/language/match.ts';
import { fromBytes, isPattern, toBytes } from '../../../server/src/dialects/nginx/language/pattern.ts';
import { readPattern } from '../../../server/src/dialects/nginx/language/read-pattern.ts';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { comparePatterns } from '../../oracle/routing/patterns.ts';

function found(text: string, subject: string, caseless = false): readonly (string | null)[] | undefined | 'limit' {
  const pattern = readPattern(text, caseless);
  assert.ok(isPattern(pattern), text);
  const captures = compilePattern(pattern).exec(toBytes(subject));
  if (captures === undefined || captures === 'limit') {
    return captures;
  }
  const bytes = toBytes(subject);
  return Array.from({ length: captures.length / 2 }, (_, group) =>
    (captures[2 * group] as number) < 0
      ? null
      : fromBytes(bytes.slice(captures[2 * group] as number, captures[2 * group + 1])),
  );
}

test('patterns take what PCRE takes, captures included', () => {
  const cases: [pattern: string, subject: string, wanted: readonly (string | null)[] | undefined][] = [
    ['^/u/(?<id>\\d+)$', '/u/12', ['/u/12', '12']],
    ['^/u/(?<id>\\d+)$', '/u/12\n', ['/u/12', '12']],
    ['^/u/(?P<id>\\d+)\\z', '/u/12\n', undefined],
    ['(?:(a)|b)*', 'ab', ['ab', 'a']],
    ['(a|ab)(c|bcd)(d*)', 'abcd', ['abcd', 'a', 'bcd', '']],
    ['a++ab', 'aaab', undefined],
    ['(?>a+)b', 'aab', ['aab']],
    ['(?i)FOO(?-i)bar', 'foobar', ['foobar']],
    ['(?i:x)Y', 'XY', ['XY']],
    ['(\\w)\\1', 'abb', ['bb', 'b']],
    ['(?<c>.)\\k<c>', 'xyy', ['yy', 'y']],
    ['.', 'é', ['Ã']],
    ['^[^/]+$', 'é', ['é']],
    ['(?!a)[a-c]+', 'abc', ['bc']],
    ['(?<=/)x', '/x', ['x']],
    ['\\bfoo\\b', 'a foo.', ['foo']],
    ['(?x) a b # comment', 'ab', ['ab']],
    ['[]a]+', ']a', [']a']],
    ['[^]a]+', 'b]', ['b']],
    ['[a-]+', '-a', ['-a']],
    ['a{2}', 'aaa', ['aa']],
    ['a{,2}', 'a{,2}', ['a{,2}']],
    ['a{1,2}?', 'aa', ['a']],
    ['(a*)*', 'b', ['', '']],
    ['(?m)^b$', 'a\nb', ['b']],
    ['\\.(?:jpe?g|png)$', 'x.jpg', ['.jpg']],
  ];
  for (const [pattern, subject, wanted] of cases) {
    assert.deepEqual(found(pattern, subject), wanted, `${pattern} on ${JSON.stringify(subject)}`);
  }
  assert.deepEqual(found('ABC', 'xabc', true), ['abc']);
});

test('what is not read says why', () => {
  for (const text of ['(a', 'a)', '[a', '*a', '(?R)', '(*UTF8)a', '\\p{L}', '(?(1)a)', '\\', '[b-a]', '(?<n']) {
    assert.ok(!isPattern(readPattern(text)), text);
  }
});

test('endless backtracking ends in no answer', () => {
  assert.equal(found('^(a+)+$', `${'a'.repeat(40)}b`), 'limit');
});

test('random patterns take what the real PCRE takes', async (context) => {
  if (nginxVersion() === undefined) {
    context.skip('nginx is not installed');
    return;
  }
  const { compared, unread, differences } = await comparePatterns(120, 8, 7);
  assert.deepEqual(differences, []);
  assert.equal(unread, 0);
  assert.equal(compared, 960);
});
