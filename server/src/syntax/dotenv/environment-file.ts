import type { Problem } from '../../base/problem.ts';
import { type DotenvEntry, type DotenvFile, entryAt } from './entry.ts';

/**
 * Reads a file as systemd reads an `EnvironmentFile=`: `#` and `;` begin comment lines, a backslash at a line's end joins
 * lines, a quoted value may run over several lines, nothing is interpolated, and `export` isn't known.
 * Source: systemd, src/basic/env-file.c, `parse_env_file_internal`; systemd.exec(5), EnvironmentFile=.
 */
export function readEnvironmentFile(text: string): DotenvFile {
  const entries: DotenvEntry[] = [];
  const problems: Problem[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const first = text[at] as string;
    if (/\s/.test(first)) {
      at++;
    } else if (first === '#' || first === ';') {
      at = endOfLine(text, at);
    } else {
      const lineEnd = endOfLine(text, at);
      const equals = text.indexOf('=', at);
      if (equals < 0 || equals > lineEnd) {
        problems.push({ span: { start, end: lineEnd }, message: 'systemd drops this line: it is no NAME=value.' });
        at = lineEnd;
        continue;
      }
      const name = text.slice(start, equals).trimEnd();
      const value = readValue(text, equals + 1);
      at = value.next;
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        entries.push(entryAt(name, value.text, start, value.start, value.end));
      } else {
        problems.push({
          span: { start, end: value.end },
          message: 'systemd drops this line: its name is no name of an environment variable.',
        });
      }
    }
  }
  return { entries, problems };
}

function endOfLine(text: string, from: number): number {
  const match = /[\r\n]/g;
  match.lastIndex = from;
  return match.exec(text)?.index ?? text.length;
}

interface ReadValue {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

function readValue(text: string, from: number): ReadValue {
  let value = '';
  let kept = 0;
  let at = from;
  let start: number | undefined;
  let end = from;
  let plain = false;
  while (at < text.length) {
    const c = text[at] as string;
    if (c === '\n' || c === '\r') {
      break;
    }
    if (!plain && (c === "'" || c === '"')) {
      start ??= at;
      at++;
      while (at < text.length && text[at] !== c) {
        if (c === '"' && text[at] === '\\' && at + 1 < text.length) {
          at++;
          const escaped = text[at] as string;
          value += '"\\`$'.includes(escaped) ? escaped : escaped === '\n' ? '' : `\\${escaped}`;
        } else {
          value += text[at];
        }
        at++;
      }
      at = Math.min(at + 1, text.length);
      kept = value.length;
      end = at;
    } else if (c === '\\') {
      start ??= at;
      plain = true;
      const escaped = text[at + 1] ?? '';
      value += escaped === '\n' || escaped === '\r' ? '' : escaped;
      at = Math.min(at + 2, text.length);
      kept = value.length;
      end = at;
    } else if (plain || !/\s/.test(c)) {
      start ??= at;
      plain = true;
      value += c;
      at++;
      if (!/\s/.test(c)) {
        kept = value.length;
        end = at;
      }
    } else {
      at++;
    }
  }
  return { text: value.slice(0, kept), start: start ?? end, end, next: at };
}
