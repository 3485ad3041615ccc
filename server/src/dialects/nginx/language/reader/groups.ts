import type { Node } from '../pattern.ts';
import { type PatternCursor, PatternError } from './cursor.ts';
import { type Flags, noFlags } from './flags.ts';

/** What an open parenthesis is; `whole` is the pattern around all of them. */
export type GroupKind = 'whole' | 'plain' | 'ahead' | 'behind' | 'reset' | 'condition' | 'define';

/** Makes the node of a group of all that was read in it; `branches` are its alternatives. */
export type Wrap = (body: Node, branches: readonly Node[]) => Node;

/** An open parenthesis and what was read in it. */
interface Group {
  readonly kind: GroupKind;
  /** Where the parenthesis stands. */
  readonly start: number;
  /** The flags around it. */
  readonly flags: Flags;
  /** What becomes of what was read, at its end. */
  readonly wrap: Wrap;
  /** Whether it is the condition of a condition, which can't be repeated. */
  readonly isCondition: boolean;
  /** The alternatives in front of the one that is being read; undefined where it is the only one. */
  options: readonly Node[] | undefined;
  /** Where the items of the branch begin among all. */
  from: number;
  readonly resetTo: number;
  highest: number;
  /** The last place that this branch noted: PCRE2 tells of it where a condition has too many branches. */
  noted: number;
}

/** Something said of a group that may stand further on. */
export interface Reference {
  readonly node: Node;
  /** Its number or its name. */
  readonly target: number | string;
  /** Where PCRE2 tells of it when there is no such group. */
  readonly offset: number;
  readonly isCall: boolean;
}

/** A group that captures. */
export interface Capture {
  readonly body: Node;
  readonly start: number;
  readonly end: number;
}

/** A look-behind. */
export interface Lookbehind {
  readonly node: Node;
  readonly branches: readonly Node[];
  /** Where PCRE2 tells of it. */
  readonly offset: number;
}

const noNames: ReadonlyMap<string, readonly number[]> = new Map();

/** The parentheses of a pattern: which are open, what was read in them, what they capture and what is said of them elsewhere. */
export class PatternGroups {
  readonly #cursor: PatternCursor;
  readonly #open: Group[] = [];
  /** The items of all branches that are open. */
  readonly #items: Node[] = [];
  readonly #names: { readonly name: string; readonly number: number }[] = [];
  /** The first group of each number. */
  readonly captured: Capture[] = [];
  /** What was said of groups. */
  readonly references: Reference[] = [];
  readonly lookbehinds: Lookbehind[] = [];
  /** What can be judged only when all is read, in the order of `compile_branch`; each throws what it refuses. */
  readonly #claims: (() => void)[] = [];
  readonly #laterClaims: (() => void)[] = [];
  /** How many capturing groups stand in front. */
  captures = 0;
  flags: Flags;
  /** 2 behind `(?(`, where an assertion must come next, 1 where a callout came in between. */
  expectAssertion = 0;
  /** Whether there is a `(?|`: several groups may then have one number. */
  resets = false;

  constructor(cursor: PatternCursor, caseless: boolean) {
    this.#cursor = cursor;
    this.flags = caseless ? { ...noFlags, caseless } : noFlags;
    this.open('whole', 0, (body) => body);
  }

