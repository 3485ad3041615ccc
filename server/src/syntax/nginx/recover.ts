import type { Directive, Recovery, Word } from './tree.ts';

/** What the parser must know of directives to see where a `;` was forgotten. */
export interface Vocabulary {
  /** @returns whether a directive of this name exists. */
  knows(name: string): boolean;
  /** @returns whether a directive of this name takes `count` parameters, and a block where `block` is true. */
  accepts(name: string, count: number, block: boolean): boolean;
}

/** More parameters than a directive can be particular about: it takes seven at most, or any number (`NGX_CONF_MAX_ARGS`). */
const MOST_COUNTED = 64;

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
  let from = -1;
  for (let at = cutIndex(item, from, vocabulary); at >= 0; at = cutIndex(item, from, vocabulary)) {
    const begin = from;
    const name = nameAt(item, begin);
    const args = item.args.slice(begin + 1, at);
    const last = args[args.length - 1] ?? name;
    const gap = { start: last.span.end, end: last.span.end };
    recoveries.push({
      kind: 'semicolon',
      span: gap,
      get merged() {
        return restOf(item, begin, MOST_COUNTED);
      },
    });
    parts.push({
      span: { start: name.span.start, end: gap.end },
      name,
      args,
      terminator: 'missing',
      terminatorSpan: gap,
      block: undefined,
    });
    from = at;
    const next = nameAt(item, from).value;
    if (vocabulary.accepts(next, item.args.length - from - 1, item.block !== undefined)) {
      break;
    }
  }
  return parts.length === 0 ? undefined : [...parts, restOf(item, from)];
}

/** The word that begins a part of a statement: the parameter at `from`, or the statement's own name for -1. */
function nameAt(item: Directive, from: number): Word {
  return from < 0 ? item.name : (item.args[from] as Word);
}

/** The part of a statement that begins with the parameter at `from`, with at most so many parameters. */
function restOf(item: Directive, from: number, most = Number.POSITIVE_INFINITY): Directive {
  const name = nameAt(item, from);
  const args = item.args.slice(from + 1, from + 1 + most);
  return { ...item, span: { start: name.span.start, end: item.span.end }, name, args };
}

/** The index of the first parameter behind `from` that begins a statement of its own, or -1. */
function cutIndex(item: Directive, from: number, vocabulary: Vocabulary): number {
  const name = nameAt(item, from).value;
  if (!vocabulary.knows(name)) {
    return -1;
  }
  for (let index = from + 1; index < item.args.length; index++) {
    const word = item.args[index] as Word;
    const next = item.args[index + 1];
    if (
      word.quote === undefined &&
      word.lineStart &&
      vocabulary.knows(word.value) &&
      vocabulary.accepts(name, index - from - 1, false) &&
      (next === undefined || !next.lineStart || item.block !== undefined)
    ) {
      return index;
    }
  }
  return -1;
}
