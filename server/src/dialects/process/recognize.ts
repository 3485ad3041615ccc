import { absent, type Known, known, unknown } from '../../base/known.ts';
import { baseName, joinPath, type ServerPath, serverPath } from '../../base/path.ts';
import { ReadText, toKnown } from '../../base/read-text.ts';
import { beatOptions, celeryCommands, celeryOptions, workerOptions } from '../../facts/commands/celery.ts';
import { uvicornOptions } from '../../facts/commands/servers.ts';
import { changeDirectory } from './command.ts';
import { readGunicorn } from './gunicorn.ts';
import { type Listening, listening, tcpAddress } from './listen.ts';
import { hasOption, type Options, optionKnown, optionValue, readOptions } from './options.ts';
import { readOtherServer } from './other-servers.ts';
import type { CeleryWords, Program, RedisProgram, UvicornProgram } from './program.ts';
import type { ServerFiles } from './server-files.ts';
import type { Unwrapped } from './unwrap.ts';

/** @returns what the command runs, told from its first word. */
export function recognizeProgram(command: Unwrapped, files: ServerFiles): Program {
  const executable = command.words[0] ?? new ReadText([], { path: files.path, span: { start: 0, end: 0 } });
  const own = { executable, words: command.words.slice(1), asModule: command.asModule };
  switch (baseName(executable.value)) {
    case 'uvicorn':
      return readUvicorn(own, command);
    case 'gunicorn':
    case 'gunicorn3':
      return readGunicorn(own, command, files);
    case 'celery':
      return readCelery(own, command);
    case 'flower':
      return command.asModule ? readCelery(own, command) : readStandaloneFlower(own, command);
    case 'daphne':
    case 'hypercorn':
      return readOtherServer(baseName(executable.value) as 'daphne' | 'hypercorn', own, command);
    case 'redis-server':
      return readRedis(own);
    default:
      return { kind: 'other', ...own };
  }
}

type Words = Pick<UvicornProgram, 'executable' | 'words' | 'asModule'>;

/** The value of a variable of the environment, as a default for an option. */
function variableKnown(command: Unwrapped, name: string): Known<string> {
  const variable = command.environment.variables.get(name);
  return variable?.value.toKnown() ?? absent;
}

function firstKnown(...values: readonly Known<string>[]): Known<string> {
  return values.find((value) => value.kind !== 'absent') ?? absent;
}

/** uvicorn, `main.py` and `config.py`: `--fd` before `--uds` before `--host` and `--port`. Every option may be `UVICORN_*`. */
function readUvicorn(own: Words, command: Unwrapped): UvicornProgram {
  const options = readOptions(own.words, uvicornOptions);
  const value = (name: string): Known<string> =>
    firstKnown(
      optionKnown(options, name),
      variableKnown(command, `UVICORN_${name.slice(2).toUpperCase().replaceAll('-', '_')}`),
    );
  const appWord = options.operands[0];
  return {
    kind: 'uvicorn',
    ...own,
    options,
    app: toKnown(appWord),
    appWord,
    listens: uvicornListens(own, value, command),
    proxyHeaders: proxyHeaders(options),
    forwardedAllowIps: firstKnown(value('--forwarded-allow-ips'), variableKnown(command, 'FORWARDED_ALLOW_IPS')),
    rootPath: value('--root-path'),
    workers: firstKnown(value('--workers'), variableKnown(command, 'WEB_CONCURRENCY')),
  };
}

function proxyHeaders(options: Options): Known<boolean> {
  const given = options.given.findLast((option) => /^--(no-)?proxy-headers$/.test(option.spelling.value));
  if (given === undefined) {
    return options.complete ? absent : unknown('a part of the command is not known');
  }
  return known(!given.spelling.value.startsWith('--no-'), [given.spelling.origin]);
}

function uvicornListens(
  own: Words,
  value: (name: string) => Known<string>,
  command: Unwrapped,
): Known<readonly Listening[]> {
  const descriptor = value('--fd');
  const socket = value('--uds');
  const host = value('--host');
  const port = value('--port');
  const unread = [descriptor, socket, host, port].find((part) => part.kind === 'unknown');
  if (unread?.kind === 'unknown') {
    return unread;
  }
  if (descriptor.kind === 'known') {
    return one({ kind: 'descriptor', number: Number(descriptor.value) }, descriptor);
  }
  if (socket.kind === 'known') {
    const folder = command.workingDirectory.kind === 'known' ? command.workingDirectory.value : serverPath('/');
    return one({ kind: 'unix', path: joinPath(folder, socket.value) }, socket);
  }
  const address = tcpAddress(
    host.kind === 'known' ? host.value : '127.0.0.1',
    port.kind === 'known' ? port.value : '8000',
  );
  const said = [host, port].filter((part) => part.kind === 'known');
  return address === undefined
    ? unknown('the port is no number')
    : known(
        [{ address, origin: said.at(-1)?.origins[0] ?? own.executable.origin, byDefault: said.length === 0 }],
        said.flatMap((part) => part.origins),
        said.flatMap((part) => part.assumes),
      );
}

