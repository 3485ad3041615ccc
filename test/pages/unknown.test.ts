import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNginx } from '../../server/src/syntax/nginx/parse.ts';
import type { Directive } from '../../server/src/syntax/nginx/tree.ts';
import { allCases, filesOf } from '../harness/cases.ts';
import { snapshotOf } from '../harness/service-lane.ts';

/** Directives and the first of their parameters that takes variables. */
const TAKES_VARIABLES: ReadonlyMap<string, number> = new Map([
  ['root', 0],
  ['alias', 0],
  ['add_header', 1],
  ['proxy_set_header', 1],
  ['access_log', 0],
]);

/** The machine's name: known to Nginx when it runs, to nobody who reads the files, and never the client's choice. */
const UNKNOWN_VALUE = '$hostname';

const PYTHON_LITERAL = /(?<==\s*)(?:True|False|None|\d+|'[^'\n]*'|"[^"\n]*")(?=[ \t]*(?:#.*)?$)/gm;

interface Swap {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

function nginxSwaps(text: string): Swap[] {
  const swaps: Swap[] = [];
  const visit = (items: readonly Directive[]): void => {
    for (const { name, args, block } of items) {
      const word = args[TAKES_VARIABLES.get(name.value) ?? args.length];
      if (word !== undefined && !word.value.includes('$') && word.value !== 'off') {
        swaps.push({ ...word.span, newText: UNKNOWN_VALUE });
      }
      visit(block?.items ?? []);
    }
  };
  visit(parseNginx(text).items);
  return swaps;
}

function pythonSwaps(text: string): Swap[] {
  return [...text.matchAll(PYTHON_LITERAL)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    newText: "os.environ['SITECONF_UNKNOWN']",
  }));
}

function swapsOf(language: string, text: string): Swap[] {
  return language === 'nginx' ? nginxSwaps(text) : language === 'python' ? pythonSwaps(text) : [];
}

function counts(files: ReadonlyMap<string, string>): Map<string, number> {
  const result = new Map<string, number>();
  for (const { rule, path } of snapshotOf(files).findings()) {
    result.set(`${rule} in ${path}`, (result.get(`${rule} in ${path}`) ?? 0) + 1);
  }
  return result;
}

for (const { name, one } of allCases()) {
  const swaps = one.files.flatMap((file) => swapsOf(file.language, file.text).map((swap) => ({ file, swap })));
  if (swaps.length === 0) {
    continue;
  }
  test(`a value that becomes unknown gives no new finding: ${name}`, () => {
    const before = counts(filesOf(one));
    for (const { file, swap } of swaps) {
      const head = file.language === 'python' ? 'import os\n' : '';
      const text = head + file.text.slice(0, swap.start) + swap.newText + file.text.slice(swap.end);
      for (const [what, count] of counts(new Map([...filesOf(one), [file.path, text]]))) {
        assert.ok(count <= (before.get(what) ?? 0), `${what}\n${text}`);
      }
    }
  });
}
