import { type Automaton, productAutomaton, searchAutomaton, wholeAutomaton, withoutGuards } from './automaton.ts';
import { anyByte, type ByteSet, bytesOf } from './byte-set.ts';
import { compilePattern } from './match.ts';
import type { Node, Pattern } from './pattern.ts';

/** A set of byte strings. */
export interface Language {
  readonly automaton: Automaton;
  /** @returns whether `text` is in it; undefined where that can't be said. */
  has(text: string): boolean | undefined;
}

/** @returns the subjects in which `pattern` is found. */
export function languageOfPattern(pattern: Pattern): Language {
  const matcher = compilePattern(pattern);
  return {
    automaton: searchAutomaton(pattern.node),
    has: (text) => {
      const found = matcher.exec(text);
      return found === 'limit' ? undefined : found !== undefined;
    },
  };
}

function literal(text: string): Node {
  return { kind: 'sequence', items: [...text].map((byte): Node => ({ kind: 'set', set: bytesOf(byte) })) };
}

const start: Node = { kind: 'place', place: 'start' };

/** @returns the texts that begin with `prefix`. */
export function languageOfPrefix(prefix: string): Language {
  return {
    automaton: searchAutomaton({ kind: 'sequence', items: [start, literal(prefix)] }),
    has: (text) => text.startsWith(prefix),
  };
}

/** @returns the language of the one text. */
export function languageOfText(wanted: string): Language {
  return { automaton: wholeAutomaton(literal(wanted)), has: (text) => text === wanted };
}

/** @returns the texts that hold one of the bytes. */
export function languageOfByte(set: ByteSet): Language {
  return {
    automaton: searchAutomaton({ kind: 'set', set }),
    has: (text) => [...text].some((byte) => set[byte.charCodeAt(0)] === 1),
  };
}

/** @returns all texts. */
export function anything(): Language {
  return {
    automaton: wholeAutomaton({
      kind: 'repeat',
      body: { kind: 'set', set: anyByte },
      min: 0,
      max: Infinity,
      mode: 'greedy',
    }),
    has: () => true,
  };
}

/**
 * What a group can hold, as far as its own part of the pattern tells.
 *
 * @returns undefined where the pattern has no such group.
 */
export function languageOfCapture(pattern: Pattern, index: number): Language | undefined {
  const body = groupBody(pattern.node, index);
  if (body === undefined) {
    return undefined;
  }
  const matcher = compilePattern({
    node: { kind: 'sequence', items: [start, body, { kind: 'place', place: 'end' }] },
    groups: pattern.groups,
    names: pattern.names,
  });
  return {
    automaton: wholeAutomaton(body),
    has: (text) => {
      const found = matcher.exec(text);
      return found === 'limit' ? undefined : found !== undefined;
    },
  };
}

/**
 * The subjects in which `pattern` is found and its group `index` holds a text of `wanted`.
 *
 * @returns undefined where the pattern has no such group.
 */
export function languageWithCapture(pattern: Pattern, index: number, wanted: Language): Language | undefined {
  const capture = languageOfCapture(pattern, index);
  if (capture === undefined) {
    return undefined;
  }
  const matcher = compilePattern(pattern);
  const inner = productAutomaton(capture.automaton, withoutGuards(wanted.automaton));
  // Which of several ways the matcher takes, the automaton doesn't know: it is never exact.
  const node = throughGroup(pattern.node, index);
  const automaton = { ...searchAutomaton(node ?? pattern.node, new Map([[throughIndex, inner]])), exact: false };
  return {
    automaton,
    has: (text) => {
      const found = matcher.exec(text);
      if (found === 'limit') {
        return undefined;
      }
      const from = found?.[2 * index] ?? -1;
      return from >= 0 && wanted.has(text.slice(from, found?.[2 * index + 1])) === true;
    },
  };
}

/** Stands for the group that a text must pass through, in the one place where it counts. */
const throughIndex = -1;

/**
 * @returns the pattern without the ways that pass by group `index`; undefined where there are no others. Of a repetition
 *   any turn may be the one that counts, which takes in more than the last one, but never less.
 */
function throughGroup(node: Node, index: number): Node | undefined {
  switch (node.kind) {
    case 'group': {
      if (node.index === index) {
        return { ...node, index: throughIndex };
      }
      const body = throughGroup(node.body, index);
      return body && { ...node, body };
    }
    case 'atomic': {
      const body = throughGroup(node.body, index);
      return body && { ...node, body };
    }
    case 'look':
      // What a look-around captured lies outside the text that is taken here.
      return groupBody(node.body, index) === undefined ? undefined : node;
    case 'sequence': {
      const items = node.items.map((item) => throughGroup(item, index));
      return items.some((item) => item !== undefined)
        ? { kind: 'sequence', items: node.items.map((item, place) => items[place] ?? item) }
        : undefined;
    }
    case 'choice': {
      const options = node.options
        .map((option) => throughGroup(option, index))
        .filter((option) => option !== undefined);
      return options.length === 0 ? undefined : { kind: 'choice', options };
    }
    case 'repeat': {
      const body = throughGroup(node.body, index);
      const turns: Node = { ...node, min: 0 };
      return body && { kind: 'sequence', items: [turns, body, turns] };
    }
    default:
      return undefined;
  }
}

/** @returns the part of the pattern in the parentheses of group `index`. */
function groupBody(node: Node, index: number): Node | undefined {
  switch (node.kind) {
    case 'group':
      return node.index === index ? node.body : groupBody(node.body, index);
    case 'sequence':
      return firstOf(node.items, index);
    case 'choice':
      return firstOf(node.options, index);
    case 'repeat':
    case 'atomic':
    case 'look':
      return groupBody(node.body, index);
    default:
      return undefined;
  }
}

function firstOf(nodes: readonly Node[], index: number): Node | undefined {
  for (const node of nodes) {
    const body = groupBody(node, index);
    if (body !== undefined) {
      return body;
    }
  }
  return undefined;
}
