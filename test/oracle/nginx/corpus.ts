import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContextName } from '../../../server/src/dialects/nginx/configuration.ts';

/** A real file of Nginx, and how it is judged. */
export interface Sample {
  readonly file: string;
  readonly text: string;
  readonly context: ContextName;
  /** What it needs beside it, as `kind:name`, as far as the index tells. */
  readonly supplied: readonly string[];
}

const CONTEXTS: Readonly<Record<string, ContextName>> = {
  main: 'main',
  http: 'http',
  'server-fragment': 'server',
  'location-fragment': 'location',
  stream: 'stream',
  'upstream-fragment': 'upstream',
};

/**
 * Reads a folder of real files with an `index.jsonl`, a line for each: `file`, `kind` (how it is judged), and, where they are known, `verdict`
 * and `supplied`.
 * @returns the files of which Nginx can judge, as far as is known; undefined where there is no such folder.
 */
export function readCorpus(folder: string): readonly Sample[] | undefined {
  let index: string;
  try {
    index = readFileSync(join(folder, 'index.jsonl'), 'utf8');
  } catch {
    return undefined;
  }
  return index
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const { file, kind, verdict = 'ok', supplied = [] } = JSON.parse(line);
      const context = CONTEXTS[kind];
      return !['ok', 'error'].includes(verdict) || context === undefined
        ? []
        : [{ file, text: readFileSync(join(folder, file), 'utf8'), context, supplied }];
    });
}
