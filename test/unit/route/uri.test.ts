import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeUri, unescapeRedirect } from '../../../server/src/dialects/nginx/route/escape.ts';
import { validateHost } from '../../../server/src/dialects/nginx/route/request.ts';
import { normalizeTarget } from '../../../server/src/dialects/nginx/route/uri.ts';

test('a target is folded as ngx_http_parse_complex_uri does', () => {
  const cases: [target: string, path: string | undefined, args?: string][] = [
    ['/', '/'],
    ['/a/b?x=1&y', '/a/b', 'x=1&y'],
    ['/a//b', '/a/b'],
    ['/a/./b/.', '/a/b/'],
    ['/a/b/..', '/a/'],
    ['/a/b/../c', '/a/c'],
    ['/a/..b/..', '/a/'],
    ['/a/.../b', '/a/.../b'],
    ['/..', undefined],
    ['/a/../..', undefined],
    ['/a/../../x', undefined],
    ['/%2e%2e/x', undefined],
    ['/a/%2e%2E/x', '/x'],
    ['/a%2Fb%2f%2fc', '/a/b/c'],
    ['/%61%20b', '/a b'],
    ['/a%3Fb?c%3Fd', '/a?b', 'c%3Fd'],
    ['/a%23b#frag', '/a#b'],
    ['/a?b#frag', '/a', 'b'],
    ['/a%00', undefined],
    ['/a%', undefined],
    ['/a%2', undefined],
    ['/a%zz', undefined],
    ['/a b', undefined],
    ['a', undefined],
    ['/a\x7f', undefined],
    ['/i../secret', '/i../secret'],
    ['/a..?x', '/a..', 'x'],
    ['/a/..?x', '/', 'x'],
    ['/a/.?x', '/a/', 'x'],
    ['/%25%32', '/%2'],
  ];
  for (const [target, path, args] of cases) {
    const folded = normalizeTarget(target, true);
    assert.equal(folded?.path, path, target);
    assert.equal(folded?.args, path === undefined ? undefined : (args ?? ''), target);
  }
  assert.equal(normalizeTarget('/a//b/..//c', false)?.path, '/a///c');
});

test('the flags say whether the path holds an escape or a plus', () => {
  assert.deepEqual(normalizeTarget('/a+b?%20', true), { path: '/a+b', args: '%20', quoted: false, plus: true });
  assert.deepEqual(normalizeTarget('/a%2Bb', true), { path: '/a+b', args: '', quoted: true, plus: true });
  assert.deepEqual(normalizeTarget('/a?x+y', true), { path: '/a', args: 'x+y', quoted: false, plus: false });
});

test('bytes are escaped as ngx_escape_uri does', () => {
  assert.equal(
    escapeUri('/a b?c#d%e&f+g;h\'"<>\\^`{|}\x7f\xc3\xa9~', 'uri'),
    "/a%20b%3Fc%23d%25e&f+g;h'%22%3C%3E%5C%5E%60%7B%7C%7D%7F%C3%A9~",
  );
  assert.equal(escapeUri('a&b+c;d=e', 'args'), 'a%26b%2Bc%3Bd=e');
});

test('the escapes of a redirect are undone but for unsafe bytes and behind a question mark', () => {
  assert.equal(unescapeRedirect('/a%2Fb%20c%C3%A9%3Fd%2Fe?%2F'), '/a/b%20c%C3%A9?d%2Fe?%2F');
  assert.equal(unescapeRedirect('/a?b%2F'), '/a?b%2F');
  assert.equal(unescapeRedirect('/%zzx%2'), '/zzx');
});

test('a host is checked and cut as ngx_http_validate_host does', () => {
  const cases: [string, string | undefined][] = [
    ['Shop.TEST', 'shop.test'],
    ['shop.test.', 'shop.test'],
    ['shop.test:8080', 'shop.test'],
    ['shop.test.:80', 'shop.test'],
    ['[::1]:80', '[::1]'],
    ['a..b', undefined],
    ['a/b', undefined],
    ['a b', undefined],
    ['', undefined],
    ['.', undefined],
    [':80', undefined],
    ['_', '_'],
  ];
  for (const [host, wanted] of cases) {
    assert.equal(validateHost(host), wanted, host);
  }
});
