import { type DotenvEntry, type DotenvFile, entryAt, linesOf } from './entry.ts';

/**
 * Reads a file as python-decouple does: spaces around name and value go, so does one pair of quotes; nothing is escaped,
 * a comment behind a value belongs to it, and `export NAME` is a name of its own.
 * Source: python-decouple, decouple.py, `RepositoryEnv`.
 */
export function readDecouple(text: string): DotenvFile {
  const entries: DotenvEntry[] = [];
  for (const line of linesOf(text)) {
    const equals = line.text.indexOf('=');
    if (equals < 0 || line.text.trimStart().startsWith('#')) {
      continue;
    }
    const left = line.text.slice(0, equals);
    const right = line.text.slice(equals + 1);
    const written = right.trim();
    const quoted = /^(['"])(.*)\1$/.exec(written);
    const nameStart = line.start + left.length - left.trimStart().length;
    const valueStart = line.start + equals + 1 + (written === '' ? 0 : right.length - right.trimStart().length);
    entries.push(entryAt(left.trim(), quoted?.[2] ?? written, nameStart, valueStart, valueStart + written.length));
  }
  return { entries, problems: [] };
}
