import { type Assumption, absent, type Known, type Origin, unknown } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Span } from '../../base/span.ts';
import { join, type Possible, resting } from './possible.ts';
import type { PythonValue } from './value.ts';

/** Where a name is given a value: `X = value` has both spans, an import or a loop only the name's statement. */
export interface Assignment {
  readonly path: WorkspacePath;
  /** The whole statement. */
  readonly span: Span;
  readonly nameSpan: Span | undefined;
  readonly valueSpan: Span | undefined;
}

/** @returns whether both name the same place of the same file. */
export function isSamePlace(one: Origin, other: Origin): boolean {
  return one.path === other.path && one.span.start === other.span.start && one.span.end === other.span.end;
}

/** The names of a module, a class body or a call. */
export class Scope {
  /** The file whose code runs here. */
  readonly path: WorkspacePath;
  readonly parent: Scope | undefined;
  #bindings: Map<string, Possible>;
  /** What every name without a binding is, once something may have bound any name. */
  #others: Possible = absent;
  /** What unbound names rest on: a file that would bind them if it were there. */
  #floor: readonly Assumption[] = [];
  /** The same for single names: a branch that wasn't taken would bind them. */
  readonly #unbound = new Map<string, readonly Assumption[]>();
  readonly #assignments = new Map<string, Assignment[]>();

  constructor(path: WorkspacePath, parent?: Scope) {
    this.path = path;
    this.parent = parent;
    this.#bindings = new Map();
  }

  /** @returns what the name holds here; absent where it isn't bound. Enclosing scopes aren't asked. */
  get(name: string): Possible {
    return this.#bindings.get(name) ?? this.#others;
  }

  /** @returns whether the name itself was bound, or may have been on one of the ways here. */
  has(name: string): boolean {
    return this.#bindings.has(name);
  }

  /** @returns what it rests on that the name isn't bound here; of every name where none is given. */
  floor(name?: string): readonly Assumption[] {
    return name === undefined ? this.#floor : [...this.#floor, ...(this.#unbound.get(name) ?? [])];
  }

  /** Takes over what it rests on in `other` that names aren't bound. */
  takeFloor(other: Scope): void {
    this.rest(undefined, other.#floor);
    for (const [name, assumes] of other.#unbound) {
      this.#unbound.set(name, [...(this.#unbound.get(name) ?? []), ...assumes]);
    }
  }

  /** Binds the name. */
  set(name: string, value: Possible): void {
    this.#bindings.set(name, value);
  }

  /** @returns the names that are bound, or may be. */
  names(): string[] {
    return [...this.#bindings.keys()];
  }

  /** Makes every name unknown: something ran that may have bound or changed any of them. */
  spoil(reason: string, origin: Origin): void {
    const value = unknown(reason, [origin]);
    this.#others = value;
    for (const [name, earlier] of this.#bindings) {
      if (!isProgramPart(earlier)) {
        this.#bindings.set(name, value);
      }
    }
  }

  /** @returns the bindings as they are now, for {@link restore}. */
  snapshot(): ScopeState {
    return { bindings: new Map(this.#bindings), others: this.#others };
  }

  /** Puts the bindings back to what they were. */
  restore(state: ScopeState): void {
    this.#bindings = new Map(state.bindings);
    this.#others = state.others;
  }

  /** Leaves what holds where the code came either on the way that is now bound or on the one of `state`. */
  joinWith(state: ScopeState): void {
    for (const name of new Set([...this.#bindings.keys(), ...state.bindings.keys()])) {
      this.#bindings.set(name, join(this.get(name), state.bindings.get(name) ?? state.others));
    }
    this.#others = join(this.#others, state.others);
  }

  /** Makes `names` (all where undefined) rest on `assumes` too. */
  rest(names: ReadonlySet<string> | undefined, assumes: readonly Assumption[]): void {
    for (const [name, value] of this.#bindings) {
      if (names === undefined || names.has(name)) {
        this.#bindings.set(name, resting(value, assumes));
      }
    }
    for (const name of names ?? []) {
      if (!this.#bindings.has(name)) {
        this.#unbound.set(name, [...(this.#unbound.get(name) ?? []), ...assumes]);
      }
    }
    if (names === undefined && assumes.length > 0) {
      this.#floor = [...this.#floor, ...assumes];
    }
  }

  /** Every name that holds the object `earlier`, itself or within, holds `later` instead: Python's objects are shared. */
  replaceObject(earlier: PythonValue, later: PythonValue): void {
    for (const [name, value] of this.#bindings) {
      const changed = replaceIn(value, earlier, later);
      if (changed !== value) {
        this.#bindings.set(name, changed);
      }
    }
  }

  /** Notes where a name is given a value. */
  note(name: string, assignment: Assignment): void {
    const list = this.#assignments.get(name);
    if (list === undefined) {
      this.#assignments.set(name, [assignment]);
    } else if (!list.some((other) => other.path === assignment.path && other.span.start === assignment.span.start)) {
      list.push(assignment);
    }
  }

  /** @returns the places where the name is given a value, in the order in which they ran. */
  assignments(name: string): readonly Assignment[] {
    return this.#assignments.get(name) ?? [];
  }
}

/** What {@link Scope.snapshot} keeps. */
export interface ScopeState {
  readonly bindings: ReadonlyMap<string, Possible>;
  readonly others: Possible;
}

function isProgramPart(value: Possible): boolean {
  return value.kind === 'known' && ['symbol', 'function', 'class', 'module', 'object'].includes(value.value.type);
}

function replaceIn<T extends Possible>(value: T, earlier: PythonValue, later: PythonValue): T {
  if (value.kind === 'known') {
    const changed = replaceWithin(value.value, earlier, later);
    return changed === value.value ? value : { ...value, value: changed };
  }
  if (value.kind === 'either') {
    const options = value.options.map((option) => replaceIn(option, earlier, later));
    return options.some((option, index) => option !== value.options[index]) ? { ...value, options } : value;
  }
  return value;
}

function replaceWithin(value: PythonValue, earlier: PythonValue, later: PythonValue): PythonValue {
  if (value === earlier) {
    return later;
  }
  if (value.type === 'list' || value.type === 'tuple' || value.type === 'set') {
    const items = value.items.map((item): Known<PythonValue> => replaceIn(item, earlier, later));
    return items.some((item, index) => item !== value.items[index]) ? { ...value, items } : value;
  }
  if (value.type === 'dictionary') {
    const entries = value.entries.map((entry) => {
      const inner: Known<PythonValue> = replaceIn(entry.value, earlier, later);
      return inner === entry.value ? entry : { ...entry, value: inner };
    });
    return entries.some((entry, index) => entry !== value.entries[index]) ? { ...value, entries } : value;
  }
  return value;
}
