import type { WorkspacePath } from '../../base/path.ts';
import type { Problem } from '../../base/problem.ts';
import type { Span } from '../../base/span.ts';
import type { IniDocument, IniEntry, IniSection, IniToken, IniTokenKind } from './tree.ts';

/** One line of a text, without its line break. */
export interface Line {
  readonly start: number;
  /** Where the line break, or the text's end, is. */
  readonly end: number;
  readonly text: string;
}

/** @returns the lines of `text`; LF and CR LF end a line. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const feed = text.indexOf('\n', start);
    const stop = feed < 0 ? text.length : feed;
    const end = stop > start && text.charAt(stop - 1) === '\r' ? stop - 1 : stop;
    lines.push({ start, end, text: text.slice(start, end) });
    if (feed < 0) {
      break;
    }
    start = feed + 1;
  }
  return lines;
}

/** @returns the part of a line from `from` to `to` without white space at both ends, as a span of the text. */
export function trimmed(line: Line, from = 0, to = line.text.length): Span {
  const part = line.text.slice(from, to);
  const start = from + (part.length - part.trimStart().length);
  const end = from + part.trimEnd().length;
  return { start: line.start + Math.min(start, Math.max(end, from)), end: line.start + Math.max(end, from) };
}

/** Gathers what the two readers find; whatever no token claims becomes space. */
export class IniBuilder {
  readonly #path: WorkspacePath;
  readonly #text: string;
  readonly #sections: { name: string; nameSpan: Span; entries: IniEntry[] }[] = [];
  readonly #tokens: IniToken[] = [];
  readonly #problems: Problem[] = [];

  constructor(path: WorkspacePath, text: string) {
    this.#path = path;
    this.#text = text;
  }

  get inSection(): boolean {
    return this.#sections.length > 0;
  }

  /** Adds a token; an empty one is left out. Tokens come in the order of the text. */
  token(kind: IniTokenKind, span: Span): void {
    if (span.end > span.start) {
      this.#tokens.push({ kind, span });
    }
  }

  /** Begins a section whose name stands at `nameSpan`. */
  section(nameSpan: Span): void {
    this.#sections.push({ name: this.#text.slice(nameSpan.start, nameSpan.end), nameSpan, entries: [] });
  }

  /** Adds an entry to the section that was begun last; one in front of all sections is dropped. */
  entry(entry: IniEntry): void {
    this.#sections.at(-1)?.entries.push(entry);
  }

  /** Adds a problem. */
  problem(span: Span, message: string): void {
    this.#problems.push({ span, message });
  }

  /** @returns the document, with space where no token is. */
  finish(): IniDocument {
    const tokens: IniToken[] = [];
    let done = 0;
    for (const token of this.#tokens) {
      if (token.span.start > done) {
        tokens.push({ kind: 'space', span: { start: done, end: token.span.start } });
      }
      tokens.push(token);
      done = token.span.end;
    }
    if (done < this.#text.length) {
      tokens.push({ kind: 'space', span: { start: done, end: this.#text.length } });
    }
    const sections: readonly IniSection[] = this.#sections;
    return { path: this.#path, text: this.#text, sections, tokens, problems: this.#problems };
  }
}
