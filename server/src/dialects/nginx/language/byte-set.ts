/** A set of bytes. Texts of this folder are byte strings: one character from U+0000 to U+00FF for each byte. */
export type ByteSet = Uint8Array;

/** @returns a set with the bytes of the given ranges, both ends inside. */
export function byteRanges(...ranges: readonly (readonly [number, number])[]): ByteSet {
  const set = new Uint8Array(256);
  for (const [first, last] of ranges) {
    set.fill(1, first, last + 1);
  }
  return set;
}

/** @returns a set with the bytes of `text`. */
export function bytesOf(text: string): ByteSet {
  const set = new Uint8Array(256);
  for (const character of text) {
    set[character.charCodeAt(0)] = 1;
  }
  return set;
}

/** @returns all bytes that are not in `set`. */
export function complement(set: ByteSet): ByteSet {
  return set.map((bit) => 1 - bit);
}

/** @returns the bytes that are in one of the sets. */
export function union(one: ByteSet, other: ByteSet): ByteSet {
  return one.map((bit, index) => bit | (other[index] as number));
}

const known = new WeakMap<ByteSet, WeakMap<ByteSet, ByteSet>>();
const none: ByteSet = new Uint8Array(256);

/** @returns the bytes that are in both sets; undefined where there are none. The sets must not change afterwards. */
export function intersection(one: ByteSet, other: ByteSet): ByteSet | undefined {
  let row = known.get(one);
  if (row === undefined) {
    row = new WeakMap();
    known.set(one, row);
  }
  let both = row.get(other);
  if (both === undefined) {
    const common = one.map((bit, byte) => bit & (other[byte] as number));
    both = common.includes(1) ? common : none;
    row.set(other, both);
  }
  return both === none ? undefined : both;
}

/** @returns `set` with both cases of each ASCII letter in it, as PCRE folds case without UTF mode. */
export function foldCase(set: ByteSet): ByteSet {
  const folded = set.slice();
  for (let upper = 65; upper <= 90; upper++) {
    const bit = (set[upper] as number) | (set[upper + 32] as number);
    folded[upper] = bit;
    folded[upper + 32] = bit;
  }
  return folded;
}

export const digits = byteRanges([48, 57]);
export const wordBytes = byteRanges([48, 57], [65, 90], [95, 95], [97, 122]);
export const spaces = byteRanges([9, 13], [32, 32]);
export const horizontalSpaces = byteRanges([9, 9], [32, 32], [160, 160]);
export const verticalSpaces = byteRanges([10, 13], [133, 133]);
export const anyByte = byteRanges([0, 255]);
export const notNewline = complement(bytesOf('\n'));

/** What `\d` and its like stand for, by their letter. */
export const classEscapes: Readonly<Record<string, ByteSet>> = {
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

/** The POSIX classes of `[[:name:]]` in the C locale. */
export const posixClasses: ReadonlyMap<string, ByteSet> = new Map([
  ['alnum', byteRanges([48, 57], [65, 90], [97, 122])],
  ['alpha', byteRanges([65, 90], [97, 122])],
  ['ascii', byteRanges([0, 127])],
  ['blank', bytesOf(' \t')],
  ['cntrl', byteRanges([0, 31], [127, 127])],
  ['digit', digits],
  ['graph', byteRanges([33, 126])],
  ['lower', byteRanges([97, 122])],
  ['print', byteRanges([32, 126])],
  ['punct', byteRanges([33, 47], [58, 64], [91, 96], [123, 126])],
  ['space', spaces],
  ['upper', byteRanges([65, 90])],
  ['word', wordBytes],
  ['xdigit', byteRanges([48, 57], [65, 70], [97, 102])],
]);
