import { firstBytes, startsAnchored } from './beginning.ts';
import { type ByteSet, intersection } from './byte-set.ts';
import type { Node, Pattern, Place } from './pattern.ts';
import { holdsAt } from './place.ts';

/**
 * What a pattern found: offsets of the whole match and of each group, two for each, -1 where a group took no part.
 */
export type Captures = Int32Array;

/** A pattern ready to run. */
export interface Matcher {
  /**
   * Looks for the leftmost match, with PCRE's order of alternatives and its rules for captures.
   *
   * @param subject a byte string.
   * @returns its captures, undefined where nothing matches, or `limit` after too many steps to say.
   */
  exec(subject: string): Captures | undefined | 'limit';
  /** How often the last run tried to go on behind a repetition; stops counting where it gave up. */
  readonly steps: number;
}

/** Gives the end of the whole match, or -1. */
type Step = (at: number) => number;

/** So many steps and no end: PCRE gives up after ten million of its own. */
const usualLimit = 2_000_000;

class LimitReached extends Error {}

/**
 * @param stepLimit how many steps a run may take before it gives up.
 * @returns a backtracking matcher that takes the same way through `pattern` as PCRE does.
 */
export function compilePattern(pattern: Pattern, stepLimit = usualLimit): Matcher {
  const machine = new Machine(pattern.groups, stepLimit);
  const run = machine.compile(pattern.node, (at) => at, undefined);
  const first = firstBytes(pattern.node);
  const anchored = startsAnchored(pattern.node);
  return {
    get steps() {
      return machine.steps;
    },
    exec: (subject) => {
      machine.begin(subject);
      const lastStart = anchored ? 0 : subject.length;
      try {
        for (let start = 0; start <= lastStart; start++) {
          if (first !== undefined && first[subject.charCodeAt(start)] !== 1) {
            continue;
          }
          const end = run(start);
          if (end >= 0) {
            machine.captures[0] = start;
            machine.captures[1] = end;
            return machine.captures.slice();
          }
        }
      } catch (error) {
        if (error instanceof LimitReached || error instanceof RangeError) {
          return 'limit';
        }
        throw error;
      }
      return undefined;
    },
  };
}

class Machine {
  readonly captures: Int32Array;
  readonly #open: Int32Array;
  #subject = '';
  steps = 0;

  readonly #stepLimit: number;

  constructor(groups: number, stepLimit: number) {
    this.#stepLimit = stepLimit;
    this.captures = new Int32Array(2 * groups + 2);
    this.#open = new Int32Array(groups + 1);
  }

  begin(subject: string): void {
    this.#subject = subject;
    this.steps = 0;
    this.captures.fill(-1);
  }

  /** `follow`: the bytes of which one must come behind the node; undefined where that isn't known. */
  compile(node: Node, next: Step, follow: ByteSet | undefined): Step {
    switch (node.kind) {
      case 'set':
        return this.#set(node.set, next);
      case 'sequence':
        return node.items.reduceRight<Step>((step, item, index) => {
          const behind = node.items[index + 1];
          return this.compile(item, step, behind === undefined ? follow : firstBytes(behind));
        }, next);
      case 'choice': {
        const options = node.options.map((option) => this.compile(option, next, follow));
        return (at) => {
          for (const option of options) {
            const end = option(at);
            if (end >= 0) {
              return end;
            }
          }
          return -1;
        };
      }
      case 'repeat':
        return this.#repeat(node, next, follow);
      case 'group':
        return this.#group(node.index, node.body, next, follow);
      case 'atomic':
        return this.#atomic(node.body, next);
      case 'look':
        return this.#look(node, next);
      case 'back':
        return this.#back(node.index, node.caseless, next);
      case 'place':
        return this.#place(node.place, next);
    }
  }