function one(
  address: Listening['address'],
  value: Extract<Known<string>, { kind: 'known' }>,
): Known<readonly Listening[]> {
  const origin = value.origins[0];
  return origin === undefined
    ? unknown('no place says it')
    : known([{ address, origin, byDefault: false }], value.origins, value.assumes);
}

/** redis-server: `--port 6380`, `--unixsocket /path`; a configuration file may say anything else. */
function readRedis(own: Words): RedisProgram {
  const file = own.words[0]?.value.startsWith('-') === false;
  const at = own.words.findIndex((word) => word.value === '--port');
  const port = own.words[at + 1];
  const address = tcpAddress('', at >= 0 && port !== undefined ? port.value : '6379');
  if ((file && at < 0) || address === undefined || port?.hole !== undefined) {
    return { kind: 'redis', ...own, listens: unknown('the configuration of Redis is not read') };
  }
  const listens =
    at >= 0 && port !== undefined
      ? [listening(address, port)]
      : [{ address, origin: own.executable.origin, byDefault: true }];
  return { kind: 'redis', ...own, listens: known(listens, [listens[0]?.origin ?? own.executable.origin]) };
}

/** celery 5, `bin/celery.py`: options, a command, and the command's own words. */
function readCelery(own: Words, command: Unwrapped): Program {
  const at = commandIndex(own.words);
  const global = readOptions(own.words.slice(0, at), celeryOptions);
  const name = own.words[at];
  if (name === undefined) {
    return { kind: 'other', ...own };
  }
  const commandWords = own.words.slice(at + 1);
  const shared: CeleryWords = {
    ...own,
    global,
    command: name,
    commandWords,
    app: firstKnown(optionKnown(global, '--app'), variableKnown(command, 'APP'), variableKnown(command, 'CELERY_APP')),
    broker: firstKnown(
      optionKnown(global, '--broker'),
      variableKnown(command, 'BROKER_URL'),
      variableKnown(command, 'CELERY_BROKER'),
      variableKnown(command, 'CELERY_BROKER_URL'),
    ),
  };
  switch (name.value) {
    case 'worker': {
      const options = readOptions(commandWords, workerOptions);
      return { kind: 'worker', ...shared, options, beat: hasOption(options, '--beat') };
    }
    case 'beat':
      return { kind: 'beat', ...shared, options: readOptions(commandWords, beatOptions) };
    case 'flower':
      return { kind: 'flower', ...shared, standalone: false };
    default:
      return { kind: 'celery', ...shared };
  }
}

/** Flower 0.9: `flower -A shop --port=5555`; the options of both stand side by side. */
function readStandaloneFlower(own: Words, command: Unwrapped): Program {
  const global = readOptions(own.words, celeryOptions);
  return {
    kind: 'flower',
    ...own,
    global,
    command: own.executable,
    commandWords: own.words,
    app: optionKnown(global, '--app'),
    broker: firstKnown(optionKnown(global, '--broker'), variableKnown(command, 'BROKER_URL')),
    standalone: true,
  };
}

/**
 * @returns the index of the command's name. Celery 4 took `celery worker -A shop` and Celery 5 takes `celery -A shop worker`;
 * an option that takes a value hides the word behind it.
 */
function commandIndex(words: readonly ReadText[]): number {
  for (let i = 0; i < words.length; i++) {
    const value = (words[i] as ReadText).value;
    if (value.startsWith('-')) {
      const fact = celeryOptions.get(value);
      i += fact?.takesValue === true ? 1 : 0;
    } else if (celeryCommands.has(value)) {
      return i;
    } else if ((words[i] as ReadText).hole === undefined) {
      return i;
    }
  }
  return words.length;
}

/** @returns the folder that `program` works in: `--workdir` of celery and `--chdir` of gunicorn lead elsewhere. */
export function programFolder(program: Program, folder: Known<ServerPath>): Known<ServerPath> {
  const there =
    'global' in program
      ? optionValue(program.global, '--workdir')
      : program.kind === 'gunicorn'
        ? program.folder
        : undefined;
  return there === undefined ? folder : changeDirectory(folder, there);
}
