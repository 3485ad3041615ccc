import {
  anyByte,
  type ByteSet,
  bytesOf,
  complement,
  digits,
  foldCase,
  horizontalSpaces,
  notNewline,
  posixClasses,
  spaces,
  union,
  verticalSpaces,
  wordBytes,
} from './byte-set.ts';
import { type Node, type Pattern, type Place, toBytes, type UnreadPattern } from './pattern.ts';

interface Flags {
  readonly caseless: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly extended: boolean;
  readonly ungreedy: boolean;
}

class Unread extends Error {}

const classEscapes: Readonly<Record<string, ByteSet>> = {
  d: digits,
  D: complement(digits),
  w: wordBytes,
  W: complement(wordBytes),
  s: spaces,
  S: complement(spaces),
  h: horizontalSpaces,
  H: complement(horizontalSpaces),
  v: verticalSpaces,
  V: complement(verticalSpaces),
  N: notNewline,
};

const byteEscapes: Readonly<Record<string, string>> = { a: '\x07', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t' };

const placeEscapes: Readonly<Record<string, Place>> = {
  A: 'start',
  z: 'end',
  Z: 'last-line-end',
  b: 'word-edge',
  B: 'no-word-edge',
};

/**
 * Reads a PCRE pattern as Nginx compiles it: over bytes, without UTF mode, newline is LF, case folded for ASCII only.
 *
 * @param text the pattern as the directive gets it (quotes and their escapes resolved).
 * @param caseless whether the directive asked for it (`~*`).
 */
export function readPattern(text: string, caseless = false): Pattern | UnreadPattern {
  try {
    return new Reader(toBytes(text)).pattern({
      caseless,
      dotAll: false,
      multiline: false,
      extended: false,
      ungreedy: false,
    });
  } catch (error) {
    if (error instanceof Unread) {
      return { reason: error.message };
    }
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  #groups = 0;
  readonly #names = new Map<string, number[]>();
  readonly #namedBacks: { node: { index: number }; name: string }[] = [];

  constructor(text: string) {
    this.#text = escapeQuoted(text);
  }

  pattern(flags: Flags): Pattern {
    if (this.#text.startsWith('(*')) {
      throw new Unread('a verb such as (*UTF8)');
    }
    const node = this.#choice(flags);
    if (this.#at < this.#text.length) {
      throw new Unread('unmatched closing parenthesis');
    }
    for (const { node: back, name } of this.#namedBacks) {
      const index = this.#names.get(name)?.[0];
      if (index === undefined) {
        throw new Unread(`reference to a group ${name} that is not there`);
      }
      back.index = index;
    }
    return { node, groups: this.#groups, names: this.#names };
  }

  #choice(outer: Flags): Node {
    const options: Node[] = [];
    let flags = outer;
    for (;;) {
      const items: Node[] = [];
      while (this.#at < this.#text.length && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
        const set = this.#flagSetting(flags);
        if (set !== undefined) {
          flags = set;
          continue;
        }
        const item = this.#item(flags);
        if (item !== undefined) {
          items.push(item);
        }
      }
      options.push(items.length === 1 ? (items[0] as Node) : { kind: 'sequence', items });
      if (this.#text[this.#at] !== '|') {
        return options.length === 1 ? (options[0] as Node) : { kind: 'choice', options };
      }
      this.#at++;
    }
  }

  /** Reads `(?i)` and its like, which holds to the end of the group. */
  #flagSetting(flags: Flags): Flags | undefined {
    const match = /^\(\?([imsxUJ]*)(?:-([imsxUJ]*))?\)/.exec(this.#text.slice(this.#at, this.#at + 24));
    if (match === null || match[0] === '(?)') {
      return undefined;
    }
    this.#at += match[0].length;
    return withFlags(flags, match[1] ?? '', match[2] ?? '');
  }

  #item(flags: Flags): Node | undefined {
    const atom = this.#atom(flags);
    return atom === undefined ? undefined : this.#repeated(atom, flags);
  }

  #repeated(atom: Node, flags: Flags): Node {
    let node = atom;
    for (;;) {
      if (flags.extended) {
        this.#skipExtended();
      }
      const match = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([+?]?)/.exec(this.#text.slice(this.#at, this.#at + 24));
      if (match === null) {
        return node;
      }
      this.#at += match[0].length;
      const [min, max] =
        match[1] === '*'
          ? [0, Infinity]
          : match[1] === '+'
            ? [1, Infinity]
            : match[1] === '?'
              ? [0, 1]
              : [
                  Number(match[2]),
                  match[3] === undefined ? Number(match[2]) : match[4] === '' ? Infinity : Number(match[4]),
                ];
      const lazy = (match[5] === '?') !== flags.ungreedy;
      node = {
        kind: 'repeat',
        body: node,
        min,
        max,
        mode: match[5] === '+' ? 'possessive' : lazy ? 'lazy' : 'greedy',
      };
    }
  }

  #skipExtended(): void {
    const match = /^(?:\s|#[^\n]*(?:\n|$))+/.exec(this.#text.slice(this.#at));
    this.#at += match?.[0].length ?? 0;
  }

  #atom(flags: Flags): Node | undefined {
    if (flags.extended) {
      this.#skipExtended();
      if (this.#at >= this.#text.length || this.#text[this.#at] === '|' || this.#text[this.#at] === ')') {
        return undefined;
      }
    }
    const character = this.#text[this.#at++] as string;
    switch (character) {
      case '.':
        return { kind: 'set', set: flags.dotAll ? anyByte : notNewline };
      case '^':
        return { kind: 'place', place: flags.multiline ? 'line-start' : 'start' };
      case '$':
        return { kind: 'place', place: flags.multiline ? 'line-end' : 'last-line-end' };
      case '[':
        return this.#bracket(flags);
      case '(':
        return this.#group(flags);
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw new Unread('a quantifier without anything to repeat');
      default:
        return this.#byte(character, flags);
    }
  }

  #byte(character: string, flags: Flags): Node {
    const set = bytesOf(character);
    return { kind: 'set', set: flags.caseless ? foldCase(set) : set };
  }

  #group(flags: Flags): Node | undefined {
    const rest = this.#text.slice(this.#at, this.#at + 80);
    if (rest.startsWith('*')) {
      throw new Unread('a verb');
    }
    if (!rest.startsWith('?')) {
      return this.#capture(flags, undefined);
    }
    const named = /^\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (named !== null) {
      this.#at += named[0].length;
      return this.#capture(flags, named[1] ?? named[2]);
    }
    const back = /^\?P=(\w+)\)/.exec(rest);
    if (back !== null) {
      this.#at += back[0].length;
      return this.#namedBack(back[1] as string, flags);
    }
    if (rest.startsWith('?#')) {
      const close = this.#text.indexOf(')', this.#at);
      if (close < 0) {
        throw new Unread('an open comment');
      }
      this.#at = close + 1;
      return undefined;
    }
    const plain = /^\?(?:([imsxUJ]*)(?:-([imsxUJ]*))?:|(>|=|!|<=|<!))/.exec(rest);
    if (plain === null) {
      throw new Unread('a kind of group that is not read');
    }
    this.#at += plain[0].length;
    const inner = plain[3] === undefined ? withFlags(flags, plain[1] ?? '', plain[2] ?? '') : flags;
    const body = this.#choice(inner);
    this.#close();
    switch (plain[3]) {
      case undefined:
        return body;
      case '>':
        return { kind: 'atomic', body };
      default:
        return {
          kind: 'look',
          ahead: !plain[3].startsWith('<'),
          negative: plain[3].endsWith('!'),
          body,
        };
    }
  }

  #capture(flags: Flags, name: string | undefined): Node {
    const index = ++this.#groups;
    if (name !== undefined) {
      this.#names.set(name, [...(this.#names.get(name) ?? []), index]);
    }
    const body = this.#choice(flags);
    this.#close();
    return { kind: 'group', index, body };
  }

  #close(): void {
    if (this.#text[this.#at] !== ')') {
      throw new Unread('a missing closing parenthesis');
    }
    this.#at++;
  }

  #namedBack(name: string, flags: Flags): Node {
    const node = { kind: 'back' as const, index: 0, caseless: flags.caseless };
    this.#namedBacks.push({ node, name });
    return node;
  }

  #escape(flags: Flags): Node | undefined {
    if (this.#at >= this.#text.length) {
      throw new Unread('\\ at the end');
    }
    const rest = this.#text.slice(this.#at, this.#at + 80);
    const letter = rest[0] as string;
    const set = classEscapes[letter];
    if (set !== undefined) {
      this.#at++;
      return { kind: 'set', set };
    }
    const place = placeEscapes[letter];
    if (place !== undefined) {
      this.#at++;
      return { kind: 'place', place };
    }
    if (letter === 'R') {
      this.#at++;
      const crlf: Node = { kind: 'sequence', items: [this.#byte('\r', flags), this.#byte('\n', flags)] };
      return {
        kind: 'atomic',
        body: { kind: 'choice', options: [crlf, { kind: 'set', set: verticalSpaces }] },
      };
    }
    const named = /^(?:k(?:<(\w+)>|\{(\w+)\}|'(\w+)')|g\{([A-Za-z_]\w*)\})/.exec(rest);
    if (named !== null) {
      this.#at += named[0].length;
      return this.#namedBack((named[1] ?? named[2] ?? named[3] ?? named[4]) as string, flags);
    }
    const back = /^(?:([1-9])(?!\d)|g([1-9])|g\{([1-9]\d?)\})/.exec(rest);
    if (back !== null) {
      this.#at += back[0].length;
      return { kind: 'back', index: Number(back[1] ?? back[2] ?? back[3]), caseless: flags.caseless };
    }
    return this.#byte(this.#escapedByte(), flags);
  }

  /** Reads an escape that stands for one byte; the backslash is already read. */
  #escapedByte(): string {
    const rest = this.#text.slice(this.#at, this.#at + 12);
    const code = /^(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{0,2})|o\{([0-7]+)\}|(0[0-7]{0,2})|c([\x20-\x7e]))/.exec(rest);
    if (code !== null) {
      this.#at += code[0].length;
      const value =
        code[5] !== undefined
          ? code[5].toUpperCase().charCodeAt(0) ^ 64
          : code[3] !== undefined || code[4] !== undefined
            ? Number.parseInt(code[3] ?? (code[4] as string), 8)
            : Number.parseInt(code[1] ?? code[2] ?? '', 16) || 0;
      if (value > 255) {
        throw new Unread('a character beyond one byte');
      }
      return String.fromCharCode(value);
    }
    const letter = rest[0] as string;
    this.#at++;
    const byte = byteEscapes[letter];
    if (byte !== undefined) {
      return byte;
    }
    if (/[A-Za-z0-9]/.test(letter)) {
      throw new Unread(`the escape \\${letter}`);
    }
    return letter;
  }

  #bracket(flags: Flags): Node {
    let set: ByteSet = new Uint8Array(256);
    const negative = this.#text[this.#at] === '^';
    if (negative) {
      this.#at++;
    }
    for (let first = true; first || this.#text[this.#at] !== ']'; first = false) {
      if (this.#at >= this.#text.length) {
        throw new Unread('a missing closing bracket');
      }
      const low = this.#bracketItem();
      if (typeof low !== 'string') {
        set = union(set, low);
        continue;
      }
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']' && this.#at + 1 < this.#text.length) {
        const dash = this.#at++;
        const high = this.#bracketItem();
        if (typeof high === 'string') {
          if (high < low) {
            throw new Unread('a range out of order');
          }
          set = set.slice().fill(1, low.charCodeAt(0), high.charCodeAt(0) + 1);
          continue;
        }
        this.#at = dash;
      }
      set = union(set, bytesOf(low));
    }
    this.#at++;
    const folded = flags.caseless ? foldCase(set) : set;
    return { kind: 'set', set: negative ? complement(folded) : folded };
  }

  #bracketItem(): string | ByteSet {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.#text.slice(this.#at, this.#at + 16));
    if (posix !== null) {
      const set = posixClasses.get(posix[2] as string);
      if (set === undefined) {
        throw new Unread('an unknown POSIX class');
      }
      this.#at += posix[0].length;
      return posix[1] === '^' ? complement(set) : set;
    }
    const character = this.#text[this.#at++] as string;
    if (character !== '\\') {
      return character;
    }
    const letter = this.#text[this.#at] ?? '';
    const set = letter === 'N' ? undefined : classEscapes[letter];
    if (set !== undefined) {
      this.#at++;
      return set;
    }
    if (letter === 'b') {
      this.#at++;
      return '\b';
    }
    const octal = /^[1-7][0-7]{0,2}/.exec(this.#text.slice(this.#at, this.#at + 3));
    if (octal !== null) {
      this.#at += octal[0].length;
      return String.fromCharCode(Number.parseInt(octal[0], 8) & 255);
    }
    return this.#escapedByte();
  }
}

/** Writes `\Q...\E` as single escapes, so that a quantifier behind it is for its last byte. */
function escapeQuoted(text: string): string {
  return text.replace(/\\(?:Q([\s\S]*?)(?:\\E|$)|E|[\s\S])/g, (whole, quoted: string | undefined) =>
    quoted === undefined ? (whole === '\\E' ? '' : whole) : quoted.replace(/[^\w\x80-\xff]/g, '\\$&'),
  );
}

function withFlags(flags: Flags, on: string, off: string): Flags {
  const set = (letter: string, before: boolean) => (off.includes(letter) ? false : on.includes(letter) ? true : before);
  return {
    caseless: set('i', flags.caseless),
    multiline: set('m', flags.multiline),
    dotAll: set('s', flags.dotAll),
    extended: set('x', flags.extended),
    ungreedy: set('U', flags.ungreedy),
  };
}
