import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainToASCII, domainToUnicode } from 'node:url';
import { defaultAnswers } from '../../../server/src/scaffold/answers/answers.ts';
import { asciiDomain, isDomain, readableDomain } from '../../../server/src/scaffold/answers/domain.ts';
import { validateAnswer } from '../../../server/src/scaffold/answers/validate.ts';

const names = [
  '쇼핑몰.한국',
  '가나다라마바사.com',
  'Bücher.example',
  'www.例え.jp',
  'Shop.Example.COM',
  'a-b.xn--p1ai',
  'пример.рф',
  '가。한국',
];

for (const name of names) {
  test(`${name} goes over the wire as URLs do`, () => {
    assert.equal(asciiDomain(name), domainToASCII(name));
    assert.ok(isDomain(asciiDomain(name)));
    assert.equal(readableDomain(asciiDomain(name)), domainToUnicode(name));
  });
}

const wrong = [
  '',
  'localhost',
  '_',
  '127.0.0.1',
  '<사이트.이름>',
  'shop.example.com:8000',
  'https://shop.example.com',
  '-a.com',
  'a_b.com',
  'a..com',
  `${'a'.repeat(64)}.com`,
  '*.example.com',
  'xn--99999999999.com',
  'xn--.com',
];

for (const name of wrong) {
  test(`"${name}" is no domain`, () => assert.equal(isDomain(asciiDomain(name)), false));
}

test('a wrong name is told as it was typed; what only looks like Punycode stays', () => {
  const wrongName = validateAnswer('domains', 'shop.example.com 쇼핑!몰.한국', defaultAnswers());
  assert.equal(wrongName?.values.name, '쇼핑!몰.한국');
  for (const name of ['xn--.com', 'xn--99999999999.com', 'xn--a b.com']) {
    assert.equal(readableDomain(name), name);
  }
});
