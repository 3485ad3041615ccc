import type { PatternReader } from './reader.ts';

/** What a backslash and what follows it mean. */
export type Escape =
  /** One character; `code` is undefined where only its being one matters. */
  | { readonly kind: 'literal'; readonly code: number | undefined }
  /** A class of characters such as `\d`, which may be repeated. */
  | { readonly kind: 'type'; readonly letter: string }
  /** `\A`, `\b` and the like, which stand for a place. */
  | { readonly kind: 'place'; readonly letter: string }
  | { readonly kind: 'property' }
  | { readonly kind: 'reference'; readonly group: number }
  | { readonly kind: 'named'; readonly letter: 'g' | 'k' };

const CONTROL: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };
const TYPES = 'CDHNRSVWXdhsvw';
const PLACES = 'ABGKZbzEQ';
const UNSUPPORTED = 'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u';
const HEX = /[0-9A-Fa-f]/;

/** Reads an escape behind its backslash as `check_escape` (pcre2_compile.c) does, without UTF. `groups` is how many stand in front. */
export function readEscape(reader: PatternReader, inClass: boolean, groups: number): Escape {
  if (reader.ended) {
    reader.fail('\\ at end of pattern');
  }
  const letter = reader.next;
  reader.at++;
  if (!/[0-9A-Za-z]/.test(letter)) {
    return { kind: 'literal', code: letter.charCodeAt(0) };
  }
  const control = CONTROL[letter];
  if (control !== undefined) {
    return { kind: 'literal', code: control };
  }
  if (letter === 'p' || letter === 'P') {
    return readProperty(reader);
  }
  if (letter === 'k') {
    return { kind: 'named', letter };
  }
  if (TYPES.includes(letter)) {
    if (letter === 'N' && reader.next === '{') {
      checkNotNamed(reader);
    }
    return { kind: 'type', letter };
  }
  if (PLACES.includes(letter)) {
    return { kind: 'place', letter };
  }
  switch (letter) {
    case 'F':
    case 'l':
    case 'L':
    case 'u':
    case 'U':
      return reader.fail(UNSUPPORTED);
    case 'g':
      return inClass ? { kind: 'literal', code: 103 } : readGroupReference(reader, groups);
    case 'o':
      return readBracedOctal(reader);
    case 'x':
      return readHexadecimal(reader);
    case 'c':
      return readControl(reader);
    default:
      if (letter >= '0' && letter <= '9') {
        return readDigits(reader, letter, inClass, groups);
      }
      return reader.fail('unrecognized character follows \\', 1);
  }
}

function checkNotNamed(reader: PatternReader): void {
  if (reader.peek(1) === 'U' && reader.peek(2) === '+') {
    if (reader.utf) {
      reader.at = Math.max(reader.at, reader.text.indexOf('}', reader.at) + 1);
      return;
    }
    reader.fail('\\N{U+dddd} is supported only in Unicode (UTF) mode');
  }
  const start = reader.at;
  const counts = reader.ahead(() => {
    reader.at++;
    return reader.repeatCounts();
  });
  reader.at = start;
  if (counts === undefined) {
    reader.fail(UNSUPPORTED);
  }
}

/** Of a property in braces only the shape is checked: which names there are depends on the Unicode version. */
function readProperty(reader: PatternReader): Escape {
  const malformed = 'malformed \\P or \\p sequence';
  const first = reader.next;
  if (first === '') {
    reader.fail(malformed);
  }
  reader.at++;
  if (first === '{') {
    const close = reader.text.indexOf('}', reader.at);
    if (close < 0) {
      reader.at = reader.text.length;
      reader.fail(malformed);
    }
    const name = reader.text.slice(reader.at, close);
    reader.at = close + 1;
    if (!/[A-Za-z]/.test(name)) {
      reader.fail('unknown property after \\P or \\p');
    }
  } else if (!/[A-Za-z]/.test(first)) {
    reader.fail(malformed);
  } else if (!/[CLMNPSZ]/i.test(first)) {
    reader.fail('unknown property after \\P or \\p');
  }
  return { kind: 'property' };
}

