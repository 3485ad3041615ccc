import type { Assumption } from '../../base/known.ts';
import type { Statement } from '../../syntax/python/tree.ts';
import type { Environment } from './environment.ts';
import type { Machine } from './machine.ts';
import type { Possible } from './possible.ts';
import type { Scope, ScopeState } from './scope.ts';

/** One run of statements: a module, a class body or a call. */
export interface Frame {
  readonly scope: Scope;
  /** The text of the file, for statements that couldn't be read. */
  readonly text: string;
  /** What the way here rests on. */
  conditions: readonly Assumption[];
  returned: Possible | undefined;
  /** A `break` or `continue` ran. */
  escaped: boolean;
  /** How many `try` blocks around catch a failing import. */
  guards: number;
  /** The import that failed, until a `try` catches it. */
  failedImport: Assumption | undefined;
}

/** What the names and the environment held at one moment. */
export interface State {
  readonly scope: ScopeState;
  readonly environment: ReadonlyMap<string, Possible>;
}

/** What runs statements: the interpreter, as the parts of it see it. */
export interface Runner extends Machine {
  readonly environment: Environment;
  /** Variables of which a guard that raises says that they must be set. */
  readonly required: Set<string>;
  /** @returns whether the code goes on behind the statements. */
  run(statements: readonly Statement[], frame: Frame): boolean;
}

/** @returns a run of statements that begins in `scope`. */
export function newFrame(scope: Scope, text: string): Frame {
  return { scope, text, conditions: [], returned: undefined, escaped: false, guards: 0, failedImport: undefined };
}
