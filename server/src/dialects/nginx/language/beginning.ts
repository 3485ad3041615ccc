import type { ByteSet } from './byte-set.ts';
import type { Node } from './pattern.ts';

/** @returns the bytes with which a match can begin; undefined where it may be empty or look elsewhere. */
export function firstBytes(node: Node): ByteSet | undefined {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'sequence': {
      for (const item of node.items) {
        if (item.kind !== 'place') {
          return firstBytes(item);
        }
      }
      return undefined;
    }
    case 'choice': {
      const all = new Uint8Array(256);
      for (const option of node.options) {
        const first = firstBytes(option);
        if (first === undefined) {
          return undefined;
        }
        first.forEach((bit, byte) => {
          all[byte] = (all[byte] as number) | bit;
        });
      }
      return all;
    }
    case 'repeat':
      return node.min > 0 ? firstBytes(node.body) : undefined;
    case 'group':
    case 'atomic':
      return firstBytes(node.body);
    default:
      return undefined;
  }
}

/** @returns whether every match must begin at the subject's start. */
export function startsAnchored(node: Node): boolean {
  switch (node.kind) {
    case 'place':
      return node.place === 'start';
    case 'sequence':
      return node.items.length > 0 && startsAnchored(node.items[0] as Node);
    case 'choice':
      return node.options.every(startsAnchored);
    case 'group':
    case 'atomic':
      return startsAnchored(node.body);
    case 'repeat':
      return node.min > 0 && startsAnchored(node.body);
    default:
      return false;
  }
}
