import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { place, snippetBody } from '../../../server/src/scaffold/snippet-text.ts';
import { snippetFiles } from '../../../server/src/scaffold/snippets.ts';
import { expandSnippet, storedSnippets } from '../../harness/snippets.ts';

const root = join(__dirname, '../../..');
const snippets = storedSnippets();

test('the files on disk are made of the blocks as they are now', () => {
  for (const file of snippetFiles()) {
    assert.equal(readFileSync(join(root, file.path), 'utf8'), file.text, `${file.path}: run npm run gen`);
  }
});

test('package.json contributes every file for each of its languages', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const contributed = (manifest.contributes?.snippets ?? []) as { language: string; path: string }[];
  const wanted = snippetFiles().flatMap((file) => file.languages.map((language) => `${language} ./${file.path}`));
  assert.deepEqual(contributed.map((entry) => `${entry.language} ${entry.path}`).sort(), wanted.sort());
});

test('no two snippets of a file share a prefix', () => {
  const prefixes = snippets.map((snippet) => `${snippet.file} ${snippet.prefix}`);
  assert.deepEqual([...new Set(prefixes)], prefixes);
});

describe('every snippet', () => {
  for (const snippet of snippets) {
    test(`${snippet.prefix} is described in both languages and leaves nothing open`, () => {
      assert.match(snippet.description, /^[A-Z]/);
      assert.match(snippet.description, /[가-힣]|^(?:Celery beat|Flower), /);
      assert.doesNotMatch(expandSnippet(snippet.body), /[\uE000-\uE002]|<[a-z-]+>|\bTODO\b|your[-_]/i);
    });
  }
});

test('what means something to the snippet syntax is escaped', () => {
  const text = `a $host {${place(1, 'x}$y\\')}} \\d ${place(1, 'x}$y\\')} ${place(2, '80')}`;
  assert.equal(snippetBody(text), 'a \\$host {${1:x\\}\\$y\\\\}} \\\\d ${1} ${2:80}');
  assert.equal(expandSnippet(snippetBody(text)), 'a $host {x}$y\\} \\d x}$y\\ 80');
});
