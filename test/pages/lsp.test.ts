import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Range } from 'vscode-languageserver/node';
import { LineIndex } from '../../server/src/base/line-index.ts';
import { allCases, filesOf } from '../harness/cases.ts';
import { type Editor, startEditor } from '../harness/editor.ts';
import { writeTree } from '../harness/machine.ts';
import { type Found, mismatches } from '../harness/match.ts';
import type { PageCase } from '../harness/page.ts';

const PREFIX = 'file:///siteconf-pages';

let shared: Editor;
before(async () => {
  shared = await startEditor();
});
after(async () => {
  assert.equal(await shared.end(), 0);
});

for (const { name, one, onMachine } of allCases()) {
  test(name, async () => {
    if (!onMachine) {
      await compare(one, shared, PREFIX);
      return;
    }
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-pages-')));
    const editor = await startEditor({ settings: { nginx: { machine: root } } });
    try {
      writeTree(root, filesOf(one));
      await compare(one, editor, pathToFileURL(root).href);
    } finally {
      assert.equal(await editor.end(), 0);
      rmSync(root, { recursive: true });
    }
  });
}

/** Opens a case's files below a URI and holds what the server says against the marks. */
async function compare(one: PageCase, editor: Editor, prefix: string): Promise<void> {
  const lines = new Map(one.files.map((file) => [file.path, new LineIndex(file.text)]));
  const place = (uri: string, range: Range) => {
    const path = decodeURIComponent(uri.slice(prefix.length));
    const index = lines.get(path);
    assert.ok(index !== undefined, `${uri} is no file of the case`);
    return { path, span: { start: index.offset(range.start), end: index.offset(range.end) } };
  };
  for (const file of one.files) {
    await editor.open(`${prefix}${file.path}`, file.language, file.text);
  }
  const found: Found[] = [];
  for (const file of one.files) {
    const uri = `${prefix}${file.path}`;
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
    await editor.close(`${prefix}${file.path}`);
  }
  const problems = mismatches(one, found);
  assert.equal(problems.length, 0, [...problems, ...editor.log].join('\n\n'));
}