function readGroupReference(reader: PatternReader, groups: number): Escape {
  const malformed = '\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number';
  if (reader.ended) {
    reader.fail(malformed);
  }
  if (reader.next === '<' || reader.next === "'") {
    return { kind: 'named', letter: 'g' };
  }
  const start = reader.at;
  const braced = reader.next === '{';
  const tooBig = 'subpattern number is too big';
  const group = !braced
    ? reader.number(groups, tooBig)
    : reader.ahead(() => {
        reader.at++;
        return reader.number(groups, tooBig);
      });
  if (group === undefined) {
    reader.at = start;
    return braced ? { kind: 'named', letter: 'k' } : reader.fail(malformed);
  }
  if (braced) {
    if (!reader.stands('}')) {
      reader.at = start;
      reader.fail(malformed);
    }
    reader.at++;
  }
  if (group <= 0) {
    reader.fail('reference to non-existent subpattern');
  }
  return { kind: 'reference', group };
}

function readDigits(reader: PatternReader, first: string, inClass: boolean, groups: number): Escape {
  if (!inClass && first !== '0') {
    const digits = (/^\d*/.exec(reader.text.slice(reader.at)) as RegExpExecArray)[0];
    const number = Number(first + digits);
    if (number < 10 || first >= '8' || number <= groups) {
      if (number <= 65535) {
        reader.at += digits.length;
        return { kind: 'reference', group: number };
      }
    }
  }
  if (first >= '8') {
    return { kind: 'literal', code: first.charCodeAt(0) };
  }
  const octal = (/^[0-7]{0,2}/.exec(reader.text.slice(reader.at)) as RegExpExecArray)[0];
  reader.at += octal.length;
  const code = Number.parseInt(first + octal, 8);
  if (code > 255 && !reader.utf) {
    reader.fail('octal value is greater than \\377 in 8-bit non-UTF-8 mode');
  }
  return { kind: 'literal', code };
}

function readBracedOctal(reader: PatternReader): Escape {
  if (reader.next !== '{') {
    reader.fail('missing opening brace after \\o');
  }
  reader.at++;
  return readBraced(reader, /[0-7]/, 8, 'non-octal character in \\o{} (closing brace missing?)');
}

function readHexadecimal(reader: PatternReader): Escape {
  if (reader.next === '{') {
    reader.at++;
    return readBraced(reader, HEX, 16, 'non-hex character in \\x{} (closing brace missing?)');
  }
  const digits = (/^[0-9A-Fa-f]{0,2}/.exec(reader.text.slice(reader.at, reader.at + 2)) as RegExpExecArray)[0];
  reader.at += digits.length;
  return { kind: 'literal', code: digits === '' ? 0 : Number.parseInt(digits, 16) };
}

function readBraced(reader: PatternReader, digit: RegExp, radix: number, wrong: string): Escape {
  if (reader.ended || reader.next === '}') {
    reader.fail('digits missing in \\x{} or \\o{} or \\N{U+}');
  }
  let code = 0;
  while (!reader.ended && digit.test(reader.next)) {
    code = Math.min(code * radix + Number.parseInt(reader.next, radix), 0xffffff);
    reader.at++;
  }
  if (code > (reader.utf ? 0x10ffff : 255)) {
    reader.fail('character code point value in \\x{} or \\o{} is too large');
  }
  if (reader.next !== '}') {
    reader.fail(wrong);
  }
  reader.at++;
  return { kind: 'literal', code };
}

function readControl(reader: PatternReader): Escape {
  if (reader.ended) {
    reader.fail('\\c at end of pattern');
  }
  const code = reader.next.toUpperCase().charCodeAt(0);
  if (code < 32 || code > 126) {
    reader.fail('\\c must be followed by a printable ASCII character');
  }
  reader.at++;
  return { kind: 'literal', code: code ^ 0x40 };
}
