import { LARGEST_NUMBER, type PatternCursor } from './cursor.ts';

/** What a backslash and what follows it mean. */
export type Escape =
  /** One character by its number. */
  | { readonly kind: 'literal'; readonly code: number }
  /** A class of characters such as `\d`, which may be repeated. */
  | { readonly kind: 'type'; readonly letter: string }
  /** `\A`, `\b` and the like, which stand for a place. */
  | { readonly kind: 'place'; readonly letter: string }
  | { readonly kind: 'property' }
  | { readonly kind: 'reference'; readonly group: number }
  /** `\g` and `\k` in front of a name, which is not read yet. */
  | { readonly kind: 'named'; readonly letter: 'g' | 'k' };

/** What `\g` is refused with. */
export const MALFORMED_G =
  '\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number';
export const TOO_BIG_A_GROUP = 'subpattern number is too big';

const CONTROL: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };
const TYPES = 'CDHNRSVWXdhsvw';
const PLACES = 'ABGKZbzEQ';
const UNSUPPORTED = 'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u';
const MALFORMED_PROPERTY = 'malformed \\P or \\p sequence';
const UNKNOWN_PROPERTY = 'unknown property after \\P or \\p';
const LONGEST_PROPERTY = 49;
/** Beyond it digits are no reference to a group, but an octal number. */
const LARGEST_REFERENCE = Math.floor(0x7fffffff / 10) - 1;

/**
 * Reads an escape behind its backslash as `check_escape` (pcre2_compile.c) does. `groups` is how many stand in front; undefined in a
 * class in brackets, where there are no references.
 */
export function readEscape(cursor: PatternCursor, groups: number | undefined): Escape {
  if (cursor.ended) {
    cursor.fail('\\ at end of pattern');
  }
  const letter = cursor.take();
  if (!/^[0-9A-Za-z]$/.test(letter)) {
    return { kind: 'literal', code: codeOf(letter) };
  }
  const control = CONTROL[letter];
  if (control !== undefined) {
    return { kind: 'literal', code: control };
  }
  if (TYPES.includes(letter)) {
    return letter === 'N' && cursor.next === '{' ? readNotNewline(cursor) : { kind: 'type', letter };
  }
  if (PLACES.includes(letter)) {
    return { kind: 'place', letter };
  }
  switch (letter) {
    case 'p':
    case 'P':
      return readProperty(cursor);
    case 'k':
      return { kind: 'named', letter };
    case 'F':
    case 'l':
    case 'L':
    case 'u':
    case 'U':
      return cursor.fail(UNSUPPORTED);
    case 'g':
      return groups === undefined ? { kind: 'literal', code: 103 } : readGroupReference(cursor, groups);
    case 'o':
      return readBracedOctal(cursor);
    case 'x':
      return readHexadecimal(cursor);
    case 'c':
      return readControl(cursor);
    default:
      return letter >= '0' && letter <= '9'
        ? readDigits(cursor, letter, groups)
        : cursor.fail('unrecognized character follows \\', 1);
  }
}

/** @returns the number of a character given by its bytes: itself, or in UTF-8. */
export function codeOf(bytes: string): number {
  const lead = bytes.charCodeAt(0);
  let code = bytes.length === 1 ? lead : lead & (0x7f >> bytes.length);
  for (let index = 1; index < bytes.length; index++) {
    code = (code << 6) | (bytes.charCodeAt(index) & 0x3f);
  }
  return code;
}

/** `\N{`: a repeated `\N`, or a character by its number, which only a pattern of characters may name. */
function readNotNewline(cursor: PatternCursor): Escape {
  if (cursor.peek(1) === 'U' && cursor.peek(2) === '+') {
    if (!cursor.utf) {
      cursor.fail('\\N{U+dddd} is supported only in Unicode (UTF) mode');
    }
    cursor.at += 3;
    return readBraced(cursor, 16);
  }
  const start = cursor.at;
  const counts = cursor.ahead(() => {
    cursor.at++;
    return cursor.repeatCounts();
  });
  cursor.at = start;
  return counts === undefined ? cursor.fail(UNSUPPORTED) : { kind: 'type', letter: 'N' };
}

