import { baseName } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import { type Command, changeDirectory, incomplete, withVariable } from './command.ts';

/** What stays of a command when nothing that only starts another program is left in front. */
export interface Unwrapped extends Command {
  /** Whether the first word is a module that `python -m` runs. */
  readonly asModule: boolean;
  /** The text that a shell is given with `-c`; the words are the shell's then. */
  readonly script: ReadText | undefined;
}

/** A wrapper: the options that take a word, and the operands that it takes before the command. */
interface Wrapper {
  readonly valued: readonly string[];
  readonly operands: number;
  /** Words that have to stand behind the wrapper's name, such as `run`. */
  readonly commands?: readonly string[];
  /** Whether it loads variables that no file tells. */
  readonly environment?: boolean;
}

const plain: Wrapper = { valued: [], operands: 0 };
const run: Wrapper = { valued: [], operands: 0, commands: ['run'] };

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['exec', { valued: ['-a'], operands: 0 }],
  ['nohup', plain],
  ['command', plain],
  ['setsid', plain],
  ['builtin', plain],
  ['tini', { valued: ['-e', '-p'], operands: 0 }],
  ['tini-static', { valued: ['-e', '-p'], operands: 0 }],
  ['dumb-init', { valued: ['--rewrite', '-r'], operands: 0 }],
  ['catatonit', plain],
  ['time', plain],
  ['nice', { valued: ['-n', '--adjustment'], operands: 0 }],
  ['ionice', { valued: ['-c', '-n', '-p'], operands: 0 }],
  ['chrt', { valued: [], operands: 1 }],
  ['timeout', { valued: ['-s', '-k', '--signal', '--kill-after'], operands: 1 }],
  ['stdbuf', { valued: ['-i', '-o', '-e'], operands: 0 }],
  ['sudo', { valued: ['-u', '-g', '-h', '-p', '-C', '--user', '--group'], operands: 0 }],
  ['gosu', { valued: [], operands: 1 }],
  ['su-exec', { valued: [], operands: 1 }],
  ['chpst', { valued: ['-u', '-U', '-e', '-n'], operands: 0 }],
  ['setpriv', plain],
  ['authbind', plain],
  ['newrelic-admin', { valued: [], operands: 0, commands: ['run-program'] }],
  ['ddtrace-run', plain],
  ['opentelemetry-instrument', { valued: ['--traces_exporter', '--metrics_exporter', '--service_name'], operands: 0 }],
  ['pipenv', run],
  ['poetry', { valued: ['-C', '--directory', '-P', '--project'], operands: 0, commands: ['run'] }],
  ['pdm', run],
  ['rye', run],
  ['hatch', run],
  [
    'uv',
    {
      valued: [
        '--with',
        '--extra',
        '--group',
        '--env-file',
        '-p',
        '--python',
        '--project',
        '--package',
        '--only-group',
        '--no-group',
        '--cache-dir',
      ],
      operands: 0,
      commands: ['run'],
    },
  ],
  ['uvx', { valued: ['--from', '--with', '-p', '--python'], operands: 0 }],
  ['conda', { valued: ['-n', '--name', '-p', '--prefix'], operands: 0, commands: ['run'] }],
  ['dotenv', { valued: ['-f', '--file', '-q', '--quote'], operands: 0, commands: ['run'], environment: true }],
  ['doppler', { valued: ['-p', '-c', '--project', '--config'], operands: 0, commands: ['run'], environment: true }],
  ['infisical', { valued: ['--env', '--path'], operands: 0, commands: ['run'], environment: true }],
  ['wait-for-it', { valued: ['-t', '--timeout', '-h', '-p', '--host', '--port'], operands: 1 }],
  ['wait-for-it.sh', { valued: ['-t', '--timeout', '-h', '-p', '--host', '--port'], operands: 1 }],
  ['wait-for', { valued: ['-t', '--timeout'], operands: 1 }],
  ['dockerize', { valued: ['-wait', '-timeout', '-template', '-stdout', '-stderr'], operands: 0 }],
  ['coverage', { valued: ['--source', '--rcfile'], operands: 0, commands: ['run'] }],
  ['watchmedo', { valued: ['-d', '--directory', '-p', '--pattern'], operands: 0, commands: ['auto-restart'] }],
]);

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);

