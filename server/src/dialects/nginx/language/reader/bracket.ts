import { anyByte, type ByteSet, classEscapes, complement, posixClasses } from '../byte-set.ts';
import type { PatternCursor } from './cursor.ts';
import { codeOf, readEscape } from './escape.ts';
import type { Flags } from './flags.ts';
import { bracketSet } from './shared.ts';

const BAD_RANGE = 'invalid range in character class';
const UNTERMINATED = 'missing terminating ] for character class';

/** `check_posix_syntax`: where the `:]` of a `[:name:]` begins, or -1 where it is none; `cursor` stands on its `:`. */
export function posixEnd(cursor: PatternCursor): number {
  const { text } = cursor;
  const terminator = text[cursor.at];
  for (let at = cursor.at + 1; text.length - at >= 2; at++) {
    const following = text[at + 1];
    if (text[at] === '\\' && (following === ']' || following === '\\')) {
      at++;
    } else if ((text[at] === '[' && following === terminator) || text[at] === ']') {
      return -1;
    } else if (text[at] === terminator && following === ']') {
      return at;
    }
  }
  return -1;
}

/** @returns whether `[:`, `[.` or `[=` begins something here that has its end; `cursor` stands behind the bracket. */
export function standsPosix(cursor: PatternCursor): boolean {
  return cursor.next !== '' && ':.='.includes(cursor.next) && posixEnd(cursor) >= 0;
}

/** Reads a character class behind its `[`, up to and with its `]`, as `parse_regex` (pcre2_compile.c) does. @returns its bytes. */
export function readBracket(cursor: PatternCursor, flags: Flags): ByteSet {
  return new BracketReader(cursor, flags).read();
}

/** What the class has read last, as far as a `-` behind it matters. */
type RangeState = 'none' | 'possible' | 'started';

class BracketReader {
  readonly #cursor: PatternCursor;
  readonly #flags: Flags;
  /** Two characters for each range. */
  #ranges = '';
  readonly #classes: ByteSet[] = [];
  #classKey = '';
  #state: RangeState = 'none';
  #low = 0;
  #quoted = false;

  constructor(cursor: PatternCursor, flags: Flags) {
    this.#cursor = cursor;
    this.#flags = flags;
  }

  read(): ByteSet {
    const cursor = this.#cursor;
    const negative = this.#opening();
    for (let first = true; first || this.#quoted || cursor.next !== ']'; first = false) {
      this.#item(cursor.take());
      if (cursor.ended) {
        cursor.fail(UNTERMINATED);
      }
    }
    cursor.at++;
    return bracketSet({
      ranges: this.#state === 'started' ? `${this.#ranges}--` : this.#ranges,
      caseless: this.#flags.caseless,
      classes: this.#classes,
      classKey: this.#classKey,
      negative,
    });
  }

  /** What may stand in front of the first character: `^`, and what counts for nothing. @returns whether the class is negated. */
  #opening(): boolean {
    const cursor = this.#cursor;
    let negative = false;
    for (let last = ''; !cursor.ended; ) {
      last = cursor.next;
      if (cursor.stands('\\E')) {
        cursor.at += 2;
      } else if (cursor.stands('\\Q\\E')) {
        cursor.at += 4;
      } else if (this.#isSkipped(last)) {
        cursor.at++;
      } else if (last === '^' && !negative) {
        negative = true;
        cursor.at++;
      } else {
        return negative;
      }
      if (cursor.ended && last === '\\') {
        cursor.fail('\\ at end of pattern');
      }
    }
    return cursor.fail(UNTERMINATED);
  }

  #isSkipped(character: string): boolean {
    return this.#flags.extendedMore && (character === ' ' || character === '\t');
  }

  #item(character: string): void {
    const cursor = this.#cursor;
    if (this.#quoted) {
      if (character === '\\' && cursor.next === 'E') {
        this.#quoted = false;
        cursor.at++;
      } else {
        this.#literal(codeOf(character));
      }
    } else if (this.#isSkipped(character)) {
      return;
    } else if (character === '[' && cursor.left >= 3 && standsPosix(cursor)) {
      this.#posix();
    } else if (character === '-' && this.#state === 'possible') {
      this.#state = 'started';
    } else if (character === '\\') {
      this.#escape();
    } else {
      this.#literal(codeOf(character));
    }
  }

  #posix(): void {
    const cursor = this.#cursor;
    const end = posixEnd(cursor);
    if (this.#state === 'started') {
      cursor.fail(BAD_RANGE);
    }
    if (cursor.next !== ':') {
      cursor.fail('POSIX collating elements are not supported', 1);
    }
    cursor.at++;
    const negative = cursor.next === '^';
    const start = cursor.at;
    cursor.at += negative ? 1 : 0;
    const name = cursor.text.slice(cursor.at, end);
    const anyCase = this.#flags.caseless && (name === 'lower' || name === 'upper');
    const set = posixClasses.get(anyCase ? 'alpha' : name);
    if (set === undefined) {
      cursor.fail('unknown POSIX class name');
      return;
    }
    cursor.at = end + 2;
    this.#noRangeFollows();
    this.#add(negative ? complement(set) : set, `[${cursor.text.slice(start, end)}]`);
  }

  #add(set: ByteSet, key: string): void {
    this.#classes.push(set);
    this.#classKey += key;
    this.#state = 'none';
  }

  #noRangeFollows(): void {
    const cursor = this.#cursor;
    if (cursor.left > 1 && cursor.next === '-' && cursor.peek(1) !== ']') {
      cursor.fail(BAD_RANGE);
    }
  }

  #literal(code: number): void {
    if (this.#state === 'started') {
      if (this.#low > code) {
        this.#cursor.fail('range out of order in character class', 1);
      }
      this.#ranges += rangeOf(this.#low, code);
      this.#state = 'none';
      return;
    }
    this.#ranges += rangeOf(code, code);
    this.#low = code;
    this.#state = 'possible';
  }

  #escape(): void {
    const cursor = this.#cursor;
    const read = readEscape(cursor, undefined);
    if (read.kind === 'literal') {
      this.#literal(read.code);
      return;
    }
    const letter = 'letter' in read ? read.letter : '';
    if (letter === 'b') {
      this.#literal(8);
      return;
    }
    if (letter === 'Q' || letter === 'E') {
      this.#quoted = letter === 'Q';
      return;
    }
    if (letter !== '' && 'BRX'.includes(letter)) {
      cursor.fail('escape sequence is invalid in character class', 1);
    }
    if (this.#state === 'started') {
      cursor.fail(BAD_RANGE);
    }
    if (letter === 'N') {
      cursor.fail('\\N is not supported in a class');
    }
    this.#add(this.#classOf(read.kind, letter), letter);
    this.#noRangeFollows();
  }

  #classOf(kind: string, letter: string): ByteSet {
    const set = kind === 'property' ? anyByte : classEscapes[letter];
    if (set === undefined) {
      return this.#cursor.fail('escape sequence is invalid in character class', 1);
    }
    if (kind === 'property') {
      this.#cursor.leaveOut('a Unicode property');
    }
    return set;
  }
}

function rangeOf(first: number, last: number): string {
  return String.fromCharCode(Math.min(first, 256), Math.min(last, 256));
}
