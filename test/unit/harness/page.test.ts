import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mismatches } from '../../harness/match.ts';
import { type PageCase, readPage } from '../../harness/page.ts';

const page = (body: string): string => `# nginx/some-fault\n\nOne line.\n\n## Invalid\n\n${body}`;
const fence = (text: string, head = 'nginx /etc/nginx/nginx.conf'): string => `\`\`\`${head}\n${text}\n\`\`\`\n`;

test('markers are cut out and their columns are those of the line above', () => {
  const read = readPage(
    page(
      `### one\n${fence('http {\n    sendfile on;\n    #        ^^ nginx/some-fault: it is on\n#   ^^^^^^^^ related: here\n}\n#<--- nginx/other: whole')}`,
    ),
  );
  const file = read.cases[0]?.files[0];
  assert.equal(file?.text, 'http {\n    sendfile on;\n}\n');
  assert.deepEqual(
    file.marks.map(({ verb, text, span }) => [verb, text, file.text.slice(span.start, span.end)]),
    [
      ['nginx/some-fault', 'it is on', 'on'],
      ['related', 'here', 'sendfile'],
      ['nginx/other', 'whole', '}'],
    ],
  );
});

test('a fixed text is kept apart', () => {
  const read = readPage(page(`### one\n${fence('a;')}${fence('b;', 'nginx /etc/nginx/nginx.conf (fixed)')}`));
  assert.deepEqual([...(read.cases[0]?.fixed ?? [])], [['/etc/nginx/nginx.conf', 'b;\n']]);
});

const malformed: [name: string, body: string, message: RegExp][] = [
  ['two headings of one name', `### one\n${fence('a;')}\n### one\n${fence('a;')}`, /stands twice/],
  ['a relative path', `### one\n${fence('a;', 'nginx nginx.conf')}`, /absolute path/],
  ['carets past the end', `### one\n${fence('a;\n#      ^^ nginx/some-fault: x')}`, /past the end/],
  ['a marker without a line above', `### one\n${fence('# ^ nginx/some-fault: x')}`, /needs a line above/],
  ['carets without a verb', `### one\n${fence('a b;\n# ^')}`, /can not be read/],
  ['an open fence', '### one\n```nginx /a.conf\nx;\n', /not closed/],
  ['a heading without a file', '### one\n', /no file/],
];
for (const [name, body, message] of malformed) {
  test(`refuses ${name}`, () => {
    assert.throws(() => readPage(page(body)), message);
  });
}

test('matching is exact both ways', () => {
  const one = readPage(page(`### one\n${fence('user root;\n#    ^^^^ nginx/some-fault: root')}`)).cases[0] as PageCase;
  const hit = {
    rule: 'nginx/some-fault',
    path: '/etc/nginx/nginx.conf',
    span: { start: 5, end: 9 },
    message: 'not root',
    related: [],
  };
  assert.deepEqual(mismatches(one, [hit]), []);
  assert.match(mismatches(one, [])[0] ?? '', /^missing: nginx\/some-fault: root\n[\s\S]*\^\^\^\^/);
  assert.match(mismatches(one, [hit, { ...hit }])[0] ?? '', /^surplus/);
  assert.equal(mismatches(one, [{ ...hit, span: { start: 5, end: 8 } }]).length, 2);
  assert.equal(mismatches(one, [{ ...hit, message: 'other' }]).length, 2);
});
