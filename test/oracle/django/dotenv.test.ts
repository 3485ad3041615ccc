import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDecouple } from '../../../server/src/syntax/dotenv/decouple.ts';
import { readDjangoEnviron } from '../../../server/src/syntax/dotenv/django-environ.ts';
import type { DotenvFile } from '../../../server/src/syntax/dotenv/entry.ts';
import { readPythonDotenv } from '../../../server/src/syntax/dotenv/python-dotenv.ts';
import { randomFrom } from './generate.ts';
import { pythonWith } from './venv.ts';

const pieces = [
  'A=',
  'B = ',
  'export C=',
  "D='",
  'E="',
  'x',
  'y z',
  '#',
  ' # why',
  '"',
  "'",
  '\\',
  '\\n',
  '\n',
  '\n\n',
  '=',
  '${A}',
  '  ',
  '가',
  'F',
  "'G'=1",
  '\\"',
  '\t',
];

function sample(seed: number): string {
  const random = randomFrom(seed);
  return Array.from({ length: 3 + Math.floor(random() * 20) }, () => pieces[Math.floor(random() * pieces.length)]).join(
    '',
  );
}

const values = (file: DotenvFile): Record<string, string> =>
  Object.fromEntries(file.entries.map((entry) => [entry.name, entry.value]));

test('django-environ, python-decouple and python-dotenv read 400 made-up files as we do', (context) => {
  const found = pythonWith('dotenv', ['django-environ', 'python-decouple', 'python-dotenv']);
  if ('missing' in found) {
    console.log(`skipped: ${found.missing}`);
    context.skip(found.missing);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-dotenv-'));
  try {
    const texts = Array.from({ length: 400 }, (_, index) => sample(index + 1));
    const files = texts.map((text, index) => {
      const path = join(folder, `${index}.env`);
      writeFileSync(path, text);
      return path;
    });
    const run = spawnSync(found.python, [join(__dirname, 'ask-dotenv.py'), ...files], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const answers: Record<string, Record<string, string>>[] = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const [index, text] of texts.entries()) {
      const ours = {
        environ: values(readDjangoEnviron(text)),
        decouple: values(readDecouple(text)),
        dotenv: values(readPythonDotenv(text)),
      };
      assert.deepEqual(ours, answers[index], JSON.stringify(text));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
