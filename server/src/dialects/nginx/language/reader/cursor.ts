import { fromBytes } from '../pattern.ts';

/** What PCRE2 refuses: its own words, and where in the pattern. */
export class PatternError extends Error {
  /** In bytes from the start of the pattern. */
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** The largest number of a group, and of a repetition. */
export const LARGEST_NUMBER = 65535;

/** How often an item is repeated; `max` is Infinity where it has no end. */
export interface RepeatCounts {
  readonly min: number;
  readonly max: number;
}

const REPEAT = /(\d+)(?:(,)(\d*))?\}/y;
const LONGEST_NAME = 32;

/** A place in a pattern, with the small readings that several parts of its grammar share (pcre2_compile.c of PCRE2 10.42). */
export class PatternCursor {
  /** The pattern, one character for each byte. */
  readonly text: string;
  at = 0;
  /** Whether the pattern begins with `(*UTF)`: then a character may be several bytes. */
  utf = false;
  /** The first thing that no `Node` stands for; undefined where the pattern has none. */
  unmodelled: string | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  get left(): number {
    return this.text.length - this.at;
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  /** @returns the character so many bytes further on; '' behind the end. */
  peek(distance: number): string {
    return this.text[this.at + distance] ?? '';
  }

  /** @returns whether a digit stands so many bytes further on. */
  isDigitAt(distance: number): boolean {
    const character = this.peek(distance);
    return character >= '0' && character <= '9' && character !== '';
  }

  /** Whether `text` stands here. */
  stands(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** Takes one character. @returns its bytes: just one, unless the pattern is of characters. */
  take(): string {
    const start = this.at++;
    while (this.utf && /[\x80-\xbf]/.test(this.next)) {
      this.at++;
    }
    return this.text.slice(start, this.at);
  }

  /** Takes what `pattern`, a sticky expression, finds here. */
  takeRun(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const run = pattern.exec(this.text)?.[0] ?? '';
    this.at += run.length;
    return run;
  }

  /** Goes behind the next `end`, or to the end of the pattern. @returns whether there was one. */
  skipPast(end: string, from = this.at): boolean {
    const found = this.text.indexOf(end, from);
    this.at = found < 0 ? this.text.length : found + end.length;
    return found >= 0;
  }

  /** Refuses the pattern at the place `back` bytes in front of here. */
  fail(reason: string, back = 0): never {
    throw new PatternError(reason, this.at - back);
  }

  /** Notes something that is right, but that the matcher has no notion of. */
  leaveOut(what: string): void {
    this.unmodelled ??= what;
  }

  /** Reads ahead; a refusal is told of the place here. */
  ahead<T>(read: () => T): T {
    const start = this.at;
    try {
      return read();
    } catch (error) {
      throw error instanceof PatternError ? new PatternError(error.message, start) : error;
    }
  }

  /**
   * `read_number`.
   * @param groups how many groups stand in front, where the number may be relative; undefined where it may have no sign.
   * @returns undefined, at the same place, where there is no number.
   */
  number(groups: number | undefined, tooBig: string, most = LARGEST_NUMBER): number | undefined {
    let at = this.at;
    let sign = 0;
    let largest = most;
    if (groups !== undefined && (this.text[at] === '+' || this.text[at] === '-')) {
      sign = this.text[at] === '+' ? 1 : -1;
      largest -= sign > 0 ? groups : 0;
      at++;
    }
    const start = at;
    let value = 0;
    for (let code = this.text.charCodeAt(at); code >= 48 && code <= 57; code = this.text.charCodeAt(at)) {
      value = value * 10 + code - 48;
      at++;
      if (value > largest) {
        this.at = at;
        this.fail(tooBig);
      }
    }
    if (at === start) {
      return undefined;
    }
    this.at = at;
    if (sign !== 0 && groups !== undefined) {
      if (value === 0) {
        this.fail('a relative value of zero is not allowed');
      }
      if (sign < 0 && value > groups) {
        this.fail('reference to non-existent subpattern');
      }
      value = sign > 0 ? value + groups : groups + 1 - value;
    }
    return value;
  }

  /** `read_repeat_counts`: the rest of a `{n,m}`; undefined, at the same place, where it is none. */
  repeatCounts(): RepeatCounts | undefined {
    REPEAT.lastIndex = this.at;
    const match = REPEAT.exec(this.text);
    if (match === null) {
      return undefined;
    }
    const [whole, least, comma, most = ''] = match as unknown as [string, string, string | undefined, string?];
    this.#repeatNumber(least, this.at);
    this.#repeatNumber(most, this.at + least.length + 1);
    if (most !== '' && Number(most) < Number(least)) {
      this.at += whole.length - 1;
      this.fail('numbers out of order in {} quantifier');
    }
    this.at += whole.length;
    const max = most !== '' ? Number(most) : comma === undefined ? Number(least) : Number.POSITIVE_INFINITY;
    return { min: Number(least), max };
  }

  #repeatNumber(digits: string, start: number): void {
    for (let length = 1; length <= digits.length; length++) {
      if (Number(digits.slice(0, length)) > LARGEST_NUMBER) {
        this.at = start + length;
        this.fail('number too big in {} quantifier');
      }
    }
  }

  /** `read_name` of a group: the name behind the character here, up to and with `terminator`. */
  groupName(terminator: string): string {
    this.at++;
    if (this.ended) {
      this.fail('subpattern name expected');
    }
    if (this.utf ? /^\p{Nd}/u.test(fromBytes(this.text.slice(this.at, this.at + 4))) : this.isDigitAt(0)) {
      this.fail('subpattern name must start with a non-digit');
    }
    const name = this.#nameCharacters();
    if (name === '') {
      this.fail('subpattern name expected');
    }
    if (this.next !== terminator) {
      this.fail('syntax error in subpattern name (missing terminator?)');
    }
    this.at++;
    return name;
  }

  /** `read_name` of a verb: the name behind the character here. */
  verbName(): string {
    this.at++;
    return this.#wordBytes();
  }

  #nameCharacters(): string {
    if (!this.utf) {
      return this.#wordBytes();
    }
    const start = this.at;
    for (let here = this.at; !this.ended; here = this.at) {
      if (!/^[\p{L}\p{Nd}_]$/u.test(fromBytes(this.take()))) {
        this.at = here;
        break;
      }
    }
    return fromBytes(this.#checkedName(start));
  }

  #wordBytes(): string {
    const start = this.at;
    this.takeRun(/\w*/y);
    return this.#checkedName(start);
  }

  #checkedName(start: number): string {
    if (this.at - start > LONGEST_NAME) {
      this.fail(`subpattern name is too long (maximum ${LONGEST_NAME} code units)`);
    }
    return this.text.slice(start, this.at);
  }
}
