/** A place in a text as LSP counts it: zero-based line, zero-based UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A half-open range of LSP positions. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Turns offsets of one text into lines and columns and back. Lines end at LF, CR LF or a lone CR, as in LSP. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    const lineEnd = text.includes('\r') ? /\n|\r(?!\n)/g : undefined;
    for (let end = endOfLine(text, 0, lineEnd); end >= 0; end = endOfLine(text, end, lineEnd)) {
      this.#starts.push(end);
    }
  }

  /** The number of lines; a text that ends with a line break has an empty last line. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** @returns the zero-based line that holds `offset`. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** @returns the offset at which the zero-based `line` begins; the text's end for a line past the last. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  /** @returns the position of `offset`, which is clamped to the text. */
  position(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - (this.#starts[line] as number) };
  }

  /** @returns the range of the half-open span from `start` to `end`. */
  range(range: { readonly start: number; readonly end: number }): Range {
    return { start: this.position(range.start), end: this.position(range.end) };
  }

  /** @returns the offset of `position`; a column past the line's end is clamped to the next line's start. */
  offset(position: Position): number {
    if (position.line >= this.#starts.length) {
      return this.#length;
    }
    const start = this.#starts[position.line] as number;
    const next = this.#starts[position.line + 1] ?? this.#length;
    return Math.max(start, Math.min(start + position.character, next));
  }
}

/** The offset behind the first line end at or behind `from`, or -1. */
function endOfLine(text: string, from: number, lineEnd: RegExp | undefined): number {
  if (lineEnd === undefined) {
    const at = text.indexOf('\n', from);
    return at < 0 ? -1 : at + 1;
  }
  lineEnd.lastIndex = from;
  return lineEnd.test(text) ? lineEnd.lastIndex : -1;
}
