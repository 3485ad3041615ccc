import { controlEscapes } from '../../base/escapes.ts';
import type { Origin } from '../../base/known.ts';
import { type Glyph, glyphsAt, ReadText } from '../../base/read-text.ts';
import { WordBuilder } from './word-builder.ts';

/** One command of an `ExecStart=` and its like. */
export interface ExecCommand {
  /** The characters of `@-:+!` in front of it. */
  readonly prefix: string;
  /** The words without quotes, with escapes resolved; `%` and `$` stand as written. */
  readonly words: readonly ReadText[];
}

/**
 * Splits the value of an `ExecStart=`, `Environment=` and other quoted settings into words, as `extract_first_word` of
 * systemd does: quotes count anywhere in a word, backslashes are C escapes. An unclosed quote ends with the text.
 */
export function splitUnitWords(text: ReadText): ReadText[] {
  const words: ReadText[] = [];
  const word = new WordBuilder(text.origin.path);
  const value = text.value;
  let quote: string | undefined;
  let at = 0;
  while (at < value.length) {
    const character = value.charAt(at);
    const glyph = text.glyphs[at] as Glyph;
    if (quote === undefined && /[ \t\n\r]/.test(character)) {
      word.finishInto(words);
      at++;
    } else if (character === '\\') {
      const found = cEscape(value, at);
      const place = { start: glyph.start, end: (text.glyphs[at + found.length - 1] ?? glyph).end };
      word.add(glyphsAt(found.stands, { path: glyph.path, span: place }), place);
      at += found.length;
    } else if (quote === undefined ? character === '"' || character === "'" : character === quote) {
      quote = quote === undefined ? character : undefined;
      word.add([], glyph);
      at++;
    } else {
      word.add([glyph], glyph);
      at++;
    }
  }
  word.finishInto(words);
  return words;
}

/** @returns the commands of an `ExecStart=`: systemd.service(5), "COMMAND LINES". A lone `;` parts commands, `\;` is a word. */
export function readExecLine(text: ReadText): ExecCommand[] {
  const commands: ExecCommand[] = [];
  let words: ReadText[] = [];
  let prefix = '';
  const close = (): void => {
    if (words.length > 0) {
      commands.push({ prefix, words });
    }
    words = [];
    prefix = '';
  };
  for (const word of splitUnitWords(text)) {
    if (word.value === ';' && word.length === word.origin.span.end - word.origin.span.start) {
      close();
    } else if (words.length === 0) {
      prefix = /^[@\-:+!|]*/.exec(word.value)?.[0] ?? '';
      words.push(prefix === '' ? word : word.slice(prefix.length));
    } else {
      words.push(word);
    }
  }
  close();
  return commands;
}

/** What one `%` specifier stands for; undefined where only the running system knows. */
export type SpecifierLookup = (letter: string) => string | undefined;

/** @returns `word` with `%` specifiers replaced as systemd.unit(5) lists them; `%%` is a percent sign. */
export function expandSpecifiers(word: ReadText, lookup: SpecifierLookup): ReadText {
  if (!word.value.includes('%')) {
    return word;
  }
  const glyphs: Glyph[] = [];
  for (let at = 0; at < word.length; at++) {
    const glyph = word.glyphs[at] as Glyph;
    const letter = word.value.charAt(at + 1);
    if (glyph.character !== '%' || !/[%a-zA-Z]/.test(letter)) {
      glyphs.push(glyph);
      continue;
    }
    at++;
    const origin = { path: glyph.path, span: { start: glyph.start, end: (word.glyphs[at] as Glyph).end } };
    const stands = letter === '%' ? '%' : lookup(letter);
    glyphs.push(
      ...(stands === undefined
        ? ReadText.hole({ reason: `%${letter} is filled in by systemd`, splits: false }, origin).glyphs
        : glyphsAt(stands, origin)),
    );
  }
  return new ReadText(glyphs, word.origin);
}

/** What a variable stands for: undefined where it is certainly not set. */
export type VariableLookup = (name: string, origin: Origin) => ReadText | undefined;

/**
 * @returns the words that `word` becomes: `$NAME` alone is split at white space, `${NAME}` anywhere is put in whole, `$$`
 * is a dollar sign, and any other dollar stays, as `replace_env_argv` of systemd does.
 */
export function expandExecVariables(word: ReadText, lookup: VariableLookup): ReadText[] {
  const alone = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word.value);
  if (alone !== null) {
    const value = lookup(alone[1] as string, word.origin);
    if (value === undefined) {
      return [];
    }
    if (value.hole !== undefined) {
      return [ReadText.hole({ ...value.hole, splits: true }, word.origin)];
    }
    return splitUnitWords(value).map((part) => new ReadText(part.glyphs, word.origin));
  }
  if (!word.value.includes('$')) {
    return [word];
  }
  const glyphs: Glyph[] = [];
  for (let at = 0; at < word.length; ) {
    const rest = word.value.slice(at);
    const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}/.exec(rest);
    if (braced !== null) {
      const span = word.span(at, at + braced[0].length);
      glyphs.push(...(lookup(braced[1] as string, { path: word.origin.path, span })?.glyphs ?? []));
      at += braced[0].length;
    } else {
      glyphs.push(word.glyphs[at] as Glyph);
      at += rest.startsWith('$$') ? 2 : 1;
    }
  }
  return [new ReadText(glyphs, word.origin)];
}

const singleEscapes: Readonly<Record<string, string>> = {
  ...controlEscapes,
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};

/** systemd.syntax(7), table 1; an escape that it doesn't list stands for itself. */
function cEscape(value: string, at: number): { stands: string; length: number } {
  const single = singleEscapes[value.charAt(at + 1)];
  if (single !== undefined) {
    return { stands: single, length: 2 };
  }
  const numbered = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/.exec(
    value.slice(at, at + 10),
  );
  if (numbered !== null) {
    const hexadecimal = numbered[1] ?? numbered[2] ?? numbered[3];
    const point =
      hexadecimal === undefined ? Number.parseInt(numbered[4] as string, 8) : Number.parseInt(hexadecimal, 16);
    return { stands: point <= 0x10ffff ? String.fromCodePoint(point) : '', length: numbered[0].length };
  }
  if (value.charAt(at + 1) === ';') {
    return { stands: ';', length: 2 };
  }
  return { stands: '\\', length: 1 };
}
