import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainToASCII } from 'node:url';
import { asciiDomain, isDomain } from '../../../server/src/scaffold/domain.ts';

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
];

for (const name of wrong) {
  test(`"${name}" is no domain`, () => assert.equal(isDomain(asciiDomain(name)), false));
}