  get #inner(): Group {
    return this.#open[this.#open.length - 1] as Group;
  }

  /** How many parentheses are open. */
  get depth(): number {
    return this.#open.length - 1;
  }

  /** The groups of each name, in the order of the pattern. */
  get names(): ReadonlyMap<string, readonly number[]> {
    if (this.#names.length === 0) {
      return noNames;
    }
    const all = new Map<string, number[]>();
    for (const { name, number } of this.#names) {
      all.set(name, [...(all.get(name) ?? []), number]);
    }
    return all;
  }

  /** Whether a look-around is open. */
  get looks(): boolean {
    return this.#open.some(({ kind }) => kind === 'ahead' || kind === 'behind');
  }

  /** Adds an item to the branch that is being read. */
  add(node: Node): void {
    this.#items.push(node);
  }

  /** Puts another node in the place of the last item. */
  changeLast(change: (last: Node) => Node): void {
    const last = this.#items.pop();
    if (last !== undefined) {
      this.#items.push(change(last));
    }
  }

  /** Opens a group; `wrap` makes the node of what will be read in it. */
  open(kind: GroupKind, start: number, wrap: Wrap, isCondition = false): void {
    this.#open.push({
      kind,
      start,
      flags: this.flags,
      wrap,
      isCondition,
      options: undefined,
      from: this.#items.length,
      resetTo: this.captures,
      highest: this.captures,
      noted: 0,
    });
    this.resets ||= kind === 'reset';
  }

  /** Opens a group that captures. */
  capture(start: number): void {
    const index = ++this.captures;
    this.open('plain', start, (body) => {
      this.captured[index] ??= { body, start, end: this.#cursor.at };
      return { kind: 'group', index, body };
    });
  }

  /** Opens a named group; its name ends in front of the cursor. */
  define(name: string, start: number): void {
    const number = this.captures + 1;
    for (const known of this.#names) {
      if (known.name === name && known.number === number) {
        this.capture(start);
        return;
      }
      if (known.name === name && !this.flags.duplicateNames) {
        this.#cursor.fail('two named subpatterns have the same name (PCRE2_DUPNAMES not set)');
      }
      if (known.name !== name && known.number === number) {
        this.#cursor.fail('different names for subpatterns of the same number are not allowed');
      }
    }
    this.#names.push({ name, number });
    this.capture(start);
  }

  /** Opens a look-around. */
  look(ahead: boolean, negative: boolean, start: number, isCondition: boolean, offset = start): void {
    const wrap: Wrap = (body, branches) => {
      const node: Node = { kind: 'look', ahead, negative, body };
      if (!ahead) {
        this.lookbehinds.push({ node, branches, offset });
      }
      return node;
    };
    this.open(ahead ? 'ahead' : 'behind', start, wrap, isCondition);
  }

  /** Opens a condition whose test stands in front of the cursor; `offset` is where PCRE2 tells of too many branches. */
  condition(kind: 'condition' | 'define', start: number, offset?: number): void {
    this.#cursor.leaveOut('a condition');
    const around = this.#inner;
    around.noted = offset ?? around.noted;
    const told = around.noted;
    const [most, reason] =
      kind === 'define'
        ? [1, 'DEFINE subpattern contains more than one branch']
        : [2, 'conditional subpattern contains more than two branches'];
    this.open(kind, start, (body, branches) => {
      if (branches.length > most) {
        this.#laterClaims.push(() => {
          throw new PatternError(reason, told);
        });
      }
      return kind === 'define' ? { kind: 'sequence', items: [] } : body;
    });
  }

  /** Ends a branch at `|`. */
  alternative(): void {
    const group = this.#inner;
    group.options = [...(group.options ?? []), this.#branch(group)];
    group.noted = 0;
    if (group.kind === 'reset') {
      group.highest = Math.max(group.highest, this.captures);
      this.captures = group.resetTo;
    }
  }

  /** @returns the branch that is being read, as it is when it ends here. */
  #branch({ from }: Group): Node {
    const items = this.#items.splice(from);
    return items.length === 1 ? (items[0] as Node) : { kind: 'sequence', items };
  }

  #close(group: Group): Node {
    const last = this.#branch(group);
    const branches = group.options === undefined ? [last] : [...group.options, last];
    const body: Node = group.options === undefined ? last : { kind: 'choice', options: branches };
    return group.wrap(body, branches);
  }

  /** Closes the innermost group. @returns whether it may be repeated. */
  close(): boolean {
    if (this.depth === 0) {
      return this.#cursor.fail('unmatched closing parenthesis', 1);
    }
    const group = this.#open.pop() as Group;
    this.flags = group.flags;
    if (group.kind === 'reset') {
      this.captures = Math.max(group.highest, this.captures);
    }
    this.add(this.#close(group));
    return !group.isCondition;
  }

  /** Ends the pattern. @returns all that was read. */
  end(): Node {
    return this.#close(this.#inner);
  }

  /** Adds a reference to a group by number or name, a call of it where `isCall`. */
  refer(target: number | string, offset: number, isCall = false): void {
    const node = { kind: 'back' as const, index: 0, caseless: this.flags.caseless };
    this.add(node);
    this.references.push({ node, target, offset, isCall });
    this.#inner.noted = offset;
    this.claim(target, offset);
    if (isCall) {
      this.#cursor.leaveOut('a call of a group');
    }
    this.later(() => {
      const [index = 0, ...others] = this.numbersOf(target);
      node.index = index;
      if (others.length > 0) {
        this.#cursor.leaveOut('a reference to several groups');
      }
    });
  }

  /** Notes that a group is spoken of, which may come later. */
  claim(target: number | string, offset: number): void {
    this.later(() => {
      if (this.numbersOf(target).length === 0) {
        throw new PatternError('reference to non-existent subpattern', offset);
      }
    });
  }

  /** Notes something to judge when all is read; `judge` throws what it refuses. */
  later(judge: () => void): void {
    this.#claims.push(judge);
  }

  /** @returns the numbers of the groups that are meant, 0 for the whole pattern; none where there is no such group. */
  numbersOf(target: number | string): readonly number[] {
    return typeof target === 'string'
      ? this.#names.filter(({ name }) => name === target).map(({ number }) => number)
      : target <= this.captures
        ? [target]
        : [];
  }

  /** Judges what had to wait. */
  judge(): void {
    for (const judge of [...this.#claims, ...this.#laterClaims]) {
      judge();
    }
  }
}
