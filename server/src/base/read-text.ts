import { type Assumption, absent, type Known, known, type Origin, unknown } from './known.ts';
import type { WorkspacePath } from './path.ts';
import type { Span } from './span.ts';

/** Stands in `ReadText.value` where the files don't tell what is there. */
export const holeCharacter = '\uFFFC';

/** A part that the files don't tell. */
export interface Hole {
  /** Why, in a few plain words. */
  readonly reason: string;
  /** Whether it may be no word or several, as an unquoted `$OPTIONS` in a shell is. */
  readonly splits: boolean;
}

/** One character of a text that was read, and the place that it came from. */
export interface Glyph {
  /** One UTF-16 unit; `holeCharacter` for a hole. */
  readonly character: string;
  readonly path: WorkspacePath;
  readonly start: number;
  readonly end: number;
  readonly hole?: Hole;
  /** The default that this character rests on. */
  readonly assumes?: Assumption;
}

/**
 * A text as a program gets it — unquoted, joined over lines, with variables replaced — of which each character still
 * knows its place in a file, and parts that no file tells are holes.
 */
export class ReadText {
  readonly glyphs: readonly Glyph[];
  /** The whole of it as written, with its quotes. */
  readonly origin: Origin;
  #value: string | undefined;

  /** @param value the characters of `glyphs`, where they are at hand. */
  constructor(glyphs: readonly Glyph[], origin: Origin, value?: string) {
    this.glyphs = glyphs;
    this.origin = origin;
    this.#value = value;
  }

  /** @returns the part of a file's `text` from `start` to `end`. */
  static of(path: WorkspacePath, text: string, start = 0, end = text.length): ReadText {
    const glyphs: Glyph[] = [];
    for (let i = start; i < end; i++) {
      glyphs.push({ character: text.charAt(i), path, start: i, end: i + 1 });
    }
    return new ReadText(glyphs, { path, span: { start, end } }, text.slice(start, end));
  }

  /**
   * @returns `value`, which another reader found at `place` of a file's `text`: each character on its own place where the
   * value stands there as it is, else all of them on the whole place.
   */
  static found(path: WorkspacePath, text: string, place: Span, value: string): ReadText {
    const at = text.slice(place.start, place.end).indexOf(value);
    const glyphs =
      at < 0
        ? glyphsAt(value, { path, span: place })
        : ReadText.of(path, text, place.start + at, place.start + at + value.length).glyphs;
    return new ReadText(glyphs, { path, span: place });
  }

  /** @returns a text of one hole at `origin`. */
  static hole(hole: Hole, origin: Origin): ReadText {
    return new ReadText([holeAt(hole, origin)], origin);
  }

  get length(): number {
    return this.glyphs.length;
  }

  /** The characters, with `holeCharacter` where one isn't told. */
  get value(): string {
    this.#value ??= this.glyphs.map((glyph) => glyph.character).join('');
    return this.#value;
  }

  /** What stands before the first hole. */
  get leading(): string {
    const first = this.glyphs.findIndex((glyph) => glyph.hole !== undefined);
    return first < 0 ? this.value : this.value.slice(0, first);
  }

  /** The first hole, if there is one. */
  get hole(): Hole | undefined {
    return this.glyphs.find((glyph) => glyph.hole !== undefined)?.hole;
  }

  /** Whether it stands for no word or several. */
  get splits(): boolean {
    return this.glyphs.some((glyph) => glyph.hole?.splits === true);
  }

  /** @returns the characters from `start` to `end`, counted in `value`. */
  slice(start: number, end = this.glyphs.length): ReadText {
    const glyphs = this.glyphs.slice(start, end);
    return new ReadText(glyphs, this.place(start, start + glyphs.length), this.value.slice(start, end));
  }

  /**
   * @returns where the characters from `start` to `end` stand, without quotes around them; the whole as written where
   * they come from several places. Of no characters, it is the place between.
   */
  place(start = 0, end = this.glyphs.length): Origin {
    const first = this.glyphs[start];
    if (first === undefined || end <= start) {
      const before = this.glyphs[start - 1];
      const at = first?.start ?? before?.end;
      const path = (first ?? before)?.path;
      return at === undefined || path === undefined ? this.origin : { path, span: { start: at, end: at } };
    }
    let before = first;
    for (const glyph of this.glyphs.slice(start, end)) {
      if (glyph.path !== first.path || glyph.start < before.start) {
        return this.origin;
      }
      before = glyph;
    }
    return { path: first.path, span: { start: first.start, end: before.end } };
  }

  /** @returns the span of `place`, which has to be in the file of `origin`; else the whole. */
  span(start = 0, end = this.glyphs.length): Span {
    const { path, span } = this.place(start, end);
    return path === this.origin.path ? span : this.origin.span;
  }

  /** @returns the text as a value: unknown where it has a hole; origins are the files and places that its characters came from. */
  toKnown(): Known<string> {
    const origins: Origin[] = [this.origin];
    const assumes: Assumption[] = [];
    let last: Glyph | undefined;
    for (const glyph of this.glyphs) {
      const inside =
        glyph.path === this.origin.path && glyph.start >= this.origin.span.start && glyph.end <= this.origin.span.end;
      if (!inside && !(last?.path === glyph.path && last.end === glyph.start)) {
        origins.push({ path: glyph.path, span: { start: glyph.start, end: glyph.end } });
      }
      if (glyph.assumes !== undefined && !assumes.includes(glyph.assumes)) {
        assumes.push(glyph.assumes);
      }
      last = glyph;
    }
    const hole = this.hole;
    return hole === undefined ? known(this.value, origins, assumes) : unknown(hole.reason, origins);
  }
}

/** @returns a glyph that stands for a part that isn't told. */
export function holeAt(hole: Hole, origin: Origin): Glyph {
  return { character: holeCharacter, path: origin.path, start: origin.span.start, end: origin.span.end, hole };
}

/** @returns the glyphs of `characters`, all of them standing at `origin`, such as what an escape stands for. */
export function glyphsAt(characters: string, origin: Origin): Glyph[] {
  return [...characters].flatMap((point) =>
    point.split('').map((character) => ({
      character,
      path: origin.path,
      start: origin.span.start,
      end: origin.span.end,
    })),
  );
}

/** @returns the value of a text that may be missing. */
export function toKnown(text: ReadText | undefined): Known<string> {
  return text === undefined ? absent : text.toKnown();
}
