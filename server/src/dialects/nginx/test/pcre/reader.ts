/** What PCRE2 refuses: its own words, and where in the pattern. */
export class PatternError extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** The largest number of a group, and of a repetition. */
const LARGEST_NUMBER = 65535;

/** A place in a pattern, with the small readings that several parts of its grammar share. */
export class PatternReader {
  readonly text: string;
  at = 0;
  /** Whether the pattern begins with `(*UTF)`: then characters have any code. */
  utf = false;

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

  /** @returns whether `character` stands here. */
  stands(character: string): boolean {
    return this.text[this.at] === character;
  }

  peek(distance: number): string {
    return this.text[this.at + distance] ?? '';
  }

  isDigitAt(distance: number): boolean {
    const character = this.peek(distance);
    return character >= '0' && character <= '9' && character !== '';
  }

  fail(reason: string, back = 0): never {
    throw new PatternError(reason, this.at - back);
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
   * `read_number` of pcre2_compile.c.
   * @param groups how many groups stand in front, where the number may be relative; undefined where it may have no sign.
   * @returns undefined, at the same place, where there is no number.
   */
  number(groups: number | undefined, tooBig: string): number | undefined {
    let at = this.at;
    let sign = 0;
    let largest = LARGEST_NUMBER;
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

  /** `read_repeat_counts`: the rest of a `{n,m}`; false, at the same place, where it is none. */
  repeatCounts(): { readonly unlimited: boolean } | undefined {
    const match = /^(\d+)(?:(,)(\d*))?\}/.exec(this.text.slice(this.at, this.at + 40));
    if (match === null) {
      return undefined;
    }
    const [whole, least, comma, most] = match as unknown as [string, string, string | undefined, string | undefined];
    this.#repeatNumber(least, this.at);
    if (most !== undefined && most !== '') {
      this.#repeatNumber(most, this.at + least.length + 1);
      if (Number(most) < Number(least)) {
        this.at += whole.length - 1;
        this.fail('numbers out of order in {} quantifier');
      }
    }
    this.at += whole.length;
    return { unlimited: comma !== undefined && most === '' };
  }

  #repeatNumber(digits: string, start: number): void {
    for (let length = 1; length <= digits.length; length++) {
      if (Number(digits.slice(0, length)) > LARGEST_NUMBER) {
        this.at = start + length;
        this.fail('number too big in {} quantifier');
      }
    }
  }

  /** `read_name`: the name behind the character here, up to `terminator`; of a verb ('' as terminator) to its last word byte. */
  name(terminator: string): string {
    const isGroup = this.next !== '*';
    this.at++;
    if (this.ended) {
      this.fail(isGroup ? 'subpattern name expected' : '(*VERB) not recognized or malformed');
    }
    const start = this.at;
    if (isGroup && this.isDigitAt(0)) {
      this.fail('subpattern name must start with a non-digit');
    }
    while (/\w/.test(this.next) || (this.utf && /\p{L}/u.test(this.next))) {
      this.at++;
    }
    const name = this.text.slice(start, this.at);
    if (name.length > 32) {
      this.fail('subpattern name is too long (maximum 32 code units)');
    }
    if (isGroup) {
      if (name === '') {
        this.fail('subpattern name expected');
      }
      if (this.next !== terminator) {
        this.fail('syntax error in subpattern name (missing terminator?)');
      }
      this.at++;
    }
    return name;
  }
}
