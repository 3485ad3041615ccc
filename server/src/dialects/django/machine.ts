import type { Origin } from '../../base/known.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { Expression } from '../../syntax/python/tree.ts';
import type { Environment } from './environment.ts';
import type { Possible } from './possible.ts';
import type { Scope } from './scope.ts';
import type { FunctionValue, LibraryObject } from './value.ts';

/** What the code runs on: the parts of the evaluation that call each other, tied together by the interpreter. */
export interface Machine {
  readonly workspace: Workspace;
  readonly environment: Environment;
  /** @returns what the expression stands for in `scope`. Names that it binds are bound. */
  evaluate(expression: Expression, scope: Scope): Possible;
  /** Runs a function of the workspace. */
  callFunction(callee: FunctionValue, call: Call): Possible;
  /** Runs the file as if its text stood here, as split_settings' `include` does. */
  include(path: WorkspacePath, scope: Scope): void;
  /** @returns the files that a module's dotted name may mean; none where it isn't in the workspace. */
  findModule(dotted: string, from: WorkspacePath): WorkspacePath | undefined;
  /** @returns the module's names after it ran. */
  runModule(path: WorkspacePath): Scope | undefined;
}

/** A call whose arguments are evaluated. */
export interface Call {
  readonly machine: Machine;
  readonly scope: Scope;
  readonly origin: Origin;
  readonly positional: readonly Possible[];
  readonly named: ReadonlyMap<string, Possible>;
  /** Whether `*x` or `**x` may have brought arguments that aren't told. */
  readonly open: boolean;
}

/** What a function of a library gives; undefined where this call of it isn't understood. */
export type LibraryFunction = (call: Call) => Possible | undefined;

/** A library that settings modules use, by dotted names. */
export interface Library {
  readonly functions: Readonly<Record<string, LibraryFunction>>;
  /** What a method of an object of the library gives; undefined where this call of it isn't understood. */
  readonly methods?: (object: LibraryObject, name: string, call: Call) => Possible | undefined;
}

/** @returns the argument at `index`, or with the name; undefined where it isn't given. */
export function argument(call: Call, index: number, ...names: string[]): Possible | undefined {
  for (const name of names) {
    const value = call.named.get(name);
    if (value !== undefined) {
      return value;
    }
  }
  return call.positional[index];
}
