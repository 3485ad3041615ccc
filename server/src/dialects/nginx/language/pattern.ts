import type { ByteSet } from './byte-set.ts';

/** Where an assertion without width holds: PCRE's `\A` or `^`, `\z`, `$` or `\Z`, `(?m)^`, `(?m)$`, `\b`, `\B`. */
export type Place = 'start' | 'end' | 'last-line-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';

/** A part of a PCRE pattern over bytes. Case folding is already done in the sets. */
export type Node =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly mode: RepeatMode;
    }
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'look'; readonly ahead: boolean; readonly negative: boolean; readonly body: Node }
  | { readonly kind: 'back'; readonly index: number; readonly caseless: boolean }
  | { readonly kind: 'place'; readonly place: Place };

export type RepeatMode = 'greedy' | 'lazy' | 'possessive';

/** A pattern that was read. */
export interface Pattern {
  readonly node: Node;
  /** The number of capturing groups. */
  readonly groups: number;
  /** The groups of each name; more than one only after `(?J)` or in a branch reset. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

/** A pattern that is right, with something in it that no `Node` stands for (recursion, conditions, `\p`, verbs, ...). */
export interface UnmodelledPattern extends Omit<Pattern, 'node'> {
  readonly reason: string;
}

/** A pattern that PCRE2 refuses. */
export interface RefusedPattern {
  readonly refusal: {
    /** In PCRE2's words. */
    readonly message: string;
    /** In bytes from the start of the pattern. */
    readonly offset: number;
    /** The pattern from there on; undefined where that is its very end. */
    readonly rest: string | undefined;
  };
}

/** What reading a pattern gives. */
export type ReadPattern = Pattern | UnmodelledPattern | RefusedPattern;

/** @returns whether the pattern has a tree, to be matched and asked. */
export function isPattern(pattern: ReadPattern): pattern is Pattern {
  return 'node' in pattern;
}

/** @returns whether PCRE2 refuses the pattern. */
export function isRefused(pattern: ReadPattern): pattern is RefusedPattern {
  return 'refusal' in pattern;
}

const isAscii = /^[\0-\x7f]*$/;

/** @returns the bytes of `text` in UTF-8, one character for each byte; a byte string of ASCII is itself. */
export function toBytes(text: string): string {
  if (isAscii.test(text)) {
    return text;
  }
  let bytes = '';
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes += text[index];
      continue;
    }
    const point = text.codePointAt(index) as number;
    if (point > 0xffff) {
      index++;
    }
    bytes += utf8(point);
  }
  return bytes;
}

function utf8(point: number): string {
  const tail = (shift: number) => 0x80 | ((point >> shift) & 0x3f);
  if (point < 0x800) {
    return String.fromCharCode(0xc0 | (point >> 6), tail(0));
  }
  return point < 0x10000
    ? String.fromCharCode(0xe0 | (point >> 12), tail(6), tail(0))
    : String.fromCharCode(0xf0 | (point >> 18), tail(12), tail(6), tail(0));
}

/** @returns the text whose UTF-8 is `bytes`; a byte that is no UTF-8 stays as the character of its number. */
export function fromBytes(bytes: string): string {
  return bytes.replace(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g, (run) => {
    const lead = run.charCodeAt(0);
    let point = lead & (run.length === 2 ? 0x1f : run.length === 3 ? 0x0f : 0x07);
    for (let index = 1; index < run.length; index++) {
      point = (point << 6) | (run.charCodeAt(index) & 0x3f);
    }
    return point > 0x10ffff ? run : String.fromCodePoint(point);
  });
}
