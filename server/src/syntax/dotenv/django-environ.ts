import type { Problem } from '../../base/problem.ts';
import { type DotenvEntry, type DotenvFile, entryAt, linesOf } from './entry.ts';

/**
 * Reads a file as `environ.Env.read_env()` of django-environ 0.11 and later does: a comment behind a value belongs to the
 * value, and a value has one line.
 * Source: django-environ, environ/environ.py, `Env.read_env`.
 */
export function readDjangoEnviron(text: string): DotenvFile {
  const entries: DotenvEntry[] = [];
  const problems: Problem[] = [];
  for (const line of linesOf(text)) {
    const match = /^((?:export )?)([A-Za-z_0-9]+)=(.*)$/.exec(line.text);
    if (match === null) {
      if (line.text !== '' && !line.text.startsWith('#')) {
        problems.push({
          span: { start: line.start, end: line.start + line.text.length },
          message: 'django-environ drops this line: it is no NAME=value.',
        });
      }
      continue;
    }
    const [, exported = '', name = '', written = ''] = match;
    const start = line.start + exported.length;
    const single = /^'(.*)'$/.exec(written)?.[1] ?? written;
    const double = /^"(.*)"$/.exec(single)?.[1];
    const value =
      double === undefined ? single : double.replace(/\\(.)/g, (pair, c: string) => ('rnt'.includes(c) ? pair : c));
    const valueStart = start + name.length + 1;
    entries.push(entryAt(name, value, start, valueStart, valueStart + written.length));
  }
  return { entries, problems };
}
