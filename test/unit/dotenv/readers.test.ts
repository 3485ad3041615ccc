import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readDecouple } from '../../../server/src/syntax/dotenv/decouple.ts';
import { readDjangoEnviron } from '../../../server/src/syntax/dotenv/django-environ.ts';
import type { DotenvFile } from '../../../server/src/syntax/dotenv/entry.ts';
import { readEnvironmentFile } from '../../../server/src/syntax/dotenv/environment-file.ts';
import { interpolate, readPythonDotenv } from '../../../server/src/syntax/dotenv/python-dotenv.ts';

const readers: Readonly<Record<string, (text: string) => DotenvFile>> = {
  environ: readDjangoEnviron,
  dotenv: readPythonDotenv,
  decouple: readDecouple,
  systemd: readEnvironmentFile,
};

const values = (file: DotenvFile): Record<string, string> =>
  Object.fromEntries(file.entries.map((entry) => [entry.name, entry.value]));

/** A line, and what each reader makes of it: the value of A, or `-` where it drops the line. */
const rows: readonly (readonly [text: string, environ: string, dotenv: string, decouple: string, systemd: string])[] = [
  ['A=1', '1', '1', '1', '1'],
  ['export A=1', '1', '1', '-', '-'],
  ['A = 1', '-', '1', '1', '1'],
  ["A='x y'", 'x y', 'x y', 'x y', 'x y'],
  ['A="x\\ny"', 'x\\ny', 'x\ny', 'x\\ny', 'x\\ny'],
  ['A=x # why', 'x # why', 'x', 'x # why', 'x # why'],
  ['A=x#y', 'x#y', 'x#y', 'x#y', 'x#y'],
  ['A="x" # why', '"x" # why', 'x', '"x" # why', 'x# why'],
  ['A="x\ny"', '"x', 'x\ny', '"x', 'x\ny'],
  ['A=', '', '', '', ''],
  ['# A=1', '-', '-', '-', '-'],
  ['; A=1', '-', '-', '-', '-'],
  ['A=x \\\n y', 'x \\', 'x \\', 'x \\', 'x  y'],
  ['A="a"b', '"a"b', '-', '"a"b', 'ab'],
  ["A='it\\'s'", "it\\'s", "it's", "it\\'s", "it\\s'"],
];

describe('one line, four readers', () => {
  for (const [text, ...expected] of rows) {
    for (const [index, [reader, read]] of Object.entries(readers).entries()) {
      it(`${JSON.stringify(text)} as ${reader}`, () => {
        assert.equal(values(read(`${text}\n`)).A ?? '-', expected[index]);
      });
    }
  }
});

describe('places', () => {
  it('of name and value, quotes included', () => {
    const text = '# one\nexport NAME="a b" # why\n';
    const [entry] = readPythonDotenv(text).entries;
    assert.ok(entry !== undefined);
    assert.equal(text.slice(entry.nameSpan.start, entry.nameSpan.end), 'NAME');
    assert.equal(text.slice(entry.valueSpan.start, entry.valueSpan.end), '"a b"');
  });

  it('lie in the text, whatever it is', () => {
    const piece = fc.constantFrom('A', '=', '"', "'", '\\', '\n', ' ', '#', '${B}', 'export ', ';', '\r\n', '\uFEFF');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        for (const read of Object.values(readers)) {
          const { entries, problems } = read(text);
          const spans = [
            ...problems.map(({ span }) => span),
            ...entries.flatMap((one) => [one.span, one.nameSpan, one.valueSpan]),
          ];
          for (const { start, end } of spans) {
            assert.ok(0 <= start && start <= end && end <= text.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('interpolation of python-dotenv', () => {
  it('takes the variable, else the default, else nothing', () => {
    const lookUp = (name: string): string | undefined => (name === 'HOST' ? 'shop.test' : undefined);
    assert.equal(interpolate('https://${HOST}/${PATH:-a}${NONE}', lookUp), 'https://shop.test/a');
  });
});
