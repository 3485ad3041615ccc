import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { workspacePath } from '../../server/src/base/path.ts';
import { readDockerfile } from '../../server/src/syntax/dockerfile/read.ts';
import { readSupervisorText } from '../../server/src/syntax/ini/supervisor.ts';
import { readUnitText } from '../../server/src/syntax/ini/unit.ts';
import { parseNginx } from '../../server/src/syntax/nginx/parse.ts';
import type { Directive, NginxDocument } from '../../server/src/syntax/nginx/tree.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { readYaml } from '../../server/src/syntax/yaml/read.ts';
import { allCases } from '../harness/cases.ts';
import { snapshotOf } from '../harness/service-lane.ts';

/** Texts that people write, of every notation. */
const fixtures = allCases().flatMap(({ one }) => one.files);
const texts = [...new Set(fixtures.map((file) => file.text))];

/** A fixture with a part taken out, doubled, or replaced by a part of another or by noise. */
const mutant: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.constantFrom(...texts),
    fc.nat(),
    fc.nat(),
    fc.nat({ max: 40 }),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '',
        '{',
        '}',
        ';',
        '"',
        "'",
        '\\',
        '$',
        '#',
        '\r\n',
        '\u0000',
        '{{',
        '{%',
        '\\\n',
        '[',
        '(',
        '"""',
        ': |\n',
        '\t',
      ),
    ),
  )
  .map(([text, other, at, from, length, noise]) => {
    const start = at % (text.length + 1);
    const piece = other.slice(from % (other.length + 1), (from % (other.length + 1)) + length);
    return text.slice(0, start) + noise + piece + text.slice(start + (length % 7));
  });

const anyText = fc.oneof({ weight: 3, arbitrary: mutant }, fc.string({ unit: 'binary', maxLength: 200 }));

/** Reads a text and says what spans and, where there are tokens, which text came of it. */
const readers: Readonly<Record<string, (text: string) => { spans: unknown; lossless: string | undefined }>> = {
  nginx: (text) => {
    const document = parseNginx(text);
    return { spans: document, lossless: document.tokens.map(({ span }) => text.slice(span.start, span.end)).join('') };
  },
  python: (text) => ({ spans: parsePython(text), lossless: undefined }),
  unit: (text) => ({ spans: readUnitText(workspacePath('/a.service'), text), lossless: undefined }),
  supervisor: (text) => ({ spans: readSupervisorText(workspacePath('/a.ini'), text), lossless: undefined }),
  dockerfile: (text) => ({ spans: readDockerfile(workspacePath('/Dockerfile'), text), lossless: undefined }),
  yaml: (text) => ({ spans: readYaml(workspacePath('/compose.yml'), text), lossless: undefined }),
};

/** Every span in a tree of plain values lies in the text. */
function checkSpans(value: unknown, length: number, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return;
  }
  seen.add(value);
  if ('start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number') {
    assert.ok(0 <= value.start && value.start <= value.end && value.end <= length, JSON.stringify(value));
  }
  for (const inner of Object.values(value)) {
    checkSpans(inner, length, seen);
  }
}

for (const [name, read] of Object.entries(readers)) {
  test(`${name}: every prefix of every fixture is read, losslessly, with its spans inside`, () => {
    for (const text of texts) {
      const step = Math.max(1, Math.floor(text.length / 25));
      for (let length = 0; length <= text.length; length += step) {
        check(read, text.slice(0, length));
      }
    }
  });

  test(`${name}: random edits of fixtures and random text are read, losslessly, with their spans inside`, () => {
    fc.assert(
      fc.property(anyText, (text) => check(read, text)),
      { numRuns: 300, seed: 20240 },
    );
  });
}

function check(read: (typeof readers)[string], text: string): void {
  const { spans, lossless } = read(text);
  checkSpans(spans, text.length);
  if (lossless !== undefined) {
    assert.equal(lossless, text);
  }
}

test('nginx: statements lie inside the block that holds them, in the order of the text', () => {
  const visit = (items: readonly Directive[], start: number, end: number): void => {
    let last = start;
    for (const { span, block } of items) {
      assert.ok(last <= span.start && span.end <= end, JSON.stringify(span));
      last = span.end;
      if (block !== undefined) {
        visit(block.items, block.open.end, block.close?.start ?? end);
      }
    }
  };
  fc.assert(
    fc.property(anyText, (text) => {
      const document: NginxDocument = parseNginx(text);
      visit(document.strict, 0, text.length);
    }),
    { numRuns: 300, seed: 20241 },
  );
});

test('no text makes a rule throw, and every finding and edit lies in its file', () => {
  fc.assert(
    fc.property(fc.constantFrom(...fixtures), anyText, (file, text) => {
      for (const finding of snapshotOf(new Map([[file.path, text]])).findings()) {
        for (const { span, path } of [finding, ...finding.related, ...finding.fixes.flatMap((fix) => fix.edits)]) {
          assert.equal(path, file.path);
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
        }
      }
    }),
    { numRuns: 300, seed: 20242 },
  );
});