/** @returns the command that is left behind `env`, `exec`, `poetry run`, `python -m`, `tini --` and the like. */
export function unwrap(command: Command): Unwrapped {
  let current: Command = command;
  for (let round = 0; round < 12; round++) {
    const first = current.words[0];
    if (first === undefined) {
      break;
    }
    const name = baseName(first.value);
    const python = /^(?:python|pypy)[\d.]*$/.test(name);
    if (python) {
      const module = pythonModule(current.words);
      return module === undefined
        ? done(current, false)
        : done({ ...current, words: current.words.slice(module) }, true);
    }
    if (shells.has(name)) {
      return { ...current, asModule: false, script: shellScript(current.words) };
    }
    const next = name === 'env' ? unwrapEnvironment(current) : unwrapKnown(current, wrappers.get(name));
    if (next === undefined) {
      break;
    }
    current = next;
  }
  return done(current, false);
}

function done(command: Command, asModule: boolean): Unwrapped {
  return { ...command, asModule, script: undefined };
}

/** @returns the index of the word behind `-m`; undefined where Python runs a file. */
function pythonModule(words: readonly ReadText[]): number | undefined {
  for (let i = 1; i < words.length; i++) {
    const value = (words[i] as ReadText).value;
    if (/^-[a-zA-Z]*m$/.test(value)) {
      return i + 1 < words.length ? i + 1 : undefined;
    }
    if (value === '-X' || value === '-W') {
      i++;
    } else if (!value.startsWith('-')) {
      return undefined;
    }
  }
  return undefined;
}

/** @returns the text behind `-c` of a shell. */
function shellScript(words: readonly ReadText[]): ReadText | undefined {
  for (let i = 1; i < words.length; i++) {
    const value = (words[i] as ReadText).value;
    if (/^-[a-z]*c[a-z]*$/.test(value)) {
      return words[i + 1];
    }
    if (value === '-o') {
      i++;
    } else if (!value.startsWith('-')) {
      return undefined;
    }
  }
  return undefined;
}

function unwrapEnvironment(command: Command): Command | undefined {
  let { environment, workingDirectory } = command;
  let i = 1;
  for (; i < command.words.length; i++) {
    const word = command.words[i] as ReadText;
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word.value);
    if (assignment !== null) {
      const name = assignment[1] as string;
      environment = withVariable(environment, { name, origin: word.origin, value: word.slice(name.length + 1) });
    } else if (word.value === '-u' || word.value === '--unset') {
      i++;
    } else if (word.value === '-C' || word.value === '--chdir') {
      i++;
      const folder = command.words[i];
      workingDirectory = folder === undefined ? workingDirectory : changeDirectory(workingDirectory, folder);
    } else if (!word.value.startsWith('-')) {
      break;
    }
  }
  return { words: command.words.slice(i), environment, workingDirectory };
}

function unwrapKnown(command: Command, wrapper: Wrapper | undefined): Command | undefined {
  if (wrapper === undefined) {
    return undefined;
  }
  const wanted = [...(wrapper.commands ?? [])];
  let operands = wrapper.operands;
  let i = 1;
  for (; i < command.words.length; i++) {
    const value = (command.words[i] as ReadText).value;
    if (value === '--') {
      i++;
      break;
    }
    if (value.startsWith('-')) {
      i += wrapper.valued.includes(value) ? 1 : 0;
    } else if (wanted.length > 0) {
      if (wanted.shift() !== value) {
        return undefined;
      }
    } else if (operands > 0) {
      operands--;
    } else {
      break;
    }
  }
  const environment = wrapper.environment === true ? incomplete(command.environment) : command.environment;
  return i < command.words.length && wanted.length === 0
    ? { ...command, words: command.words.slice(i), environment }
    : undefined;
}
