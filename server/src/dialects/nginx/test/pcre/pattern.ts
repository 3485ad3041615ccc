import { posixEnd, readClass } from './class.ts';
import { type Escape, readEscape } from './escape.ts';
import { PatternError, PatternReader } from './reader.ts';

/** What compiling a pattern gives. */
export interface CheckedPattern {
  readonly captures: number;
  /** The names of groups, each once. */
  readonly names: readonly string[];
  /** In PCRE2's words, with the rest of the pattern behind the fault; undefined where it is accepted. */
  readonly error: { readonly reason: string; readonly rest: string } | undefined;
}

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

const DEEPEST = 250;

/** Settings in front of a pattern: `(*UTF)`, `(*LIMIT_MATCH=10)` and the like. */
const START_SETTINGS =
  /^(?:\(\*(?:UTF|UCP|NOTEMPTY|NOTEMPTY_ATSTART|NO_AUTO_POSSESS|NO_DOTSTAR_ANCHOR|NO_JIT|NO_START_OPT|LIMIT_(?:HEAP|MATCH|DEPTH|RECURSION)=\d+|CR|LF|CRLF|ANY|NUL|ANYCRLF|BSR_ANYCRLF|BSR_UNICODE)\))+/;

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

interface Group {
  readonly kind: 'plain' | 'reset' | 'assertion-condition' | 'options' | 'lookbehind' | 'condition';
  readonly start: number;
  readonly extended: boolean;
  readonly resetTo: number;
  highest: number;
  branches: number;
}

interface Reference {
  readonly group: number | string;
  readonly offset: number;
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #groups: Group[] = [];
  readonly #names = new Map<string, number>();
  readonly #references: Reference[] = [];
  #captures = 0;
  #highestCapture = 0;
  #extended = false;
  #duplicateNames = false;
  #expectAssertion = false;
  /** The lookbehind whose length has no end, by its offset. */
  #endless: number | undefined;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  check(): CheckedPattern {
    let error: CheckedPattern['error'];
    try {
      this.#parse();
      this.#checkReferences();
      if (this.#endless !== undefined) {
        throw new PatternError('lookbehind assertion is not fixed length', this.#endless);
      }
    } catch (caught) {
      if (!(caught instanceof PatternError)) {
        throw caught;
      }
      error = { reason: caught.message, rest: this.#reader.text.slice(caught.offset) };
    }
    return { captures: this.#highestCapture, names: [...this.#names.keys()], error };
  }

  #checkReferences(): void {
    for (const { group, offset } of this.#references) {
      const exists = typeof group === 'string' ? this.#names.has(group) : group <= this.#highestCapture;
      if (!exists) {
        throw new PatternError('reference to non-existent subpattern', offset);
      }
    }
  }

  #parse(): void {
    const reader = this.#reader;
    const settings = START_SETTINGS.exec(reader.text);
    reader.at = settings?.[0].length ?? 0;
    let repeatable = false;
    let repeated = false;
    while (!reader.ended) {
      if (this.#groups.length > DEEPEST) {
        reader.fail('parentheses are too deeply nested');
      }
      const character = reader.next;
      reader.at++;
      if (character === '\\' && (reader.next === 'Q' || reader.next === 'E')) {
        repeatable = this.#quotedText() || repeatable;
        repeated = false;
        continue;
      }
      if (this.#extended && this.#skipsExtended(character)) {
        continue;
      }
      if (character === '(' && reader.next === '?' && reader.peek(1) === '#') {
        this.#skipComment();
        continue;
      }
      if (this.#expectAssertion) {
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
    if (this.#groups.length > 0) {
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
    this.#expectAssertion = false;
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
      const behind = this.#groups.findLast((group) => group.kind === 'lookbehind');
      this.#endless = behind?.start;
    }
    return 'quantifier';
  }

  /** Reads one item that is no quantifier; @returns whether it may be repeated. */
  #item(character: string): boolean {
    const reader = this.#reader;
    switch (character) {
      case '\\':
        return this.#escape(readEscape(reader, false, this.#captures));
      case '^':
      case '$':
        return false;
      case '[':
        return this.#class();
      case '(':
        return this.#open();
      case '|':
        this.#alternative();
        return false;
      case ')':
        return this.#close();
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
        this.#references.push({ group: read.group, offset: reader.at - 1 });
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
      const group = reader.number(this.#captures, 'subpattern number is too big');
      if (group !== undefined) {
        if (reader.next !== terminator) {
          reader.fail(malformed);
        }
        this.#references.push({ group, offset: reader.at });
        reader.at++;
        return;
      }
      reader.at = start;
    }
    const name = reader.name(terminator);
    this.#references.push({ group: name, offset: start + 1 });
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

  #push(kind: Group['kind'], start: number): void {
    this.#groups.push({
      kind,
      start,
      extended: this.#extended,
      resetTo: this.#captures,
      highest: this.#captures,
      branches: 1,
    });
  }

