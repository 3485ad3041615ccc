import type { Glyph, ReadText } from '../../base/read-text.ts';
import { ReadText as Text } from '../../base/read-text.ts';
import { WordBuilder } from './word-builder.ts';

/**
 * Splits into words as Python's `shlex.split` does, which supervisor uses for `command=`: quotes vanish, a backslash
 * counts outside quotes, and inside double quotes before `"` and `\`; nothing is expanded.
 */
export function splitShlex(text: ReadText): ReadText[] {
  const words: ReadText[] = [];
  const word = new WordBuilder(text.origin.path);
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const glyph = text.glyphs[at] as Glyph;
    const next = text.glyphs[at + 1];
    const character = glyph.character;
    if (quote === undefined && /[ \t\r\n]/.test(character)) {
      word.finishInto(words);
    } else if (character === '\\' && next !== undefined && quote !== "'" && escapes(quote, next.character)) {
      word.add([next], { start: glyph.start, end: next.end });
      at++;
    } else if (quote === undefined ? character === '"' || character === "'" : character === quote) {
      quote = quote === undefined ? character : undefined;
      word.add([], glyph);
    } else {
      word.add([glyph], glyph);
    }
  }
  word.finishInto(words);
  return words;
}

/** One `KEY="value"` of supervisor's `environment=`. */
export interface KeyValue {
  readonly name: ReadText;
  readonly value: ReadText;
}

/**
 * Reads `KEY="value",OTHER=value` as supervisor's `dict_of_key_value_pairs` does. What it would refuse ends the list.
 */
export function readKeyValues(text: ReadText): KeyValue[] {
  const pairs: KeyValue[] = [];
  let at = 0;
  while (at < text.length) {
    const name = /^[\s,]*([^\s,="']+)\s*=\s*/.exec(text.value.slice(at));
    if (name === null) {
      break;
    }
    const nameStart = at + name[0].indexOf(name[1] as string);
    const start = at + name[0].length;
    const end = valueEnd(text.value, start);
    const value =
      splitShlex(text.slice(start, end))[0] ?? new Text([], { ...text.origin, span: text.span(start, start) });
    pairs.push({ name: text.slice(nameStart, nameStart + (name[1] as string).length), value });
    at = end;
  }
  return pairs;
}

function escapes(quote: string | undefined, next: string): boolean {
  return quote === undefined || next === '"' || next === '\\';
}

function valueEnd(value: string, start: number): number {
  let quote: string | undefined;
  for (let at = start; at < value.length; at++) {
    const character = value.charAt(at);
    if (quote !== undefined) {
      quote = character === quote ? undefined : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (/[\s,]/.test(character)) {
      return at;
    }
  }
  return value.length;
}
