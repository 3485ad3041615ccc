import { readEscape } from './escape.ts';
import type { PatternReader } from './reader.ts';

const NAMES = new Set([
  'alpha',
  'lower',
  'upper',
  'alnum',
  'ascii',
  'blank',
  'cntrl',
  'digit',
  'graph',
  'print',
  'punct',
  'space',
  'word',
  'xdigit',
]);

const BAD_RANGE = 'invalid range in character class';

/** `check_posix_syntax`: where the `:]` of a `[:name:]` begins, or -1 where it is none; `reader` stands on its `:`. */
export function posixEnd(reader: PatternReader): number {
  const { text } = reader;
  const terminator = text[reader.at];
  for (let at = reader.at + 1; text.length - at >= 2; at++) {
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

/** What the class has read last, as far as a `-` behind it matters. */
type RangeState = 'none' | 'possible' | 'started';

/** Reads a character class behind its `[`, up to and with its `]`, as `parse_regex` (pcre2_compile.c) does. */
export function readClass(reader: PatternReader): void {
  new ClassReader(reader).read();
}

class ClassReader {
  readonly #reader: PatternReader;
  #state: RangeState = 'none';
  #low: number | undefined;
  #quoted = false;

  constructor(reader: PatternReader) {
    this.#reader = reader;
  }

  read(): void {
    const reader = this.#reader;
    if (reader.next === '^') {
      reader.at++;
    }
    if (reader.ended) {
      reader.fail('missing terminating ] for character class');
    }
    for (let first = true; ; first = false) {
      if (reader.ended) {
        reader.fail('missing terminating ] for character class');
      }
      const character = reader.next;
      reader.at++;
      if (character === ']' && !first && !this.#quoted) {
        return;
      }
      this.#item(character);
    }
  }

  #item(character: string): void {
    const reader = this.#reader;
    if (this.#quoted) {
      if (character === '\\' && reader.next === 'E') {
        this.#quoted = false;
        reader.at++;
      } else {
        this.#literal(character.charCodeAt(0));
      }
    } else if (character === '[' && ':.='.includes(reader.next) && reader.left >= 3 && posixEnd(reader) >= 0) {
      this.#posix();
    } else if (character === '-' && this.#state === 'possible') {
      this.#state = 'started';
    } else if (character === '\\') {
      this.#escape();
    } else {
      this.#literal(character.charCodeAt(0));
    }
  }

  #posix(): void {
    const reader = this.#reader;
    const end = posixEnd(reader);
    if (this.#state === 'started') {
      reader.fail(BAD_RANGE);
    }
    if (reader.next !== ':') {
      reader.fail('POSIX collating elements are not supported', 1);
    }
    reader.at++;
    if (reader.next === '^') {
      reader.at++;
    }
    if (!NAMES.has(reader.text.slice(reader.at, end))) {
      reader.fail('unknown POSIX class name');
    }
    reader.at = end + 2;
    this.#noRangeFollows();
    this.#state = 'none';
  }

  #noRangeFollows(): void {
    const reader = this.#reader;
    if (reader.left > 1 && reader.next === '-' && reader.peek(1) !== ']') {
      reader.fail(BAD_RANGE);
    }
  }

  #literal(code: number | undefined): void {
    if (this.#state === 'started') {
      // A character beyond ASCII is several bytes to PCRE2, the order of which this doesn't follow.
      const comparable = code !== undefined && code < 128 && this.#low !== undefined && this.#low < 128;
      if (comparable && (this.#low as number) > code) {
        this.#reader.fail('range out of order in character class', 1);
      }
      this.#state = 'none';
      return;
    }
    this.#low = code;
    this.#state = 'possible';
  }

  #escape(): void {
    const reader = this.#reader;
    const read = readEscape(reader, true, 0);
    switch (read.kind) {
      case 'literal':
        this.#literal(read.code);
        return;
      case 'place':
        if (read.letter === 'b') {
          this.#literal(8);
        } else if (read.letter === 'Q') {
          this.#quoted = true;
        } else if (read.letter !== 'E') {
          this.#invalid(read.letter);
        }
        return;
      case 'type':
        if ('RXC'.includes(read.letter)) {
          this.#invalid(read.letter);
        }
        break;
      case 'named':
        this.#invalid(read.letter);
        break;
      default:
        break;
    }
    if (this.#state === 'started') {
      reader.fail(BAD_RANGE);
    }
    if (read.kind === 'type' && read.letter === 'N') {
      reader.fail('\\N is not supported in a class');
    }
    this.#state = 'none';
    this.#noRangeFollows();
  }

  /** `\B`, `\R` and `\X` are told before an unfinished range, others behind it. */
  #invalid(letter: string): void {
    const reader = this.#reader;
    if (this.#state === 'started' && !'BRX'.includes(letter)) {
      reader.fail(BAD_RANGE);
    }
    reader.fail('escape sequence is invalid in character class', 1);
  }
}
