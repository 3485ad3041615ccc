import type { Directive, Recovery, Word } from './tree.ts';

/** What the parser must know of directives to see where a `;` was forgotten. */
export interface Vocabulary {
  /** @returns whether a directive of this name exists. */
  knows(name: string): boolean;
  /** @returns whether a directive of this name takes `count` parameters, and a block where `block` is true. */
  accepts(name: string, count: number, block: boolean): boolean;
}

/**
 * Splits statements that swallowed the next line because their `;` is missing: only where Nginx can't accept the whole, where a
 * later line begins with the name of a directive, and where the part in front of it is complete.
 */
export function splitSwallowed(
  items: readonly Directive[],
  vocabulary: Vocabulary,
): { items: readonly Directive[]; recoveries: readonly Recovery[] } {
  const recoveries: Recovery[] = [];
  return { items: splitAll(items, vocabulary, recoveries), recoveries };
}

function splitAll(items: readonly Directive[], vocabulary: Vocabulary, recoveries: Recovery[]): readonly Directive[] {
  let result: Directive[] | undefined;
  for (const [index, item] of items.entries()) {
    const parts = splitOne(item, vocabulary, recoveries);
    if (parts === undefined) {
      const inner = splitBlock(item, vocabulary, recoveries);
      result ??= inner === item ? undefined : items.slice(0, index);
      result?.push(inner);
    } else {
      result ??= items.slice(0, index);
      for (const part of parts) {
        result.push(splitBlock(part, vocabulary, recoveries));
      }
    }
  }
  return result ?? items;
}

/** @returns the same statement where nothing in its block was swallowed. */
function splitBlock(item: Directive, vocabulary: Vocabulary, recoveries: Recovery[]): Directive {
  if (item.block === undefined) {
    return item;
  }
  const inner = splitAll(item.block.items, vocabulary, recoveries);
  return inner === item.block.items ? item : { ...item, block: { ...item.block, items: inner } };
}

/** @returns the statements that `item` really is; undefined where it is one. */
function splitOne(item: Directive, vocabulary: Vocabulary, recoveries: Recovery[]): readonly Directive[] | undefined {
  if (
    !item.args.some((word) => word.lineStart) ||
    vocabulary.accepts(item.name.value, item.args.length, item.block !== undefined)
  ) {
    return undefined;
  }
  const parts: Directive[] = [];
  let rest = item;
  for (let at = cutIndex(rest, vocabulary); at >= 0; at = cutIndex(rest, vocabulary)) {
    const before = rest.args.slice(0, at);
    const last = before[before.length - 1] ?? rest.name;
    const gap = { start: last.span.end, end: last.span.end };
    recoveries.push({ kind: 'semicolon', span: gap, merged: rest });
    parts.push({
      span: { start: rest.name.span.start, end: gap.end },
      name: rest.name,
      args: before,
      terminator: 'missing',
      terminatorSpan: gap,
      block: undefined,
    });
    const name = rest.args[at] as Word;
    rest = { ...rest, span: { start: name.span.start, end: rest.span.end }, name, args: rest.args.slice(at + 1) };
    if (vocabulary.accepts(rest.name.value, rest.args.length, rest.block !== undefined)) {
      break;
    }
  }
  return parts.length === 0 ? undefined : [...parts, rest];
}

/** The index of the first parameter that begins a statement of its own, or -1. */
function cutIndex(item: Directive, vocabulary: Vocabulary): number {
  if (!vocabulary.knows(item.name.value)) {
    return -1;
  }
  return item.args.findIndex((word, index) => {
    const next = item.args[index + 1];
    return (
      word.quote === undefined &&
      word.lineStart &&
      vocabulary.knows(word.value) &&
      vocabulary.accepts(item.name.value, index, false) &&
      (next === undefined || !next.lineStart || item.block !== undefined)
    );
  });
}
