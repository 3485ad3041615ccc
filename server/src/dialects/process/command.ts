import { type Known, unknown } from '../../base/known.ts';
import { joinPath, type ServerPath, serverPath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Environment, EnvironmentVariable } from './process.ts';

/** A command about to run: its words and where it stands. */
export interface Command {
  readonly words: readonly ReadText[];
  readonly environment: Environment;
  readonly workingDirectory: Known<ServerPath>;
}

/** @returns `environment` with `variable` set. */
export function withVariable(environment: Environment, variable: EnvironmentVariable): Environment {
  const variables = new Map(environment.variables);
  variables.delete(variable.name);
  variables.set(variable.name, variable);
  return { ...environment, variables };
}

/** @returns `environment` of which more may be set than the files tell. */
export function incomplete(environment: Environment): Environment {
  return { ...environment, complete: false };
}

/** @returns the folder that `cd` to `folder` leads to. */
export function changeDirectory(from: Known<ServerPath>, folder: ReadText): Known<ServerPath> {
  const value = folder.toKnown();
  if (value.kind !== 'known') {
    return value;
  }
  if (value.value.startsWith('/')) {
    return { ...value, value: joinPath(serverPath('/'), value.value) };
  }
  return from.kind === 'known'
    ? { ...value, value: joinPath(from.value, value.value), assumes: [...from.assumes, ...value.assumes] }
    : unknown('the folder that the command starts in is not known', value.origins);
}
