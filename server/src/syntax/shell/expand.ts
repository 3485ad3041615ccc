import type { Origin } from '../../base/known.ts';
import { type Glyph, holeAt, ReadText } from '../../base/read-text.ts';
import { type ParameterLookup, readParameter, substitute } from './parameter.ts';
import { partEnd } from './posix.ts';
import { WordBuilder } from './word-builder.ts';

/**
 * @returns the words that one written word of a POSIX shell becomes: quotes removed, escapes resolved, variables put in
 * and split at white space where they stand outside quotes. What only the running shell knows is a hole.
 */
export function expandShellWord(raw: ReadText, lookup: ParameterLookup): ReadText[] {
  const expansion = new Expansion(raw, lookup);
  expansion.run(0, raw.length, false);
  return expansion.finish();
}

class Expansion {
  readonly #raw: ReadText;
  readonly #value: string;
  readonly #lookup: ParameterLookup;
  readonly #words: ReadText[] = [];
  readonly #word: WordBuilder;

  constructor(raw: ReadText, lookup: ParameterLookup) {
    this.#raw = raw;
    this.#value = raw.value;
    this.#lookup = lookup;
    this.#word = new WordBuilder(raw.origin.path);
  }

  run(start: number, end: number, quoted: boolean): void {
    for (let at = start; at < end; ) {
      const glyph = this.#raw.glyphs[at] as Glyph;
      const stop = Math.min(partEnd(this.#value, at), end);
      if (glyph.character === "'" && !quoted) {
        this.#literal(at, at + 1, Math.max(at + 1, stop - 1), stop);
      } else if (glyph.character === '"' && !quoted) {
        this.#word.add([], glyph);
        this.run(at + 1, Math.max(at + 1, stop - 1), true);
        this.#word.add([], this.#place(stop - 1, stop));
      } else if (glyph.character === '\\') {
        this.#backslash(at, stop, quoted);
      } else if (glyph.character === '`' || this.#value.startsWith('$(', at)) {
        this.#hole('a command in the shell gives this', !quoted, at, stop);
      } else if (glyph.character === '$' && this.#parameter(at, quoted)) {
        at = readParameter(this.#value, at)?.end ?? stop;
        continue;
      } else if (glyph.character === '~' && at === 0 && !quoted) {
        this.#hole('the home folder of the user', false, at, stop);
      } else {
        this.#word.add([glyph], glyph);
        at++;
        continue;
      }
      at = stop;
    }
  }

  finish(): ReadText[] {
    this.#word.finishInto(this.#words);
    return this.#words;
  }

  #literal(start: number, from: number, to: number, stop: number): void {
    this.#word.add(this.#raw.glyphs.slice(from, to), this.#place(start, stop));
  }

  #backslash(at: number, stop: number, quoted: boolean): void {
    const next = this.#value.charAt(at + 1);
    if (next === '\n') {
      if (this.#word.started) {
        this.#word.add([], this.#place(at, stop));
      }
    } else {
      const kept = quoted && !/["\\$`]/.test(next);
      this.#word.add(this.#raw.glyphs.slice(kept ? at : at + 1, stop), this.#place(at, stop));
    }
  }

  #parameter(at: number, quoted: boolean): boolean {
    const parameter = readParameter(this.#value, at);
    if (parameter === undefined) {
      return false;
    }
    const place = this.#place(at, parameter.end);
    const origin: Origin = { path: this.#raw.origin.path, span: place };
    const operand = (): ReadText => {
      const text = this.#raw.slice(parameter.operandStart, parameter.operandEnd);
      const parts = expandShellWord(text, this.#lookup);
      return parts.length === 1
        ? (parts[0] as ReadText)
        : new ReadText(
            parts.flatMap((part) => part.glyphs),
            text.origin,
          );
    };
    for (const glyph of substitute(parameter, origin, this.#lookup, operand)) {
      if (glyph.hole !== undefined) {
        this.#word.add([{ ...glyph, hole: { ...glyph.hole, splits: !quoted || glyph.hole.splits } }], place);
      } else if (!quoted && /\s/.test(glyph.character)) {
        this.#word.finishInto(this.#words);
      } else {
        this.#word.add([glyph], place);
      }
    }
    if (quoted) {
      this.#word.add([], place);
    }
    return true;
  }

  #hole(reason: string, splits: boolean, at: number, stop: number): void {
    const place = this.#place(at, stop);
    this.#word.add([holeAt({ reason, splits }, { path: this.#raw.origin.path, span: place })], place);
  }

  #place(from: number, to: number): { start: number; end: number } {
    return this.#raw.span(from, to);
  }
}
