import type { ByteSet } from './byte-set.ts';
import { anyByte, bytesOf, intersection } from './byte-set.ts';
import type { Node, Place } from './pattern.ts';

/** Where in a subject an edge without width may be taken. */
export type Guard = 'start' | 'end';

/** A nondeterministic automaton over bytes. States are numbers from 0. */
export interface Automaton {
  readonly initial: number;
  readonly accepting: number;
  /** Edges that take a byte, by state. */
  readonly edges: readonly (readonly { readonly set: ByteSet; readonly to: number }[])[];
  /** Edges that take none, by state. */
  readonly jumps: readonly (readonly { readonly guard: Guard | undefined; readonly to: number }[])[];
  /** Whether it accepts exactly the subjects that it stands for; else it accepts those and more. */
  readonly exact: boolean;
}

/** A repetition is unrolled this often at most; beyond it is taken for endless, which is no longer exact. */
const mostCopies = 64;
/** An automaton with more states is given up: everything is accepted. */
const mostStates = 6000;

class TooLarge extends Error {}

/** Builds an automaton state by state. */
export class AutomatonBuilder {
  readonly edges: { set: ByteSet; to: number }[][] = [];
  readonly jumps: { guard: Guard | undefined; to: number }[][] = [];
  exact = true;
  /** Takes the place of the body of a group, where set. */
  readonly #groups: ReadonlyMap<number, Automaton>;

  constructor(groups: ReadonlyMap<number, Automaton> = new Map()) {
    this.#groups = groups;
  }

  /** @returns a new state; throws where there are too many. */
  state(): number {
    if (this.edges.length >= mostStates) {
      throw new TooLarge();
    }
    this.edges.push([]);
    this.jumps.push([]);
    return this.edges.length - 1;
  }

  /** Adds an edge that takes a byte of `set`. */
  take(from: number, set: ByteSet, to: number): void {
    this.edges[from]?.push({ set, to });
  }

  /** Adds an edge that takes nothing, and that is open only at `guard` where one is given. */
  jump(from: number, to: number, guard?: Guard): void {
    this.jumps[from]?.push({ guard, to });
  }

  /** Adds the ways of `node` that begin at `from`. @returns the state in which they end. */
  add(node: Node, from: number, isLast: boolean): number {
    switch (node.kind) {
      case 'set': {
        const to = this.state();
        this.take(from, node.set, to);
        return to;
      }
      case 'sequence':
        return node.items.reduce(
          (at, item, index) => this.add(item, at, isLast && restIsEmpty(node.items, index)),
          from,
        );
      case 'choice': {
        const to = this.state();
        for (const option of node.options) {
          this.jump(this.add(option, this.#after(from), isLast), to);
        }
        return to;
      }
      case 'repeat':
        return this.#repeat(node, from);
      case 'group': {
        const instead = this.#groups.get(node.index);
        return instead === undefined ? this.add(node.body, from, isLast) : this.graft(instead, from);
      }
      case 'atomic':
        this.exact = false;
        return this.add(node.body, from, isLast);
      case 'look':
        this.exact = false;
        return from;
      case 'back': {
        this.exact = false;
        const to = this.#after(from);
        this.take(to, anyByte, to);
        return to;
      }
      case 'place':
        return this.#place(node.place, from, isLast);
    }
  }

  #after(from: number): number {
    const to = this.state();
    this.jump(from, to);
    return to;
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>, from: number): number {
    if (node.mode === 'possessive') {
      this.exact = false;
    }
    let at = from;
    const copies = Math.min(node.min, mostCopies);
    for (let copy = 0; copy < copies; copy++) {
      at = this.add(node.body, at, false);
    }
    if (copies < node.min) {
      this.exact = false;
    }
    const optional = node.max - node.min;
    if (optional > mostCopies) {
      if (node.max !== Infinity) {
        this.exact = false;
      }
      const loop = this.#after(at);
      this.jump(this.add(node.body, loop, false), loop);
      return this.#after(loop);
    }
    const to = this.state();
    for (let copy = 0; copy < optional; copy++) {
      this.jump(at, to);
      at = this.add(node.body, at, false);
    }
    this.jump(at, to);
    return to;
  }

  #place(place: Place, from: number, isLast: boolean): number {
    const to = this.state();
    switch (place) {
      case 'start':
        this.jump(from, to, 'start');
        return to;
      case 'end':
        this.jump(from, to, 'end');
        return to;
      case 'last-line-end': {
        // A final newline may follow; taking it is right only where the pattern takes nothing more.
        const newline = this.state();
        this.jump(from, to, 'end');
        this.take(from, bytesOf('\n'), newline);
        this.jump(newline, to, 'end');
        if (!isLast) {
          this.exact = false;
        }
        return to;
      }
      default:
        this.exact = false;
        this.jump(from, to);
        return to;
    }
  }