  #tick(): void {
    if (++this.steps > this.#stepLimit) {
      throw new LimitReached();
    }
  }

  #set(set: ByteSet, next: Step): Step {
    return (at) => (set[this.#subject.charCodeAt(at)] === 1 ? next(at + 1) : -1);
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>, next: Step, follow: ByteSet | undefined): Step {
    if (node.mode === 'possessive') {
      return this.#atomic({ ...node, mode: 'greedy' }, next);
    }
    const single = node.body.kind === 'set' ? node.body.set : undefined;
    if (single !== undefined && follow !== undefined && intersection(single, follow) === undefined) {
      // Nothing that the repetition could give back lets the rest go on: PCRE makes it possessive too.
      return this.#repeatAll(single, node, next);
    }
    return single !== undefined ? this.#repeatSet(single, node, next) : this.#repeatBody(node, next);
  }

  #repeatAll(set: ByteSet, { min, max }: Extract<Node, { kind: 'repeat' }>, next: Step): Step {
    return (at) => {
      const subject = this.#subject;
      const most = Math.min(subject.length, at + max);
      let end = at;
      while (end < most && set[subject.charCodeAt(end)] === 1) {
        end++;
      }
      this.#tick();
      return end < at + min || (end < subject.length && set[subject.charCodeAt(end)] === 1) ? -1 : next(end);
    };
  }

  #repeatSet(set: ByteSet, node: Extract<Node, { kind: 'repeat' }>, next: Step): Step {
    const { min, max, mode } = node;
    return (at) => {
      const subject = this.#subject;
      const most = Math.min(subject.length, at + max);
      let end = at;
      const wanted = mode === 'lazy' ? at + min : most;
      while (end < wanted && end < most && set[subject.charCodeAt(end)] === 1) {
        end++;
      }
      if (end < at + min) {
        return -1;
      }
      if (mode === 'greedy') {
        for (; end >= at + min; end--) {
          this.#tick();
          const found = next(end);
          if (found >= 0) {
            return found;
          }
        }
        return -1;
      }
      for (;;) {
        this.#tick();
        const found = next(end);
        if (found >= 0) {
          return found;
        }
        if (end >= most || set[subject.charCodeAt(end)] !== 1) {
          return -1;
        }
        end++;
      }
    };
  }

  #repeatBody(node: Extract<Node, { kind: 'repeat' }>, next: Step): Step {
    const { min, max, mode } = node;
    let count = 0;
    let started = -1;
    const leave: Step = (at) => {
      const kept = count;
      const keptStart = started;
      const end = next(at);
      count = kept;
      started = keptStart;
      return end;
    };
    const loop: Step = (at) => {
      this.#tick();
      const done = count;
      const before = started;
      // PCRE copies a body that must come several times, and lets an empty turn end only the last, endless one.
      if (at === before && (max === Infinity ? done >= min : done > min)) {
        return leave(at);
      }
      const again = (): number => {
        count = done + 1;
        started = at;
        const end = body(at);
        count = done;
        started = before;
        return end;
      };
      if (done < min) {
        return again();
      }
      if (mode === 'greedy') {
        const end = done < max ? again() : -1;
        return end >= 0 ? end : leave(at);
      }
      const end = leave(at);
      return end >= 0 || done >= max ? end : again();
    };
    const body = this.compile(node.body, loop, undefined);
    return (at) => {
      const keptCount = count;
      const keptStart = started;
      count = 0;
      started = -1;
      const end = loop(at);
      count = keptCount;
      started = keptStart;
      return end;
    };
  }

  #group(index: number, body: Node, next: Step, follow: ByteSet | undefined): Step {
    const open = this.#open;
    const captures = this.captures;
    const close: Step = (at) => {
      const start = captures[2 * index] as number;
      const end = captures[2 * index + 1] as number;
      captures[2 * index] = open[index] as number;
      captures[2 * index + 1] = at;
      const found = next(at);
      if (found < 0) {
        captures[2 * index] = start;
        captures[2 * index + 1] = end;
      }
      return found;
    };
    const inner = this.compile(body, close, follow);
    return (at) => {
      const before = open[index] as number;
      open[index] = at;
      const found = inner(at);
      open[index] = before;
      return found;
    };
  }

  #atomic(body: Node, next: Step): Step {
    const inner = this.compile(body, (at) => at, undefined);
    return (at) => {
      const kept = this.captures.slice();
      const end = inner(at);
      const found = end < 0 ? -1 : next(end);
      if (found < 0) {
        this.captures.set(kept);
      }
      return found;
    };
  }

  #look(node: Extract<Node, { kind: 'look' }>, next: Step): Step {
    let target = -1;
    const inner = this.compile(node.body, (at) => (node.ahead || at === target ? at : -1), undefined);
    return (at) => {
      const kept = this.captures.slice();
      const before = target;
      target = at;
      let holds = false;
      for (let start = at; start >= 0 && !holds; start--) {
        holds = inner(start) >= 0;
        if (node.ahead) {
          break;
        }
      }
      target = before;
      if (node.negative) {
        this.captures.set(kept);
      }
      const found = holds !== node.negative ? next(at) : -1;
      if (found < 0) {
        this.captures.set(kept);
      }
      return found;
    };
  }

  #back(index: number, caseless: boolean, next: Step): Step {
    const plain = (text: string) => (caseless ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text);
    return (at) => {
      const start = this.captures[2 * index] ?? -1;
      if (start < 0) {
        return -1;
      }
      const text = this.#subject.slice(start, this.captures[2 * index + 1]);
      const here = this.#subject.slice(at, at + text.length);
      return plain(text) === plain(here) ? next(at + text.length) : -1;
    };
  }

  #place(place: Place, next: Step): Step {
    return (at) => (holdsAt(place, this.#subject, at) ? next(at) : -1);
  }
}
