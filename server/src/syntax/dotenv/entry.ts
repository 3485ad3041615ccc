import type { Problem } from '../../base/problem.ts';
import type { Span } from '../../base/span.ts';

/** One `NAME=value` of a file of environment variables. */
export interface DotenvEntry {
  readonly name: string;
  /** The value with its quotes and escapes gone. What `$` stands for is left to the reader of the value. */
  readonly value: string;
  /** From the name to the value's last character, quotes included. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The value as written, quotes included. */
  readonly valueSpan: Span;
}

/** A file of environment variables as one program reads it. A name may come twice; its last entry counts. */
export interface DotenvFile {
  readonly entries: readonly DotenvEntry[];
  /** Lines that the program drops. */
  readonly problems: readonly Problem[];
}

/** A line of a text with the offset at which it begins. */
export interface TextLine {
  readonly start: number;
  readonly text: string;
}

/** @returns the lines of `text` without their line breaks; a break at the end opens no further line. */
export function linesOf(text: string): TextLine[] {
  const lines: TextLine[] = [];
  const pattern = /([^\r\n]*)(\r\n|\r|\n|$)/g;
  for (let match = pattern.exec(text); match !== null && match[0] !== ''; match = pattern.exec(text)) {
    lines.push({ start: match.index, text: match[1] as string });
  }
  return lines;
}

/** @returns an entry whose name begins at `nameStart` and whose written value lies between the two other offsets. */
export function entryAt(
  name: string,
  value: string,
  nameStart: number,
  valueStart: number,
  valueEnd: number,
): DotenvEntry {
  return {
    name,
    value,
    span: { start: nameStart, end: valueEnd },
    nameSpan: { start: nameStart, end: nameStart + name.length },
    valueSpan: { start: valueStart, end: valueEnd },
  };
}