/** `get_ucp`. Of a property in braces only the shape is checked: which names there are depends on the Unicode version. */
function readProperty(cursor: PatternCursor): Escape {
  if (cursor.ended) {
    cursor.fail(MALFORMED_PROPERTY);
  }
  const first = cursor.next;
  cursor.at++;
  if (first !== '{') {
    if (!/[A-Za-z]/.test(first)) {
      cursor.fail(MALFORMED_PROPERTY);
    }
    return /[CLMNPSZ]/i.test(first) ? { kind: 'property' } : cursor.fail(UNKNOWN_PROPERTY);
  }
  cursor.at += cursor.next === '^' ? 1 : 0;
  let name = '';
  for (let character = ''; character !== '}'; name += character.toLowerCase()) {
    character = cursor.takeRun(/[_\-\t-\r ]*[^_\-\t-\r ]/y).slice(-1);
    if (character === '') {
      cursor.at = cursor.text.length;
      cursor.fail(MALFORMED_PROPERTY);
    }
    if (character === '\0' || (character !== '}' && name.length === LONGEST_PROPERTY - 1)) {
      cursor.fail(MALFORMED_PROPERTY);
    }
  }
  return /^(?:[clmnpsz]|(?:(?:bidiclass|bc|script|sc|scriptextensions|scx)[:=])?[a-z][a-z0-9&]+)\}$/.test(name)
    ? { kind: 'property' }
    : cursor.fail(UNKNOWN_PROPERTY);
}

function readGroupReference(cursor: PatternCursor, groups: number): Escape {
  if (cursor.ended) {
    cursor.fail(MALFORMED_G);
  }
  if (cursor.next === '<' || cursor.next === "'") {
    return { kind: 'named', letter: 'g' };
  }
  const start = cursor.at;
  const braced = cursor.next === '{';
  const group = !braced
    ? cursor.number(groups, TOO_BIG_A_GROUP)
    : cursor.ahead(() => {
        cursor.at++;
        return cursor.number(groups, TOO_BIG_A_GROUP);
      });
  if (group === undefined) {
    cursor.at = start;
    return braced ? { kind: 'named', letter: 'k' } : cursor.fail(MALFORMED_G);
  }
  if (braced) {
    if (!cursor.stands('}')) {
      cursor.at = start;
      cursor.fail(MALFORMED_G);
    }
    cursor.at++;
  }
  return group > 0 ? { kind: 'reference', group } : cursor.fail('reference to non-existent subpattern');
}

/** Digits are a reference to a group, else an octal number, else a digit. */
function readDigits(cursor: PatternCursor, first: string, groups: number | undefined): Escape {
  if (groups !== undefined && first !== '0') {
    const start = cursor.at;
    const number = Number(first + cursor.takeRun(/\d*/y));
    if (number <= LARGEST_REFERENCE && (number < 10 || first >= '8' || number <= groups)) {
      return number > LARGEST_NUMBER ? cursor.fail(TOO_BIG_A_GROUP) : { kind: 'reference', group: number };
    }
    cursor.at = start;
  }
  if (first >= '8') {
    return { kind: 'literal', code: first.charCodeAt(0) };
  }
  const code = Number.parseInt(first + cursor.takeRun(/[0-7]{0,2}/y), 8);
  if (code > 255 && !cursor.utf) {
    cursor.fail('octal value is greater than \\377 in 8-bit non-UTF-8 mode');
  }
  return { kind: 'literal', code };
}

function readBracedOctal(cursor: PatternCursor): Escape {
  if (cursor.next !== '{') {
    cursor.fail('missing opening brace after \\o', cursor.ended ? 1 : 0);
  }
  cursor.at++;
  return readBraced(cursor, 8);
}

function readHexadecimal(cursor: PatternCursor): Escape {
  if (cursor.next === '{') {
    cursor.at++;
    return readBraced(cursor, 16);
  }
  const digits = cursor.takeRun(/[0-9A-Fa-f]{0,2}/y);
  return { kind: 'literal', code: digits === '' ? 0 : Number.parseInt(digits, 16) };
}

/** The digits behind a brace, and its end. */
function readBraced(cursor: PatternCursor, radix: 8 | 16): Escape {
  if (cursor.ended || cursor.next === '}') {
    cursor.fail('digits missing in \\x{} or \\o{} or \\N{U+}');
  }
  const code = Number.parseInt(cursor.takeRun(radix === 8 ? /[0-7]*/y : /[0-9A-Fa-f]*/y) || '0', radix);
  if (code > (cursor.utf ? 0x10ffff : 255)) {
    cursor.fail('character code point value in \\x{} or \\o{} is too large');
  }
  if (cursor.next !== '}') {
    const what = radix === 8 ? 'octal character in \\o' : 'hex character in \\x';
    cursor.fail(`non-${what}{} (closing brace missing?)`, cursor.ended ? 1 : 0);
  }
  if (cursor.utf && code >= 0xd800 && code <= 0xdfff) {
    cursor.fail('disallowed Unicode code point (>= 0xd800 && <= 0xdfff)');
  }
  cursor.at++;
  return { kind: 'literal', code };
}

function readControl(cursor: PatternCursor): Escape {
  if (cursor.ended) {
    cursor.fail('\\c at end of pattern');
  }
  const code = cursor.next.toUpperCase().charCodeAt(0);
  if (code < 32 || code > 126) {
    cursor.fail('\\c must be followed by a printable ASCII character');
  }
  cursor.at++;
  return { kind: 'literal', code: code ^ 0x40 };
}
