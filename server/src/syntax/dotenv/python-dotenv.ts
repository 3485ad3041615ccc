import { controlEscapes } from '../../base/escapes.ts';
import type { Problem } from '../../base/problem.ts';
import { type DotenvEntry, type DotenvFile, entryAt } from './entry.ts';

/**
 * Reads a file as python-dotenv does, which is also what pydantic-settings and environs use. `${NAME}` stays as written,
 * see {@link interpolate}. A name without `=` sets nothing.
 * Source: python-dotenv, dotenv/parser.py.
 */
export function readPythonDotenv(text: string): DotenvFile {
  const entries: DotenvEntry[] = [];
  const problems: Problem[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    at += match?.[0].length ?? 0;
    return match;
  };
  while (at < text.length) {
    take(/\s*/y);
    if (at >= text.length) {
      break;
    }
    const lineStart = at;
    take(/(?:export[^\S\r\n]+)?/y);
    const nameStart = at;
    const name = text[at] === '#' ? undefined : take(text[at] === "'" ? /'([^']+)'/y : /([^=#\s]+)/y)?.[1];
    const entry = name === undefined ? undefined : takeValue(name, nameStart);
    take(/(?:[^\S\r\n]*#[^\r\n]*)?/y);
    const complete =
      (name !== undefined || text[nameStart] === '#') && entry !== 'broken' && take(/[^\S\r\n]*(?:\r\n|\n|\r|$)/y);
    if (!complete) {
      take(/[^\r\n]*(?:\r\n|\r|\n)?/y);
      problems.push({
        span: { start: lineStart, end: at },
        message: 'python-dotenv drops this line: it is no NAME=value.',
      });
    } else if (entry !== undefined) {
      entries.push(entry);
    }
  }
  return { entries, problems };

  function takeValue(name: string, nameStart: number): DotenvEntry | 'broken' | undefined {
    take(/[^\S\r\n]*/y);
    const equals = take(/=[^\S\r\n]*/y);
    if (equals === undefined) {
      return undefined;
    }
    const start = at;
    const first = text[at];
    if (equals[0].length > 1 && first === '#') {
      return entryAt(name, '', nameStart, start, start);
    }
    if (first === "'") {
      const match = take(/'((?:\\[\s\S]|[^'\\])*)'/y);
      const value = match?.[1]?.replace(/\\([\\'])/g, '$1');
      return value === undefined ? 'broken' : entryAt(name, value, nameStart, start, at);
    }
    if (first === '"') {
      const match = take(/"((?:\\[\s\S]|[^"\\])*)"/y);
      const value = match?.[1]?.replace(/\\([\\'"abfnrtv])/g, (_, c: string) => controlEscapes[c] ?? c);
      return value === undefined ? 'broken' : entryAt(name, value, nameStart, start, at);
    }
    const written = take(/[^\r\n]*/y)?.[0] ?? '';
    const value = written.replace(/\s+#.*/, '').trimEnd();
    return entryAt(name, value, nameStart, start, start + value.length);
  }
}

/**
 * @returns `value` with each `${NAME}` and `${NAME:-default}` replaced by what `lookUp` says, else by the default, else by
 * nothing. Source: python-dotenv, dotenv/variables.py.
 */
export function interpolate(value: string, lookUp: (name: string) => string | undefined): string {
  return value.replace(
    /\$\{([^}:]*)(?::-([^}]*))?\}/g,
    (_, name: string, fallback: string | undefined) => lookUp(name) ?? fallback ?? '',
  );
}
