import { posixEnd, readClass } from './class.ts';
import { type Escape, readEscape } from './escape.ts';
import { PatternGroups } from './groups.ts';
import { PatternError, PatternReader } from './reader.ts';
import { SpecialReader } from './special.ts';

/** What compiling a pattern gives. */
export interface CheckedPattern {
  readonly captures: number;
  /** The names of groups, each once. */
  readonly names: readonly string[];
  /** In PCRE2's words, with the rest of the pattern behind the fault; undefined where it is accepted. */
  readonly error: { readonly reason: string; readonly rest: string } | undefined;
}

const DEEPEST = 250;

/** Settings in front of a pattern: `(*UTF)`, `(*LIMIT_MATCH=10)` and the like. */
const START_SETTINGS =
  /^(?:\(\*(?:UTF8?|UCP|NOTEMPTY|NOTEMPTY_ATSTART|NO_AUTO_POSSESS|NO_DOTSTAR_ANCHOR|NO_JIT|NO_START_OPT|LIMIT_(?:HEAP|MATCH|DEPTH|RECURSION)=\d+|CR|LF|CRLF|ANY|NUL|ANYCRLF|BSR_ANYCRLF|BSR_UNICODE)\))+/;

const known = new Map<string, CheckedPattern>();
const MOST_KNOWN = 5000;

/**
 * @returns what PCRE2 10.42 makes of `pattern` in 8-bit mode without UTF (`parse_regex` and `check_escape` of pcre2_compile.c). A
 * pattern that this doesn't follow to its end is accepted.
 */
