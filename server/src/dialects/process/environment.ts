import type { WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { DotenvFile } from '../../syntax/dotenv/entry.ts';
import type { Environment, EnvironmentVariable } from './process.ts';

/** Variables that a shell, systemd or supervisor gives a process without any file saying so. */
const alwaysSet =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|PWD|OLDPWD|TERM|TMPDIR|HOSTNAME|INVOCATION_ID|JOURNAL_STREAM|NOTIFY_SOCKET|LISTEN_\w+|MAINPID|MANAGERPID|SYSTEMD_\w+|\w+_DIRECTORY|XDG_\w+|SUPERVISOR_\w+|_)$/;

/** @returns whether a variable of this name is there although no file sets it. */
export function isAlwaysSet(name: string): boolean {
  return alwaysSet.test(name);
}

/** An environment in which nothing is set. */
export const emptyEnvironment: Environment = { variables: new Map(), complete: true };

/** @returns the variables that a file of them sets, in its order; the last of a name counts. */
export function fileVariables(path: WorkspacePath, text: string, file: DotenvFile): EnvironmentVariable[] {
  return file.entries.map((entry) => ({
    name: entry.name,
    origin: { path, span: entry.span },
    value: ReadText.found(path, text, entry.valueSpan, entry.value),
  }));
}

/** @returns `environment` with `variables` set, one after the other. */
export function withVariables(environment: Environment, variables: readonly EnvironmentVariable[]): Environment {
  const all = new Map(environment.variables);
  for (const variable of variables) {
    all.delete(variable.name);
    all.set(variable.name, variable);
  }
  return { variables: all, complete: environment.complete };
}
