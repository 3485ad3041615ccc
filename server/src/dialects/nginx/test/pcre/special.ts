import type { PatternGroups } from './groups.ts';
import type { PatternReader } from './reader.ts';

const VERBS: Readonly<Record<string, 'required' | 'optional'>> = {
  '': 'required',
  MARK: 'required',
  ACCEPT: 'optional',
  F: 'optional',
  FAIL: 'optional',
  COMMIT: 'optional',
  PRUNE: 'optional',
  SKIP: 'optional',
  THEN: 'optional',
};

/** Reads what begins with `(?` or `(*`. Each answer is whether what was read may be repeated. */
export class SpecialReader {
  readonly #reader: PatternReader;
  readonly #groups: PatternGroups;

  constructor(reader: PatternReader, groups: PatternGroups) {
    this.#reader = reader;
    this.#groups = groups;
  }

  /** `(*VERB)`, `(*VERB:name)` and the lower-case names of assertions. */
  verb(start: number): boolean {
    const reader = this.#reader;
    const second = reader.peek(1);
    if (reader.left <= 1 || second === ')') {
      return false;
    }
    const name = reader.name('');
    if (/^[a-z]/.test(second)) {
      const behind = /^(?:plb|naplb|nlb|(?:non_atomic_)?positive_lookbehind|negative_lookbehind)$/.test(name);
      const other =
        /^(?:pla|napla|nla|(?:non_atomic_)?positive_lookahead|negative_lookahead|atomic|sr|asr|(?:atomic_)?script_run)$/;
      if (reader.next !== ':' || (!behind && !other.test(name))) {
        reader.fail('(*alpha_assertion) not recognized');
      }
      reader.at++;
      this.#groups.push(behind ? 'lookbehind' : 'plain', start);
      return false;
    }
    if (reader.next !== ':' && reader.next !== ')') {
      reader.fail('(*VERB) not recognized or malformed');
    }
    const rule = VERBS[name];
    if (rule === undefined) {
      reader.fail('(*VERB) not recognized or malformed');
    }
    if (reader.next === ':' && reader.peek(1) === ')') {
      reader.at++;
    }
    if (rule === 'required' && reader.next !== ':') {
      reader.fail('(*MARK) must have an argument');
    }
    const end = reader.text.indexOf(')', reader.at);
    if (end < 0) {
      reader.at = reader.text.length;
      reader.fail('(*VERB) not recognized or malformed');
    }
    reader.at = end + 1;
    return name === 'ACCEPT';
  }

  /** What begins with `(?`. */
  special(start: number): boolean {
    const reader = this.#reader;
    const character = reader.next;
    switch (character) {
      case 'P':
        return this.#python(start);
      case 'R':
        reader.at++;
        if (reader.next !== ')') {
          reader.fail('(?R (recursive pattern call) must be followed by a closing parenthesis');
        }
        reader.at++;
        return true;
      case '&':
        return this.#recurseByName();
      case 'C':
        return this.#callout();
      case '(':
        return this.#condition(start);
      case '>':
      case '=':
      case '!':
      case '*':
        reader.at++;
        this.#groups.push('plain', start);
        return false;
      case '<':
        if (!'=!*'.includes(reader.peek(1)) || reader.left <= 1) {
          return this.#define('>', start);
        }
        reader.at += 2;
        // PCRE2 tells of the place two bytes behind the parenthesis.
        this.#groups.push('lookbehind', start);
        return false;
      case "'":
        return this.#define("'", start);
      case '+':
        if (!reader.isDigitAt(1)) {
          reader.fail('digit expected after (?+ or (?-');
        }
        return this.#recurseByNumber();
      default:
        if (reader.isDigitAt(0) || (character === '-' && reader.isDigitAt(1))) {
          return this.#recurseByNumber();
        }
        return this.#options(start);
    }
  }

