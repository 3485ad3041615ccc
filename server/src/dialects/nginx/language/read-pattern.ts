import { fromBytes, type ReadPattern, toBytes } from './pattern.ts';
import { PatternCursor, PatternError, type RepeatCounts } from './reader/cursor.ts';
import { codeOf } from './reader/escape.ts';
import { PatternGroups } from './reader/groups.ts';
import { ItemReader } from './reader/item.ts';
import { checkLookbehinds } from './reader/lookbehind.ts';
import { LARGEST_PATTERN, leastSize } from './reader/size.ts';
import { readSettings } from './reader/verbs.ts';

const DEEPEST = 250;
const QUANTIFIERS: Readonly<Record<string, RepeatCounts>> = {
  '*': { min: 0, max: Number.POSITIVE_INFINITY },
  '+': { min: 1, max: Number.POSITIVE_INFINITY },
  '?': { min: 0, max: 1 },
};

const known = { asWritten: new Map<string, ReadPattern>(), anyCase: new Map<string, ReadPattern>() };
const MOST_KNOWN = 5000;

/**
 * Reads a pattern as Nginx has PCRE2 10.42 compile it: over bytes, newline is LF, case folded for ASCII only. The way through it is that of
 * `parse_regex` and `check_escape` (pcre2_compile.c). A name behind `\p` and a pattern just past the largest size are taken for right.
 *
 * @param text the pattern as the directive gets it (quotes and their escapes resolved).
 * @param caseless whether the directive asked for it (`~*`).
 * @returns its tree, why PCRE2 refuses it, or which right thing in it has no place in a tree.
 */
export function readPattern(text: string, caseless = false): ReadPattern {
  const those = caseless ? known.anyCase : known.asWritten;
  let read = those.get(text);
  if (read === undefined) {
    if (those.size >= MOST_KNOWN) {
      those.clear();
    }
    read = new PatternReader(toBytes(text), caseless).read();
    those.set(text, read);
  }
  return read;
}

class PatternReader {
  readonly #cursor: PatternCursor;
  readonly #groups: PatternGroups;
  readonly #items: ItemReader;
  /** The most that a quantifier asks for with a number. */
  #mostCopies = 0;

  constructor(bytes: string, caseless: boolean) {
    this.#cursor = new PatternCursor(bytes);
    this.#groups = new PatternGroups(this.#cursor, caseless);
    this.#items = new ItemReader(this.#cursor, this.#groups);
  }

