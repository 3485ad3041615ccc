import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowPattern } from '../../../server/src/dialects/nginx/language/backtracking.ts';
import { compilePattern } from '../../../server/src/dialects/nginx/language/match.ts';
import { isPattern } from '../../../server/src/dialects/nginx/language/pattern.ts';
import { readPattern } from '../../../server/src/dialects/nginx/language/read-pattern.ts';

test('patterns that backtrack without measure are told from those that do not', () => {
  const cases: [pattern: string, growth: 'exponential' | 'polynomial' | undefined][] = [
    ['^(a+)+$', 'exponential'],
    ['^(\\w+\\s?)*$', 'exponential'],
    ['^/(a|a)*b$', 'exponential'],
    ['^/(.*)*/x$', 'exponential'],
    ['^(?:[^/]+/?)+\\.php$', 'exponential'],
    ['^\\w*\\w*\\w*\\w*!$', 'polynomial'],
    ['^.*\\.php$', undefined],
    ['^/([^/]+)/([^/]+)/?$', undefined],
    ['\\.(?:jpe?g|png|gif)$', undefined],
    ['^(?:/[^/]+)+$', undefined],
    ['^(a++)+$', undefined],
    ['^/(?:[a-z]+-)*[a-z]+$', undefined],
    ['^/blog/(\\d{4})/(\\d{2})/([\\w-]+)/?$', undefined],
  ];
  for (const [text, growth] of cases) {
    const pattern = readPattern(text);
    assert.ok(isPattern(pattern));
    const slow = slowPattern(pattern);
    assert.equal(slow?.growth, growth, text);
    if (slow !== undefined) {
      const matcher = compilePattern(pattern);
      matcher.exec(slow.prefix + slow.pump.repeat(10) + slow.suffix);
      const few = matcher.steps;
      matcher.exec(slow.prefix + slow.pump.repeat(20) + slow.suffix);
      assert.ok(matcher.steps > 5 * few, `${text}: ${few} steps, then ${matcher.steps}`);
    }
  }
});