  #python(start: number): boolean {
    const reader = this.#reader;
    reader.at++;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    if (reader.next === '<') {
      return this.#define('>', start);
    }
    if (reader.next === '>') {
      return this.#recurseByName();
    }
    if (reader.next !== '=') {
      reader.fail('unrecognized character after (?P');
    }
    const offset = reader.at + 1;
    this.#groups.refer(reader.name(')'), offset);
    return true;
  }

  #recurseByName(): boolean {
    const reader = this.#reader;
    const offset = reader.at + 1;
    this.#groups.refer(reader.name(')'), offset);
    return true;
  }

  #recurseByNumber(): boolean {
    const reader = this.#reader;
    const relative = reader.isDigitAt(0) ? undefined : this.#groups.captures;
    const group = reader.number(relative, 'subpattern number is too big') ?? 0;
    if (reader.next !== ')') {
      reader.fail('missing closing parenthesis');
    }
    this.#groups.refer(group, reader.at);
    reader.at++;
    return true;
  }

  #callout(): boolean {
    const reader = this.#reader;
    reader.at++;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    const digits = (/^\d*/.exec(reader.text.slice(reader.at)) as RegExpExecArray)[0];
    if (reader.next !== ')' && digits === '') {
      const end = reader.text.indexOf(')', reader.at);
      reader.at = end < 0 ? reader.text.length : end + 1;
      return false;
    }
    if (Number(digits) > 255) {
      reader.at += 3;
      reader.fail('number after (?C is greater than 255');
    }
    reader.at += digits.length;
    if (reader.next !== ')') {
      reader.fail('closing parenthesis for (?C expected');
    }
    reader.at++;
    return false;
  }

  #condition(start: number): boolean {
    const reader = this.#reader;
    reader.at++;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    this.#groups.push('condition', start);
    if (reader.next === '?' || reader.next === '*') {
      reader.at--;
      this.#groups.expectAssertion = true;
      return false;
    }
    const group = reader.number(this.#groups.captures, 'subpattern number is too big');
    if (group !== undefined) {
      if (group <= 0) {
        reader.fail('reference to non-existent subpattern');
      }
      this.#groups.refer(group, reader.at - 2);
    } else if (/^VERSION[>=]/.test(reader.text.slice(reader.at, reader.at + 8))) {
      const end = reader.text.indexOf(')', reader.at);
      reader.at = end < 0 ? reader.text.length : end;
    } else {
      this.#conditionName();
    }
    if (reader.next !== ')') {
      reader.fail('missing closing parenthesis for condition');
    }
    reader.at++;
    return false;
  }

  #conditionName(): void {
    const reader = this.#reader;
    const quoted = { '<': '>', "'": "'" }[reader.next];
    if (reader.next === 'R' && reader.peek(1) === '&') {
      reader.at++;
    } else if (quoted === undefined) {
      reader.at--;
    }
    const offset = reader.at + 1;
    const name = reader.name(quoted ?? ')');
    if (quoted === undefined) {
      reader.at--;
    }
    if (quoted !== undefined || (name !== 'DEFINE' && !/^R\d*$/.test(name))) {
      this.#groups.refer(name, offset);
    }
  }

  #define(terminator: string, start: number): boolean {
    const name = this.#reader.name(terminator);
    this.#groups.define(this.#reader, name, start);
    return false;
  }

  /** `(?i)`, `(?i:...)`, `(?:...)` and `(?|...)`. */
  #options(start: number): boolean {
    const reader = this.#reader;
    if (reader.next === '|') {
      reader.at++;
      this.#groups.push('reset', start);
      return false;
    }
    this.#groups.push('options', start);
    let hyphenAllowed = true;
    let set = true;
    if (reader.next === '^') {
      this.#groups.extended = false;
      hyphenAllowed = false;
      reader.at++;
    }
    while (!reader.ended && reader.next !== ')' && reader.next !== ':') {
      const option = reader.next;
      if (option === '-') {
        if (!hyphenAllowed) {
          reader.fail('invalid hyphen in option setting');
        }
        set = false;
        hyphenAllowed = false;
      } else if (option === 'x') {
        this.#groups.extended = set;
      } else if (option === 'J') {
        this.#groups.duplicateNames = set;
      } else if (!'imnsU'.includes(option)) {
        reader.fail('unrecognized character after (? or (?-');
      }
      reader.at++;
    }
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    if (reader.next === ')') {
      this.#groups.drop();
    }
    reader.at++;
    return false;
  }
}
