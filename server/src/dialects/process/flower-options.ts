import { absent, type Known, known, type Origin, unknown } from '../../base/known.ts';
import { directoryName, joinPath, serverPath, type WorkspacePath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { flowerDefaultConfiguration, flowerDefaultPort, flowerOptions } from '../../facts/flower.ts';
import { type FlowerWord, readFlowerWords } from './flower-words.ts';
import { type Listening, tcpAddress } from './listen.ts';
import type { EnvironmentVariable, Process } from './process.ts';
import type { FlowerProgram } from './program.ts';
import { type PythonValue, type PythonValues, readPythonValues } from './python-values.ts';
import { type FoundFile, serverFiles } from './server-files.ts';

/** Which way an option was told. */
export type FlowerSource = 'command line' | 'configuration file' | 'environment' | 'default';

/** One option as Flower ends up with it. */
export interface FlowerSetting {
  readonly source: FlowerSource;
  /** Absent where it is nowhere told. */
  readonly value: Known<string>;
  /** The whole place that told it: the word, the assignment, the variable. Undefined for the default. */
  readonly origin: Origin | undefined;
  /** The value with the place of each character. */
  readonly text: ReadText | undefined;
}

/** What Flower is told, from all places together. */
export interface FlowerOptions {
  readonly words: readonly FlowerWord[];
  readonly variables: readonly EnvironmentVariable[];
  readonly configuration: PythonValues | undefined;
  /** @returns the option of this name, with underscores. */
  get(name: string): FlowerSetting;
  /** The prefix as told; absent for none. `flowerPrefix` says what comes of it. */
  readonly urlPrefix: Known<string>;
  readonly listens: Known<readonly Listening[]>;
}

/** What Flower makes of its prefix. */
export type FlowerPrefix =
  /** Served at `/`. */
  | { readonly kind: 'none' }
  /** Served below `/path`; without slashes at its ends. */
  | { readonly kind: 'path'; readonly path: string }
  /** Nothing answers: all routes begin with two slashes. */
  | { readonly kind: 'unreachable' };

/** @returns what comes of a prefix: `rewrite_handler` of `flower/app.py`. */
export function flowerPrefix(told: string): FlowerPrefix {
  const path = told.replace(/^\/+|\/+$/g, '');
  return told === '' ? { kind: 'none' } : path === '' ? { kind: 'unreachable' } : { kind: 'path', path };
}

/**
 * Reads the options of a Flower process in Flower's own order: the command line, `flowerconfig.py` of the working
 * directory (or `--conf`), `FLOWER_*` variables, the default. Source: `flower/command.py`, `apply_options`.
 */
export function readFlowerOptions(process: Process & { program: FlowerProgram }, workspace: Workspace): FlowerOptions {
  const words = readFlowerWords(process.program.commandWords);
  const told = new Map<string, FlowerSetting>();
  const uncertain = words.some((word) => word.kind === 'hole');
  const variables = [...process.environment.variables.values()].filter(
    (variable) => variable.name.startsWith('FLOWER_') && flowerOptions.has(environmentOption(variable.name)),
  );
  for (const variable of variables) {
    told.set(environmentOption(variable.name), {
      source: 'environment',
      value: variable.value.toKnown(),
      origin: variable.origin,
      text: variable.value,
    });
  }
  const onCommandLine = new Map<string, FlowerSetting>();
  for (const word of words) {
    if (word.kind === 'option') {
      onCommandLine.set(word.option.name, wordSetting(word.word, word.value));
    }
  }
  const conf = onCommandLine.get('conf') ?? told.get('conf');
  const file = findConfiguration(process, conf, workspace);
  if (file.kind === 'read') {
    for (const [name, value] of file.values.names) {
      if (flowerOptions.has(name)) {
        told.set(name, fileSetting(file.values.path, value));
      }
    }
  }
  for (const [name, setting] of onCommandLine) {
    told.set(name, setting);
  }
  const get = (name: string): FlowerSetting => {
    const setting = told.get(name);
    const open = setting?.source !== 'command line' && (uncertain || file.kind === 'unread');
    if (open || (setting === undefined && !process.environment.complete)) {
      return nothing(unknown('a file or variable that the workspace doesn’t hold may say it'));
    }
    return setting ?? nothing(absent);
  };
  return {
    words,
    variables,
    configuration: file.kind === 'read' ? file.values : undefined,
    get,
    urlPrefix: get('url_prefix').value,
    listens: flowerListens(process, get),
  };
}

function nothing(value: Known<string>): FlowerSetting {
  return { source: 'default', value, origin: undefined, text: undefined };
}

/** @returns the option that a variable such as `FLOWER_URL_PREFIX` sets; only its first part has to be in upper case. */
export function environmentOption(name: string): string {
  return name.slice('FLOWER_'.length).toLowerCase();
}

function wordSetting(word: ReadText, value: ReadText | undefined): FlowerSetting {
  return {
    source: 'command line',
    value: value === undefined ? known('true', [word.origin]) : value.toKnown(),
    origin: word.origin,
    text: value,
  };
}

function fileSetting(path: WorkspacePath, value: PythonValue): FlowerSetting {
  const origin = { path, span: { start: value.nameSpan.start, end: value.text.origin.span.end } };
  const known_ = value.kind === 'none' ? absent : value.text.toKnown();
  return { source: 'configuration file', value: known_, origin, text: value.text };
}

type Configuration =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly values: PythonValues }
  | { readonly kind: 'unread' };