  /** Adds another automaton behind `from`. @returns the state in which it accepts. */
  graft(other: Automaton, from: number): number {
    const base = this.edges.length;
    for (let state = 0; state < other.edges.length; state++) {
      this.state();
    }
    other.edges.forEach((edges, state) => {
      for (const { set, to } of edges) {
        this.take(base + state, set, base + to);
      }
      for (const { guard, to } of other.jumps[state] ?? []) {
        this.jump(base + state, base + to, guard);
      }
    });
    this.jump(from, base + other.initial);
    this.exact &&= other.exact;
    return base + other.accepting;
  }
}

/** Whether all that follows in a sequence takes nothing. */
function restIsEmpty(items: readonly Node[], index: number): boolean {
  return items.slice(index + 1).every((item) => item.kind === 'place' || item.kind === 'look');
}

const everything: Automaton = {
  initial: 0,
  accepting: 0,
  edges: [[{ set: anyByte, to: 0 }]],
  jumps: [[]],
  exact: false,
};

/**
 * @param groups automata that take the place of the bodies of groups.
 * @returns an automaton for the subjects in which the pattern is found somewhere.
 */
export function searchAutomaton(node: Node, groups: ReadonlyMap<number, Automaton> = new Map()): Automaton {
  return build(groups, (builder) => {
    const initial = builder.state();
    builder.take(initial, anyByte, initial);
    const begin = builder.state();
    builder.jump(initial, begin);
    const end = builder.add(node, begin, true);
    const accepting = builder.state();
    builder.jump(end, accepting);
    builder.take(accepting, anyByte, accepting);
    return { initial, accepting };
  });
}

/** @returns an automaton for the texts that the pattern takes as a whole. */
export function wholeAutomaton(node: Node): Automaton {
  return build(new Map(), (builder) => {
    const initial = builder.state();
    return { initial, accepting: builder.add(node, initial, true) };
  });
}

function build(
  groups: ReadonlyMap<number, Automaton>,
  fill: (builder: AutomatonBuilder) => { initial: number; accepting: number },
): Automaton {
  const builder = new AutomatonBuilder(groups);
  try {
    const ends = fill(builder);
    return { ...ends, edges: builder.edges, jumps: builder.jumps, exact: builder.exact };
  } catch (error) {
    if (error instanceof TooLarge) {
      return everything;
    }
    throw error;
  }
}

/** @returns an automaton for the texts that both accept, guards of either kept. */
export function productAutomaton(one: Automaton, other: Automaton): Automaton {
  return build(new Map(), (builder) => {
    const states = new Map<number, number>();
    const width = other.edges.length;
    const pending: [number, number][] = [];
    const stateOf = (left: number, right: number): number => {
      const key = left * width + right;
      let state = states.get(key);
      if (state === undefined) {
        state = builder.state();
        states.set(key, state);
        pending.push([left, right]);
      }
      return state;
    };
    const initial = stateOf(one.initial, other.initial);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [left, right] = next;
      const from = stateOf(left, right);
      for (const { guard, to } of one.jumps[left] ?? []) {
        builder.jump(from, stateOf(to, right), guard);
      }
      for (const { guard, to } of other.jumps[right] ?? []) {
        builder.jump(from, stateOf(left, to), guard);
      }
      for (const first of one.edges[left] ?? []) {
        for (const second of other.edges[right] ?? []) {
          const set = intersection(first.set, second.set);
          if (set !== undefined) {
            builder.take(from, set, stateOf(first.to, second.to));
          }
        }
      }
    }
    builder.exact = one.exact && other.exact;
    return { initial, accepting: stateOf(one.accepting, other.accepting) };
  });
}

/**
 * @returns the same automaton with its guards resolved, so that it can stand for a part of a subject: begin and end are
 *   then those of the part.
 */
export function withoutGuards(automaton: Automaton): Automaton {
  return build(new Map(), (builder) => {
    const count = automaton.edges.length;
    // Each state four times: not yet and already begun, not yet and already ended.
    for (let state = 0; state < 4 * count; state++) {
      builder.state();
    }
    const accepting = builder.state();
    for (let layer = 0; layer < 4; layer++) {
      const base = layer * count;
      const started = (layer & 1) === 1;
      const ended = (layer & 2) === 2;
      for (let state = 0; state < count; state++) {
        for (const { guard, to } of automaton.jumps[state] ?? []) {
          if (guard === 'end') {
            builder.jump(base + state, (layer | 2) * count + to);
          } else if (guard === undefined || !started) {
            builder.jump(base + state, base + to);
          }
        }
        for (const { set, to } of ended ? [] : (automaton.edges[state] ?? [])) {
          builder.take(base + state, set, count + to);
        }
      }
      builder.jump(base + automaton.accepting, accepting);
    }
    builder.exact = automaton.exact;
    return { initial: automaton.initial, accepting };
  });
}
