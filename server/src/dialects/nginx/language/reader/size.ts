import { anyByte, type ByteSet, classEscapes } from '../byte-set.ts';
import type { Node } from '../pattern.ts';
import { anyNewline } from './shared.ts';

/** `MAX_PATTERN_SIZE` where links are of two bytes, as in the PCRE2 of every distribution. */
export const LARGEST_PATTERN = 65536;

const types: ReadonlySet<ByteSet> = new Set([anyByte, ...Object.values(classEscapes)]);
const BITMAP = 33;
const SINGLE = 2;
const GROUP = 6;
const COPY = 7;

/**
 * @returns how many bytes PCRE2 10.42 needs at least to compile a pattern (the first pass of `compile_regex` in pcre2_compile.c, where a
 * group that is repeated stands as often as it may come). Parentheses that only group are left out, since no node tells of them.
 */
export function leastSize(node: Node): number {
  switch (node.kind) {
    case 'set':
      return types.has(node.set) ? 1 : isSingle(node.set) ? SINGLE : BITMAP;
    case 'place':
      return 1;
    case 'back':
      return 3;
    case 'sequence':
      return node.items.reduce((size, item) => size + leastSize(item), 0);
    case 'choice':
      return node.options.reduce((size, option) => size + leastSize(option), 3 * (node.options.length - 1));
    case 'group':
      return GROUP + 2 + leastSize(node.body);
    case 'atomic':
      return node === anyNewline ? 1 : GROUP + leastSize(node.body);
    case 'look':
      return GROUP + leastSize(node.body);
    case 'repeat':
      return repeatedSize(node);
  }
}

/** One byte, or all but one, in one case or in both. */
function isSingle(set: ByteSet): boolean {
  let count = 0;
  for (const bit of set) {
    count += bit;
  }
  return count <= 2 || count >= 254;
}

function repeatedSize({ body, min, max }: Extract<Node, { kind: 'repeat' }>): number {
  const once = leastSize(body);
  if (body === anyNewline || (body.kind === 'set' && once < BITMAP)) {
    return max === 0 ? 0 : min > 1 ? 2 * SINGLE : SINGLE;
  }
  if (body.kind === 'set' || body.kind === 'back') {
    return max === 0 ? 0 : once;
  }
  const certain = Math.max(min, 1);
  const optional = max === Number.POSITIVE_INFINITY ? 0 : Math.max(max - certain, 0);
  return certain * once + (optional > 0 ? optional * (once + COPY) - GROUP : 0);
}