  read(): ReadPattern {
    try {
      readSettings(this.#cursor);
      this.#all();
      const node = this.#groups.end();
      checkLookbehinds(node, this.#groups, this.#items.any);
      this.#groups.judge();
      if (this.#mostCopies > 1 && this.#cursor.unmodelled === undefined && leastSize(node) > LARGEST_PATTERN) {
        throw new PatternError('regular expression is too large', this.#cursor.text.length);
      }
      const { names, captures: groups } = this.#groups;
      const reason = this.#cursor.unmodelled;
      return reason === undefined ? { node, groups, names } : { reason, groups, names };
    } catch (error) {
      if (!(error instanceof PatternError)) {
        throw error;
      }
      const { message, offset } = error;
      const { text } = this.#cursor;
      return { refusal: { message, offset, rest: offset === text.length ? undefined : printed(text.slice(offset)) } };
    }
  }

  #all(): void {
    const cursor = this.#cursor;
    const groups = this.#groups;
    let repeatable = false;
    let repeated = false;
    while (!cursor.ended) {
      if (groups.depth > DEEPEST) {
        cursor.fail('parentheses are too deeply nested');
      }
      const start = cursor.at;
      const character = cursor.take();
      if (character === '\\' && (cursor.next === 'Q' || cursor.next === 'E')) {
        if (this.#quotedText()) {
          repeatable = true;
          repeated = false;
        }
        continue;
      }
      if (this.#isSkipped(character)) {
        continue;
      }
      const expected = groups.expectAssertion;
      if (expected > 0) {
        this.#checkAssertion(character, expected);
        groups.expectAssertion = 0;
      }
      if (repeated && (character === '?' || character === '+')) {
        this.#changeMode(character);
        repeatable = false;
        repeated = false;
        continue;
      }
      const counts = character === '{' ? cursor.repeatCounts() : QUANTIFIERS[character];
      repeated = counts !== undefined;
      if (counts === undefined) {
        repeatable = this.#items.read(character, start, expected);
      } else if (repeatable) {
        this.#repeat(counts);
        repeatable = false;
      } else {
        cursor.fail('quantifier does not follow a repeatable item', 1);
      }
    }
    if (groups.depth > 0) {
      cursor.fail('missing closing parenthesis');
    }
  }

  /** Reads `\Q...\E`, or a lone `\E`, from behind the backslash. @returns whether it held something. */
  #quotedText(): boolean {
    const cursor = this.#cursor;
    const opens = cursor.next === 'Q';
    cursor.at++;
    if (!opens) {
      return false;
    }
    const end = cursor.text.indexOf('\\E', cursor.at);
    const stop = end < 0 ? cursor.text.length : end;
    const isEmpty = stop === cursor.at;
    if (!isEmpty && this.#groups.expectAssertion > 0) {
      this.#failAssertion(0);
    }
    while (cursor.at < stop) {
      this.#items.literal(codeOf(cursor.take()));
    }
    cursor.at += end < 0 ? 0 : 2;
    return !isEmpty;
  }

  /** Skips `(?#...)`, and with `(?x)` white space and comments. @returns whether there was something of it. */
  #isSkipped(character: string): boolean {
    const cursor = this.#cursor;
    if (this.#groups.flags.extended) {
      if (
        /^[\t-\r \x85]$/.test(character) ||
        (cursor.utf && /^(?:\xc2\x85|\xe2\x80[\x8e\x8f\xa8\xa9])$/.test(character))
      ) {
        return true;
      }
      if (character === '#') {
        cursor.skipPast('\n');
        return true;
      }
    }
    if (character !== '(' || !cursor.stands('?#')) {
      return false;
    }
    if (!cursor.skipPast(')')) {
      cursor.fail('missing ) after (?# comment');
    }
    return true;
  }

  /** Behind `(?(` with `?` or `*` an assertion must stand; `expected` is 2 where a callout may come first. */
  #checkAssertion(character: string, expected: number): void {
    const cursor = this.#cursor;
    const assertion = cursor.next === '*' ? /\*[a-z]/y : expected === 2 ? /\?(?:[=!C]|<[=!])/y : /\?(?:[=!]|<[=!])/y;
    assertion.lastIndex = cursor.at;
    if (character !== '(' || cursor.left < 3 || !assertion.test(cursor.text)) {
      this.#failAssertion(1);
    }
  }

  #failAssertion(back: number): never {
    return this.#cursor.fail('assertion expected after (?( or (?(?C)', back);
  }

  #repeat({ min, max }: RepeatCounts): void {
    const copies = max === Number.POSITIVE_INFINITY ? min : max;
    this.#mostCopies = Math.max(this.#mostCopies, copies);
    const mode = this.#groups.flags.ungreedy ? 'lazy' : 'greedy';
    this.#groups.changeLast((body) => ({ kind: 'repeat', body, min, max, mode }));
  }

  /** `?` and `+` behind a quantifier. */
  #changeMode(character: '?' | '+'): void {
    this.#groups.changeLast((node) =>
      node.kind === 'repeat'
        ? { ...node, mode: character === '+' ? 'possessive' : node.mode === 'greedy' ? 'lazy' : 'greedy' }
        : node,
    );
  }
}

/** @returns the rest of a pattern as it is shown: half a character is shown as U+FFFD for each of its bytes. */
function printed(bytes: string): string {
  const half = /^[\x80-\xbf]*/.exec(bytes)?.[0].length ?? 0;
  return '\ufffd'.repeat(half) + fromBytes(bytes.slice(half));
}
