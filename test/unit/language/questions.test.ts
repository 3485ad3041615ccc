import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../../server/src/dialects/nginx/language/byte-set.ts';
import {
  type Language,
  languageOfByte,
  languageOfCapture,
  languageOfPattern,
  languageOfPrefix,
  languageOfText,
  languageWithCapture,
} from '../../../server/src/dialects/nginx/language/language.ts';
import { isPattern, type Pattern } from '../../../server/src/dialects/nginx/language/pattern.ts';
import { leftOver, meet, subsumes } from '../../../server/src/dialects/nginx/language/questions.ts';
import { readPattern } from '../../../server/src/dialects/nginx/language/read-pattern.ts';
import { normalizedUris } from '../../../server/src/dialects/nginx/language/uri-language.ts';
import { Random } from '../../harness/random.ts';
import { generatePattern, generateSubject } from '../../oracle/routing/generate-pattern.ts';

function pattern(text: string): Pattern {
  const read = readPattern(text);
  assert.ok(isPattern(read), text);
  return read;
}

const language = (text: string): Language => languageOfPattern(pattern(text));

test('two patterns meet or not, with a text that both take', () => {
  const cases: [one: string, other: string, kind: 'yes' | 'no'][] = [
    ['\\.php$', '^/admin/', 'yes'],
    ['^/a/', '^/b/', 'no'],
    ['\\.(png|jpg)$', '\\.css$', 'no'],
    ['^/[a-z]+$', '^/[0-9]+$', 'no'],
    ['^/x{2,3}$', '^/x{4}$', 'no'],
    ['^/x{2,3}$', '^/xxx$', 'yes'],
    ['/$', '^/a', 'yes'],
  ];
  for (const [one, other, kind] of cases) {
    const answer = meet(language(one), language(other));
    assert.equal(answer.kind, kind, `${one} and ${other}`);
    if (answer.kind === 'yes') {
      assert.ok(language(one).has(answer.witness) && language(other).has(answer.witness));
    }
  }
});

test('a pattern covers another or leaves something over', () => {
  const cases: [whole: string, part: string, covers: boolean | undefined][] = [
    ['^/a', '^/a/', true],
    ['^/a/', '^/a', false],
    ['\\.(png|jpe?g)$', '\\.jpg$', true],
    ['\\.jpg$', '\\.(png|jpe?g)$', false],
    ['^/', '^/static/.*\\.css$', true],
    ['^/static/.*$', '^/static/', false],
    ['^/(?!a)', '^/b', undefined],
  ];
  for (const [whole, part, covers] of cases) {
    assert.equal(subsumes(language(whole), language(part)), covers, `${whole} covers ${part}`);
  }
  const rest = leftOver(language('^/a'), language('^/a/'));
  assert.equal(rest.kind === 'yes' && rest.witness, '/a');
});

test('normalized URIs hold no empty and no dotted names', () => {
  const uris = normalizedUris();
  for (const uri of ['/', '/a', '/a/', '/.a', '/..a', '/.../x', '/a b']) {
    assert.equal(uris.has(uri), true, uri);
    assert.equal(meet(uris, languageOfText(uri)).kind, 'yes', uri);
  }
  for (const uri of ['', 'a', '//', '/a//b', '/.', '/./a', '/a/..', '/../a', '/a\0']) {
    assert.equal(uris.has(uri), false, uri);
    assert.equal(meet(uris, languageOfText(uri)).kind, 'no', uri);
  }
});

test('what a group can hold, and a request that makes it hold something', () => {
  const upwards = language('^\\.\\./');
  const cases: [text: string, group: number, reach: 'yes' | 'no'][] = [
    ['^/i(.*)$', 1, 'yes'],
    ['^/i/(.*)$', 1, 'no'],
    ['^/i(/.*)?$', 1, 'no'],
    ['^/i([^/]*)/(.*)$', 1, 'no'],
    ['^/i/?(.*)$', 1, 'yes'],
    ['^/i([^\\.]*)$', 1, 'no'],
    ['^/i(?<f>.+\\.txt)$', 1, 'yes'],
    ['^/(en|fr)/', 1, 'no'],
  ];
  for (const [text, group, reach] of cases) {
    const held = languageWithCapture(pattern(text), group, upwards);
    assert.ok(held);
    const answer = meet(normalizedUris(), held);
    assert.equal(answer.kind, reach, text);
    if (answer.kind === 'yes') {
      assert.equal(held.has(answer.witness), true);
    }
  }
  // A final newline lets $ match early: /i/..%0a makes $1 the folder above.
  const above = languageWithCapture(pattern('^/i/(.*)$'), 1, languageOfText('..'));
  assert.deepEqual(above && meet(normalizedUris(), above), { kind: 'yes', witness: '/i/..\n' });
  const newline = languageOfByte(bytesOf('\n'));
  assert.equal(meet(languageOfCapture(pattern('^/(.*)$'), 1) as Language, newline).kind, 'no');
  assert.equal(meet(languageOfCapture(pattern('^/([^/]*)$'), 1) as Language, newline).kind, 'yes');
  assert.equal(languageOfCapture(pattern('^/a$'), 1), undefined);
});

test('answers about random patterns are never contradicted by a text', () => {
  const random = new Random(11);
  for (let round = 0; round < 150; round++) {
    const one = language(generatePattern(random));
    const other = random.chance(0.3)
      ? languageOfPrefix(random.pick(['/', '/a', 'ab']))
      : language(generatePattern(random));
    const met = meet(one, other);
    const covered = subsumes(one, other);
    for (let index = 0; index < 40; index++) {
      const text = generateSubject(random);
      const inOne = one.has(text);
      const inOther = other.has(text);
      assert.ok(!(met.kind === 'no' && inOne && inOther), 'said to share nothing');
      assert.ok(!(covered === true && inOther && inOne === false), 'said to be covered');
      const exact = one.automaton.exact && inOne !== undefined;
      assert.equal(
        exact ? meet(one, languageOfText(text)).kind === 'yes' : inOne,
        inOne,
        'automaton and matcher agree',
      );
    }
  }
});