export function checkPattern(pattern: string): CheckedPattern {
  let checked = known.get(pattern);
  if (checked === undefined) {
    checked = new PatternParser(pattern).check();
    if (known.size >= MOST_KNOWN) {
      known.clear();
    }
    known.set(pattern, checked);
  }
  return checked;
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #groups = new PatternGroups();
  readonly #special: SpecialReader;
  /** The lookbehind whose length has no end, by its offset. */
  #endless: number | undefined;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
    this.#special = new SpecialReader(this.#reader, this.#groups);
  }

  check(): CheckedPattern {
    let error: CheckedPattern['error'];
    try {
      this.#parse();
      this.#groups.checkReferences();
      if (this.#endless !== undefined) {
        throw new PatternError('lookbehind assertion is not fixed length', this.#endless);
      }
    } catch (caught) {
      if (!(caught instanceof PatternError)) {
        throw caught;
      }
      error = { reason: caught.message, rest: this.#reader.text.slice(caught.offset) };
    }
    return { captures: this.#groups.highestCapture, names: this.#groups.names, error };
  }

  #parse(): void {
    const reader = this.#reader;
    const settings = START_SETTINGS.exec(reader.text);
    reader.at = settings?.[0].length ?? 0;
    reader.utf = settings?.[0].includes('(*UTF') === true;
    let repeatable = false;
    let repeated = false;
    while (!reader.ended) {
      if (this.#groups.depth > DEEPEST) {
        reader.fail('parentheses are too deeply nested');
      }
      const character = reader.next;
      reader.at++;
      if (character === '\\' && (reader.next === 'Q' || reader.next === 'E')) {
        repeatable = this.#quotedText() || repeatable;
        repeated = false;
        continue;
      }
      if (this.#groups.extended && this.#skipsExtended(character)) {
        continue;
      }
      if (character === '(' && reader.next === '?' && reader.peek(1) === '#') {
        this.#skipComment();
        continue;
      }
      if (this.#groups.expectAssertion) {
        this.#checkAssertion(character);
      }
      if (repeated && (character === '?' || character === '+')) {
        repeatable = false;
        repeated = false;
        continue;
      }
      repeated = false;
      if ('*+?'.includes(character) || character === '{') {
        const outcome = this.#quantifier(character, repeatable);
        repeated = outcome === 'quantifier';
        repeatable = outcome === 'literal';
        continue;
      }
      repeatable = this.#item(character);
    }
    if (this.#groups.depth > 0) {
      reader.fail('missing closing parenthesis');
    }
  }

  /** Skips `\Q...\E`, or a lone `\E`; @returns whether it held something. */
  #quotedText(): boolean {
    const reader = this.#reader;
    const opens = reader.next === 'Q';
    reader.at++;
    if (!opens) {
      return false;
    }
    const start = reader.at;
    const end = reader.text.indexOf('\\E', start);
    reader.at = end < 0 ? reader.text.length : end + 2;
    return (end < 0 ? reader.text.length : end) > start;
  }

  #skipsExtended(character: string): boolean {
    if (/\s/.test(character)) {
      return true;
    }
    if (character === '#') {
      const end = this.#reader.text.indexOf('\n', this.#reader.at);
      this.#reader.at = end < 0 ? this.#reader.text.length : end + 1;
      return true;
    }
    return false;
  }

  #skipComment(): void {
    const reader = this.#reader;
    const end = reader.text.indexOf(')', reader.at + 1);
    if (end < 0) {
      reader.at = reader.text.length;
      reader.fail('missing ) after (?# comment');
    }
    reader.at = end + 1;
  }

  /** Behind `(?(` with `?` or `*` an assertion must stand. */
  #checkAssertion(character: string): void {
    const reader = this.#reader;
    this.#groups.expectAssertion = false;
    const second = reader.peek(1);
    const ok =
      character === '(' &&
      reader.left >= 3 &&
      (reader.next === '*'
        ? /[a-z]/.test(second)
        : reader.next === '?' && ('=!C'.includes(second) || (second === '<' && '=!'.includes(reader.peek(2)))));
    if (!ok) {
      reader.fail('assertion expected after (?( or (?(?C)', 1);
    }
  }

  #quantifier(character: string, repeatable: boolean): 'quantifier' | 'literal' {
    const reader = this.#reader;
    let unlimited = character !== '?';
    if (character === '{') {
      const counts = reader.repeatCounts();
      if (counts === undefined) {
        return 'literal';
      }
      unlimited = counts.unlimited;
    }
    if (!repeatable) {
      reader.fail('quantifier does not follow a repeatable item', 1);
    }
    if (unlimited && this.#endless === undefined) {
      this.#endless = this.#groups.lookbehind;
    }
    return 'quantifier';
  }

  /** Reads one item that is no quantifier; @returns whether it may be repeated. */
  #item(character: string): boolean {
    const reader = this.#reader;
    switch (character) {
      case '\\':
        return this.#escape(readEscape(reader, false, this.#groups.captures));
      case '^':
      case '$':
        return false;
      case '[':
        return this.#class();
      case '(':
        return this.#open();
      case '|':
        this.#groups.alternative();
        return false;
      case ')':
        return this.#groups.close(reader);
      default:
        return true;
    }
  }

  #escape(read: Escape): boolean {
    const reader = this.#reader;
    switch (read.kind) {
      case 'place':
        return false;
      case 'reference':
        this.#groups.refer(read.group, reader.at - 1);
        return true;
      case 'named':
        this.#namedEscape(read.letter);
        return true;
      default:
        return true;
    }
  }

  #namedEscape(letter: 'g' | 'k'): void {
    const reader = this.#reader;
    const malformed =
      letter === 'g'
        ? '\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number'
        : '\\k is not followed by a braced, angle-bracketed, or quoted name';
    const terminator = { '{': '}', '<': '>', "'": "'" }[reader.next];
    if (terminator === undefined) {
      reader.fail(malformed);
      return;
    }
    const start = reader.at;
    if (letter === 'g' && terminator !== '}') {
      reader.at++;
      const group = reader.number(this.#groups.captures, 'subpattern number is too big');
      if (group !== undefined) {
        if (reader.next !== terminator) {
          reader.fail(malformed);
        }
        this.#groups.refer(group, reader.at);
        reader.at++;
        return;
      }
      reader.at = start;
    }
    const name = reader.name(terminator);
    this.#groups.refer(name, start + 1);
  }

  #class(): boolean {
    const reader = this.#reader;
    if (/^\[:[<>]:\]\]/.test(reader.text.slice(reader.at, reader.at + 6))) {
      reader.at += 6;
      return true;
    }
    if (reader.next !== '' && ':.='.includes(reader.next) && posixEnd(reader) >= 0) {
      const reason =
        reader.next === ':'
          ? 'POSIX named classes are supported only within a class'
          : 'POSIX collating elements are not supported';
      reader.fail(reason, 1);
    }
    readClass(reader);
    return true;
  }

  #open(): boolean {
    const reader = this.#reader;
    const start = reader.at - 1;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    if (reader.next === '*') {
      return this.#special.verb(start);
    }
    if (reader.next !== '?') {
      this.#groups.capture(start);
      return false;
    }
    reader.at++;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    return this.#special.special(start);
  }
}
