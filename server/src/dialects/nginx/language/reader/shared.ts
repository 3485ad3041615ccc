import { type ByteSet, byteRanges, complement, foldCase, union, verticalSpaces } from '../byte-set.ts';
import type { Node, Place } from '../pattern.ts';

// What many patterns have in common is made once: a set is 256 bytes, and a file may hold thousands of patterns.
const plain: Node[] = [];
const folded: Node[] = [];
const places = new Map<Place, Node>();
const brackets = new Map<string, ByteSet>();
const MOST_BRACKETS = 1000;

/** @returns the node of the byte `code`, in any case where `caseless`. */
export function byteNode(code: number, caseless: boolean): Node {
  const known = caseless ? folded : plain;
  let node = known[code];
  if (node === undefined) {
    const set = byteRanges([code, code]);
    node = { kind: 'set', set: caseless ? foldCase(set) : set };
    known[code] = node;
  }
  return node;
}

/** @returns the node of a place. */
export function placeNode(place: Place): Node {
  let node = places.get(place);
  if (node === undefined) {
    node = { kind: 'place', place };
    places.set(place, node);
  }
  return node;
}

const crlf: Node = { kind: 'sequence', items: [byteNode(13, false), byteNode(10, false)] };

/** The node of `\R`. */
export const anyNewline: Node = {
  kind: 'atomic',
  body: { kind: 'choice', options: [crlf, { kind: 'set', set: verticalSpaces }] },
};

/** What stands in a class in brackets. */
export interface BracketParts {
  /** Two characters for each range, its first and its last. */
  readonly ranges: string;
  /** Whether the ranges are meant in any case. */
  readonly caseless: boolean;
  /** The classes within, and a key that tells them. */
  readonly classes: readonly ByteSet[];
  readonly classKey: string;
  readonly negative: boolean;
}

/** @returns the bytes of a class in brackets; characters beyond a byte are left out. */
export function bracketSet({ ranges, caseless, classes, classKey, negative }: BracketParts): ByteSet {
  const key = `${negative ? '^' : ''}${caseless ? 'i' : ''}${classKey} ${ranges}`;
  let set = brackets.get(key);
  if (set === undefined) {
    set = new Uint8Array(256);
    for (let index = 0; index < ranges.length; index += 2) {
      set.fill(1, ranges.charCodeAt(index), ranges.charCodeAt(index + 1) + 1);
    }
    set = [...classes].reduce(union, caseless ? foldCase(set) : set);
    set = negative ? complement(set) : set;
    if (brackets.size >= MOST_BRACKETS) {
      brackets.clear();
    }
    brackets.set(key, set);
  }
  return set;
}
