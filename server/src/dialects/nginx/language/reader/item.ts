import { anyByte, classEscapes, notNewline, wordBytes } from '../byte-set.ts';
import type { Node, Place } from '../pattern.ts';
import { readBracket, standsPosix } from './bracket.ts';
import { type PatternCursor, PatternError } from './cursor.ts';
import { codeOf, type Escape, MALFORMED_G, readEscape, TOO_BIG_A_GROUP } from './escape.ts';
import type { PatternGroups } from './groups.ts';
import { anyNewline, byteNode, placeNode } from './shared.ts';
import { readSpecial } from './special.ts';
import { readVerb } from './verbs.ts';

const PLACES: Readonly<Record<string, Place>> = {
  A: 'start',
  // Nginx begins at the start of its subject, always.
  G: 'start',
  z: 'end',
  Z: 'last-line-end',
  b: 'word-edge',
  B: 'no-word-edge',
};

/** Reads the items of a pattern, one at a time, and adds their nodes to the group that is open. */
export class ItemReader {
  readonly #cursor: PatternCursor;
  readonly #groups: PatternGroups;
  /** The nodes of `\C` in a pattern of characters. */
  readonly any: Node[] = [];

  constructor(cursor: PatternCursor, groups: PatternGroups) {
    this.#cursor = cursor;
    this.#groups = groups;
  }

  /** Adds one character by its number. */
  literal(code: number): void {
    this.#groups.add(this.#cursor.utf ? { kind: 'set', set: anyByte } : byteNode(code, this.#groups.flags.caseless));
  }

  /**
   * Reads one item that is no quantifier; its first character, at `start`, is read already.
   * @param expected as `expectAssertion` of the groups was in front of it.
   * @returns whether it may be repeated.
   */
  read(character: string, start: number, expected: number): boolean {
    const cursor = this.#cursor;
    const groups = this.#groups;
    const { multiline, dotAll } = groups.flags;
    switch (character) {
      case '\\':
        return this.#escape(readEscape(cursor, groups.captures));
      case '^':
        groups.add(placeNode(multiline ? 'line-start' : 'start'));
        return false;
      case '$':
        groups.add(placeNode(multiline ? 'line-end' : 'last-line-end'));
        return false;
      case '.':
        groups.add({ kind: 'set', set: dotAll ? anyByte : notNewline });
        return true;
      case '[':
        this.#bracket();
        return true;
      case '(':
        return this.#open(start, expected);
      case '|':
        groups.alternative();
        return false;
      case ')':
        return groups.close();
      default:
        this.literal(codeOf(character));
        return true;
    }
  }

  #escape(read: Escape): boolean {
    const cursor = this.#cursor;
    switch (read.kind) {
      case 'literal':
        this.literal(read.code);
        return true;
      case 'place':
        this.#place(read.letter);
        return false;
      case 'type':
        this.#groups.add(this.#typeNode(read.letter));
        return true;
      case 'property':
        cursor.leaveOut('a Unicode property');
        this.#groups.add({ kind: 'set', set: anyByte });
        return true;
      case 'reference':
        this.#groups.refer(read.group, cursor.at - 1);
        return true;
      case 'named':
        this.#named(read.letter);
        return true;
    }
  }

  #place(letter: string): void {
    const place = PLACES[letter];
    if (place !== undefined) {
      this.#groups.add(placeNode(place));
      return;
    }
    // What is left is \K.
    this.#cursor.leaveOut('a match that begins elsewhere');
    if (this.#groups.looks) {
      this.#groups.later(() => {
        const reason = '\\K is not allowed in lookarounds (but see PCRE2_EXTRA_ALLOW_LOOKAROUND_BSK)';
        throw new PatternError(reason, this.#cursor.text.length);
      });
    }
  }

  #typeNode(letter: string): Node {
    if (letter === 'R') {
      return anyNewline;
    }
    if (letter === 'X') {
      this.#cursor.leaveOut('an extended grapheme cluster');
      const max = Number.POSITIVE_INFINITY;
      return { kind: 'repeat', body: { kind: 'set', set: anyByte }, min: 1, max, mode: 'possessive' };
    }
    const node: Node = { kind: 'set', set: classEscapes[letter] ?? anyByte };
    if (letter === 'C' && this.#cursor.utf) {
      this.any.push(node);
    }
    return node;
  }

  /** `\k<name>` and `\g<name>`, from the bracket on; `\g` calls the group. */
  #named(letter: 'g' | 'k'): void {
    const cursor = this.#cursor;
    const malformed = letter === 'g' ? MALFORMED_G : '\\k is not followed by a braced, angle-bracketed, or quoted name';
    const terminator = { '{': '}', '<': '>', "'": "'" }[cursor.next];
    if (terminator === undefined) {
      cursor.fail(malformed);
      return;
    }
    const start = cursor.at;
    if (letter === 'g') {
      const group = cursor.ahead(() => {
        cursor.at++;
        const number = cursor.number(this.#groups.captures, TOO_BIG_A_GROUP);
        return number === undefined || cursor.next === terminator ? number : cursor.fail(malformed);
      });
      if (group !== undefined) {
        this.#groups.refer(group, cursor.at++, true);
        return;
      }
      cursor.at = start;
    }
    this.#groups.refer(cursor.groupName(terminator), start + 1, letter === 'g');
  }

  #bracket(): void {
    const cursor = this.#cursor;
    const edge = /\[:[<>]:\]\]/y;
    edge.lastIndex = cursor.at;
    if (edge.test(cursor.text)) {
      const ahead = cursor.peek(2) === '<';
      cursor.at += 6;
      this.#groups.add(placeNode('word-edge'));
      this.#groups.add({ kind: 'look', ahead, negative: false, body: { kind: 'set', set: wordBytes } });
      return;
    }
    if (standsPosix(cursor)) {
      const reason =
        cursor.next === ':'
          ? 'POSIX named classes are supported only within a class'
          : 'POSIX collating elements are not supported';
      cursor.fail(reason, 1);
    }
    this.#groups.add({ kind: 'set', set: readBracket(cursor, this.#groups.flags) });
  }

  #open(start: number, expected: number): boolean {
    const cursor = this.#cursor;
    if (cursor.ended) {
      cursor.fail('missing closing parenthesis');
    }
    if (cursor.next === '*') {
      return readVerb(cursor, this.#groups, start, expected > 0);
    }
    if (cursor.next === '?') {
      cursor.at++;
      return readSpecial(cursor, this.#groups, start, expected);
    }
    if (this.#groups.flags.noCapture) {
      this.#groups.open('plain', start, (body) => body);
    } else {
      this.#groups.capture(start);
    }
    return false;
  }
}
