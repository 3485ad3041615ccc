import { joinPath } from '../../base/path.ts';
import { readPythonDotenv } from '../../syntax/dotenv/python-dotenv.ts';
import { incomplete } from './command.ts';
import { fileVariables, withVariables } from './environment.ts';
import { optionValue } from './options.ts';
import type { Environment, EnvironmentVariable } from './process.ts';
import type { GunicornProgram, Program, UvicornProgram } from './program.ts';
import type { ServerFiles } from './server-files.ts';
import type { Unwrapped } from './unwrap.ts';

/** @returns the environment that the application of a server sees: what the server itself adds to its own is in it. */
export function programEnvironment(program: Program, command: Unwrapped, files: ServerFiles): Environment {
  switch (program.kind) {
    case 'uvicorn':
      return withEnvironmentFile(program, command, files);
    case 'gunicorn':
      return withEnvironmentOptions(program, command.environment);
    default:
      return command.environment;
  }
}

/** uvicorn, `config.py`: `--env-file` is loaded by python-dotenv, which leaves alone what is set already. */
function withEnvironmentFile(program: UvicornProgram, command: Unwrapped, files: ServerFiles): Environment {
  const { environment, workingDirectory } = command;
  const file = optionValue(program.options, '--env-file');
  if (file === undefined) {
    return program.options.complete ? environment : incomplete(environment);
  }
  const found =
    file.hole === undefined && (workingDirectory.kind === 'known' || file.value.startsWith('/'))
      ? files.find(workingDirectory.kind === 'known' ? joinPath(workingDirectory.value, file.value) : file.value)
      : undefined;
  if (found?.kind !== 'found') {
    return incomplete(environment);
  }
  const told = fileVariables(found.path, found.text, readPythonDotenv(found.text));
  return withVariables(
    environment,
    told.filter(({ name }) => !environment.variables.has(name)),
  );
}

/** gunicorn, `config.py`, `raw_env`: `NAME=value`, set over what was set before. */
function withEnvironmentOptions({ variables }: GunicornProgram, environment: Environment): Environment {
  if (variables.kind !== 'known') {
    return variables.kind === 'absent' ? environment : incomplete(environment);
  }
  const set = variables.value.flatMap((word): EnvironmentVariable[] => {
    const name = /^([A-Za-z_]\w*)=/.exec(word.value)?.[1];
    return name === undefined ? [] : [{ name, origin: word.origin, value: word.slice(name.length + 1) }];
  });
  return withVariables(environment, set);
}
