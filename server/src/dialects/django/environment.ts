import { type Known, known, type Origin, unknown } from '../../base/known.ts';
import { directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { DotenvFile } from '../../syntax/dotenv/entry.ts';
import { join, lift, type Possible, resting } from './possible.ts';
import { describe, none, type PythonValue, string } from './value.ts';

/** The environment variables that the code sees: those of the process, and those that the code reads from files. */
export class Environment {
  readonly #given: ReadonlyMap<string, Known<string>>;
  /** Variables of which a guard in the code says that they can't be left unset. */
  readonly #required: ReadonlySet<string>;
  /** Variables that were read without a fallback though nothing sets them. */
  readonly missing = new Set<string>();
  #set = new Map<string, Possible>();

  constructor(given: ReadonlyMap<string, Known<string>>, required: ReadonlySet<string>) {
    this.#given = given;
    this.#required = required;
  }

  /**
   * @returns the variable's text; absent where nothing sets it. `origin` is the place that asks.
   */
  get(name: string): Possible {
    const own = this.#set.get(name);
    if (own !== undefined) {
      return own;
    }
    const given = this.#given.get(name);
    if (given !== undefined && given.kind !== 'absent') {
      return given.kind === 'known' ? known(string(given.value), given.origins, given.assumes) : given;
    }
    return this.#required.has(name)
      ? unknown(`it is read from the environment variable ${name}, which no file sets`)
      : { kind: 'absent' };
  }

  /** Sets the variable, as `os.environ[name] = value` does. */
  set(name: string, value: Possible): void {
    this.#set.set(name, value);
  }

  /** Sets the variables of a file, those that are set already only where `overwrite`. */
  load(
    path: WorkspacePath,
    file: DotenvFile,
    overwrite: boolean,
    change: (value: string) => string = (value) => value,
  ): void {
    const earlier = new Set(file.entries.map((entry) => entry.name).filter((name) => this.get(name).kind !== 'absent'));
    for (const entry of file.entries) {
      if (overwrite || !earlier.has(entry.name)) {
        this.#set.set(entry.name, known(string(change(entry.value)), [{ path, span: entry.span }]));
      }
    }
  }

  /** @returns the state as it is now, for {@link restore} and {@link joinWith}. */
  snapshot(): ReadonlyMap<string, Possible> {
    return new Map(this.#set);
  }

  /** Puts the state back. */
  restore(state: ReadonlyMap<string, Possible>): void {
    this.#set = new Map(state);
  }

  /** Leaves what holds on the way that ran and on the one of `state`. */
  joinWith(state: ReadonlyMap<string, Possible>): void {
    const missing = (name: string): Possible =>
      this.#given.get(name)?.kind === 'known' ? unknown('it depends on a condition') : { kind: 'absent' };
    for (const name of new Set([...this.#set.keys(), ...state.keys()])) {
      this.#set.set(name, join(this.#set.get(name) ?? missing(name), state.get(name) ?? missing(name)));
    }
  }
}

/**
 * Reads a variable as most libraries do: where it is set, `cast` makes a value of its text; where it is not, the value is
 * `fallback`, and rests on the variable staying unset. Without a fallback, the variable is required.
 */
export function readVariable(
  environment: Environment,
  name: Possible,
  origin: Origin,
  cast: (text: PythonValue) => Possible,
  fallback: Possible | undefined,
): Possible {
  return lift([name], (variable) => {
    if (variable.type !== 'string') {
      return unknown('the name of the environment variable is not a text', [origin]);
    }
    const required = unknown(`it is read from the environment variable ${variable.value}, which no file sets`, [
      origin,
    ]);
    const unset = (): Possible =>
      fallback === undefined
        ? required
        : resting(fallback, [{ variable: variable.value, fallback: spell(fallback), origin }]);
    const text = environment.get(variable.value);
    if (text.kind === 'absent') {
      if (fallback === undefined) {
        environment.missing.add(variable.value);
      }
      return unset();
    }
    if (text.kind === 'either') {
      return text.options
        .map((option) => (option.kind === 'absent' ? unset() : lift([option], cast)))
        .reduce((all, value) => join(all, value));
    }
    return lift([text], cast);
  });
}

/**
 * Notes the variables that must be set since the code does something with their text that it can't do with the `None` that
 * `os.environ.get` gives for one that isn't.
 */
export function requireText(environment: Environment, value: Possible): void {
  if (value.kind === 'known' && value.value.type === 'none') {
    for (const { variable, fallback } of value.assumes) {
      if (fallback === describe(none)) {
        environment.missing.add(variable);
      }
    }
  }
}

/** The fallback of a variable that is read without one, and then is `None`. */
export const noneFallback: Possible = known(none, []);

function spell(value: Possible): string {
  return value.kind === 'known' ? describe(value.value) : '…';
}

/** @returns the nearest file of one of the names in `folder` or a folder above it; the earlier name first. */
export function findUpwards(
  workspace: Workspace,
  folder: WorkspacePath,
  names: readonly string[],
): WorkspacePath | undefined {
  for (let at = folder; ; at = directoryName(at)) {
    for (const name of names) {
      const path = joinPath(at, name);
      if (workspace.has(path)) {
        return path;
      }
    }
    if (at === '/' || at === '.' || at === directoryName(at)) {
      return undefined;
    }
  }
}