  #capture(start: number): void {
    this.#captures++;
    this.#highestCapture = Math.max(this.#highestCapture, this.#captures);
    this.#push('plain', start);
  }

  #open(): boolean {
    const reader = this.#reader;
    const start = reader.at - 1;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    if (reader.next === '*') {
      return this.#verb(start);
    }
    if (reader.next !== '?') {
      this.#capture(start);
      return false;
    }
    reader.at++;
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    return this.#special(start);
  }

  /** `(*VERB)`, `(*VERB:name)` and the lower-case names of assertions. */
  #verb(start: number): boolean {
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
      this.#push(behind ? 'lookbehind' : 'plain', start);
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
  #special(start: number): boolean {
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
        this.#push('plain', start);
        return false;
      case '<':
        if (!'=!*'.includes(reader.peek(1)) || reader.left <= 1) {
          return this.#define('>', start);
        }
        reader.at += 2;
        // PCRE2 tells of the place two bytes behind the parenthesis.
        this.#push('lookbehind', start);
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
    this.#references.push({ group: reader.name(')'), offset });
    return true;
  }

  #recurseByName(): boolean {
    const reader = this.#reader;
    const offset = reader.at + 1;
    this.#references.push({ group: reader.name(')'), offset });
    return true;
  }

  #recurseByNumber(): boolean {
    const reader = this.#reader;
    const relative = reader.isDigitAt(0) ? undefined : this.#captures;
    const group = reader.number(relative, 'subpattern number is too big') ?? 0;
    if (reader.next !== ')') {
      reader.fail('missing closing parenthesis');
    }
    this.#references.push({ group, offset: reader.at });
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
    this.#push('condition', start);
    if (reader.next === '?' || reader.next === '*') {
      reader.at--;
      this.#expectAssertion = true;
      return false;
    }
    const group = reader.number(this.#captures, 'subpattern number is too big');
    if (group !== undefined) {
      if (group <= 0) {
        reader.fail('reference to non-existent subpattern');
      }
      this.#references.push({ group, offset: reader.at - 2 });
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
      this.#references.push({ group: name, offset });
    }
  }

  #define(terminator: string, start: number): boolean {
    const reader = this.#reader;
    const name = reader.name(terminator);
    const number = this.#captures + 1;
    const before = this.#names.get(name);
    if (before !== undefined && before !== number && !this.#duplicateNames) {
      reader.fail('two named subpatterns have the same name (PCRE2_DUPNAMES not set)');
    }
    if (before === undefined && [...this.#names.values()].includes(number)) {
      reader.fail('different names for subpatterns of the same number are not allowed');
    }
    this.#names.set(name, number);
    this.#capture(start);
    return false;
  }

  /** `(?i)`, `(?i:...)`, `(?:...)` and `(?|...)`. */
  #options(start: number): boolean {
    const reader = this.#reader;
    if (reader.next === '|') {
      reader.at++;
      this.#push('reset', start);
      return false;
    }
    this.#push('options', start);
    let hyphenAllowed = true;
    let set = true;
    if (reader.next === '^') {
      this.#extended = false;
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
        this.#extended = set;
      } else if (option === 'J') {
        this.#duplicateNames = set;
      } else if (!'imnsU'.includes(option)) {
        reader.fail('unrecognized character after (? or (?-');
      }
      reader.at++;
    }
    if (reader.ended) {
      reader.fail('missing closing parenthesis');
    }
    if (reader.next === ')') {
      this.#groups.pop();
    }
    reader.at++;
    return false;
  }

  #alternative(): void {
    const group = this.#groups[this.#groups.length - 1];
    if (group !== undefined) {
      group.branches++;
      if (group.kind === 'reset') {
        group.highest = Math.max(group.highest, this.#captures);
        this.#captures = group.resetTo;
      }
    }
  }

  #close(): boolean {
    const group = this.#groups.pop();
    if (group === undefined) {
      return this.#reader.fail('unmatched closing parenthesis', 1);
    }
    this.#extended = group.extended;
    if (group.kind === 'reset') {
      this.#captures = Math.max(group.highest, this.#captures);
    }
    return true;
  }
}
