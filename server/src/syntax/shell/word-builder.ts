import type { WorkspacePath } from '../../base/path.ts';
import { type Glyph, ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';

/** Puts one word together; a pair of quotes with nothing in it is a word too. */
export class WordBuilder {
  readonly #path: WorkspacePath;
  #glyphs: Glyph[] = [];
  #place: Span | undefined;

  constructor(path: WorkspacePath) {
    this.#path = path;
  }

  /** Adds what a word gets from the characters that stand at `place`. */
  add(glyphs: readonly Glyph[], place: Span): void {
    this.#glyphs.push(...glyphs);
    this.#place = { start: this.#place?.start ?? place.start, end: place.end };
  }

  get started(): boolean {
    return this.#place !== undefined;
  }

  /** Ends the word, if one was begun, and puts it at the end of `words`. */
  finishInto(words: ReadText[]): void {
    if (this.#place !== undefined) {
      words.push(new ReadText(this.#glyphs, { path: this.#path, span: this.#place }));
    }
    this.#glyphs = [];
    this.#place = undefined;
  }
}