function findConfiguration(process: Process, conf: FlowerSetting | undefined, workspace: Workspace): Configuration {
  const name = conf === undefined ? known(flowerDefaultConfiguration, []) : conf.value;
  if (name.kind !== 'known') {
    return { kind: 'unread' };
  }
  const found = findFile(process, name.value, workspace);
  if (found.kind === 'found') {
    return { kind: 'read', values: readPythonValues(found.path, found.text) };
  }
  return found.kind === 'missing' && conf === undefined ? { kind: 'none' } : { kind: 'unread' };
}

function findFile(process: Process, name: string, workspace: Workspace): FoundFile {
  if (process.definition.kind === 'procfile') {
    const path = joinPath(directoryName(process.path), name);
    const text = workspace.has(path) ? workspace.read(path) : undefined;
    return text === undefined ? { kind: 'missing' } : { kind: 'found', path, text };
  }
  const files = serverFiles(workspace, process.path);
  if (process.workingDirectory.kind === 'known') {
    const folder = process.workingDirectory.value;
    const found = files.find(joinPath(folder, name));
    // A service that starts in `/` has no file of a project there.
    return folder === '/' && !name.startsWith('/') ? { kind: 'missing' } : found;
  }
  const found = files.find(name);
  return found.kind === 'found' ? { kind: 'ambiguous' } : found;
}

/** `start_http_server` of `flower/app.py`: the socket alone where one is told, else port and address. */
function flowerListens(process: Process, get: (name: string) => FlowerSetting): Known<readonly Listening[]> {
  const [socket, port, address] = [get('unix_socket'), get('port'), get('address')];
  for (const setting of [socket, port, address]) {
    if (setting.value.kind === 'unknown') {
      return setting.value;
    }
  }
  const fallback: Origin = process.words[0]?.origin ?? process.origin;
  if (socket.value.kind === 'known' && socket.value.value !== '') {
    const folder = process.workingDirectory.kind === 'known' ? process.workingDirectory.value : serverPath('/');
    const path = joinPath(folder, socket.value.value);
    const origin = socket.origin ?? fallback;
    return known([{ address: { kind: 'unix', path }, origin, byDefault: false }], [origin], socket.value.assumes);
  }
  const number = port.value.kind === 'known' ? port.value.value : String(flowerDefaultPort);
  const host = address.value.kind === 'known' ? address.value.value : '';
  const tcp = tcpAddress(host, number);
  if (tcp?.kind !== 'tcp' || tcp.port === 0) {
    return unknown('the port is chosen at start or is no number');
  }
  const origin = port.origin ?? address.origin ?? fallback;
  const assumes = [port.value, address.value].flatMap((value) => (value.kind === 'known' ? value.assumes : []));
  return known([{ address: tcp, origin, byDefault: port.origin === undefined }], [origin], assumes);
}

/** @returns the process as one that runs Flower; undefined for any other. */
export function asFlower(process: Process): (Process & { program: FlowerProgram }) | undefined {
  const { program } = process;
  return program.kind === 'flower' ? { ...process, program } : undefined;
}
