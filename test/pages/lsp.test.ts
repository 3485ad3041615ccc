import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Range } from 'vscode-languageserver/node';
import { LineIndex } from '../../server/src/base/line-index.ts';
import { allCases } from '../harness/cases.ts';
import { type Editor, startEditor } from '../harness/editor.ts';
import { type Found, mismatches } from '../harness/match.ts';

const PREFIX = 'file:///siteconf-pages';

let editor: Editor;
before(async () => {
  editor = await startEditor();
});
after(async () => {
  assert.equal(await editor.end(), 0);
});

for (const { name, one } of allCases()) {
  test(name, async () => {
    const lines = new Map(one.files.map((file) => [file.path, new LineIndex(file.text)]));
    const place = (uri: string, range: Range) => {
      const path = decodeURIComponent(uri.slice(PREFIX.length));
      const index = lines.get(path);
      assert.ok(index !== undefined, `${uri} is no file of the case`);
      return { path, span: { start: index.offset(range.start), end: index.offset(range.end) } };
    };
    for (const file of one.files) {
      await editor.open(`${PREFIX}${file.path}`, file.language, file.text);
    }
    const found: Found[] = [];
    for (const file of one.files) {
      const uri = `${PREFIX}${file.path}`;
      for (const diagnostic of await editor.pull(uri)) {
        found.push({
          ...place(uri, diagnostic.range),
          rule: String(diagnostic.code),
          message: diagnostic.message as string,
          related: (diagnostic.relatedInformation ?? []).map(({ location, message }) => ({
            ...place(location.uri, location.range),
            message,
          })),
        });
      }
    }
    for (const file of one.files) {
      await editor.close(`${PREFIX}${file.path}`);
    }
    const problems = mismatches(one, found);
    assert.equal(problems.length, 0, [...problems, ...editor.log].join('\n\n'));
  });
}
