import { type Assumption, absent, type Known, known, unknown } from '../../base/known.ts';
import { joinPath } from '../../base/path.ts';
import { ReadText, toKnown } from '../../base/read-text.ts';
import { gunicornOptions } from '../../facts/commands/servers.ts';
import { splitShlex } from '../../syntax/shell/shlex.ts';
import { type Listening, readBindAddress } from './listen.ts';
import { type GivenOption, type Options, optionValue, readOptions } from './options.ts';
import type { GunicornProgram } from './program.ts';
import { type PythonValues, readPythonValues } from './python-values.ts';
import type { ServerFiles } from './server-files.ts';
import type { Unwrapped } from './unwrap.ts';

/**
 * Reads a gunicorn command as `gunicorn/app/base.py` does: the command line before `GUNICORN_CMD_ARGS` before the
 * configuration file, which is `gunicorn.conf.py` of the working directory where `-c` names none.
 */
export function readGunicorn(
  own: Pick<GunicornProgram, 'executable' | 'words' | 'asModule'>,
  command: Unwrapped,
  files: ServerFiles,
): GunicornProgram {
  const options = readOptions(own.words, gunicornOptions);
  const extra = command.environment.variables.get('GUNICORN_CMD_ARGS');
  const fromEnvironment = readOptions(extra === undefined ? [] : splitShlex(extra.value), gunicornOptions);
  const file = configurationFile(options, fromEnvironment, command, files);
  const value = (option: string, setting: string): Known<string> => {
    const given = optionValue(options, option) ?? optionValue(fromEnvironment, option);
    if (given !== undefined) {
      return given.toKnown();
    }
    if (!options.complete || !fromEnvironment.complete) {
      return unknown('a part of the command is not known');
    }
    return inFile(file, setting);
  };
  const app = options.operands[0];
  return {
    kind: 'gunicorn',
    ...own,
    options,
    app: app === undefined ? value('--wsgi-app', 'wsgi_app') : app.toKnown(),
    appWord: app,
    workerClass: value('--worker-class', 'worker_class'),
    listens: listens(own.executable, options, fromEnvironment, file, command),
    forwardedAllowIps: value('--forwarded-allow-ips', 'forwarded_allow_ips'),
    workers: value('--workers', 'workers'),
    timeout: value('--timeout', 'timeout'),
    threads: value('--threads', 'threads'),
    schemeHeaders: inFile(file, 'secure_scheme_headers'),
    folder: optionValue(options, '--chdir') ?? optionValue(fromEnvironment, '--chdir') ?? fileText(file, 'chdir'),
    variables: variables([...options.given, ...fromEnvironment.given], file),
  };
}

type ConfigurationFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly values: PythonValues }
  | { readonly kind: 'unread'; readonly reason: string };

function configurationFile(
  options: Options,
  fromEnvironment: Options,
  command: Unwrapped,
  files: ServerFiles,
): ConfigurationFile {
  const named = optionValue(options, '--config') ?? optionValue(fromEnvironment, '--config');
  const folder = command.workingDirectory;
  if (named?.hole !== undefined || named?.value.startsWith('python:') === true) {
    return { kind: 'unread', reason: 'the configuration file is not known' };
  }
  const name = (named?.value ?? 'gunicorn.conf.py').replace(/^file:/, '');
  const placed = folder.kind === 'known' || name.startsWith('/');
  const found = files.find(folder.kind === 'known' ? joinPath(folder.value, name) : name);
  if (found.kind === 'found' && placed) {
    return { kind: 'read', values: readPythonValues(found.path, found.text) };
  }
  return named === undefined && found.kind === 'missing'
    ? { kind: 'none' }
    : { kind: 'unread', reason: 'the configuration file is not in the workspace' };
}

function inFile(file: ConfigurationFile, setting: string): Known<string> {
  return file.kind === 'read' ? textOf(file.values, setting) : file.kind === 'none' ? absent : unknown(file.reason);
}

function fileText(file: ConfigurationFile, name: string): ReadText | undefined {
  return file.kind === 'read' ? file.values.get(name)?.text : undefined;
}

/** The command line comes before the file here too: one `--env` replaces its whole `raw_env`. */
function variables(given: readonly GivenOption[], file: ConfigurationFile): Known<readonly ReadText[]> {
  const told = given.filter((option) => option.fact.name === '--env').flatMap((option) => option.value ?? []);
  const inFile = file.kind === 'read' ? file.values.get('raw_env') : undefined;
  if (told.length > 0) {
    return known(told, []);
  }
  if (file.kind === 'unread' || inFile?.kind === 'other' || (file.kind === 'read' && !file.values.complete)) {
    return unknown('the configuration file may set variables');
  }
  return inFile?.kind === 'list' ? known(inFile.items, []) : absent;
}

function textOf(values: PythonValues, name: string): Known<string> {
  const value = values.get(name);
  if (value === undefined) {
    return values.complete ? absent : unknown('the configuration file says more than assignments');
  }
  return value.kind === 'text' || value.kind === 'number' ? value.text.toKnown() : unknown('computed in Python');
}

function listens(
  executable: ReadText,
  options: Options,
  fromEnvironment: Options,
  file: ConfigurationFile,
  command: Unwrapped,
): Known<readonly Listening[]> {
  let binds = options.given.filter((option) => option.fact.name === '--bind').flatMap((option) => option.value ?? []);
  if (binds.length === 0) {
    binds = fromEnvironment.given
      .filter((option) => option.fact.name === '--bind')
      .flatMap((option) => option.value ?? []);
  }
  if (binds.length === 0 && (!options.complete || !fromEnvironment.complete || file.kind === 'unread')) {
    return unknown('where gunicorn listens is not known');
  }
  if (binds.length === 0 && file.kind === 'read') {
    const bind = file.values.get('bind');
    if (bind?.kind === 'other' || (bind === undefined && !file.values.complete)) {
      return unknown('the configuration file computes where gunicorn listens');
    }
    binds = bind?.kind === 'list' ? [...bind.items] : bind === undefined ? [] : [bind.text];
  }
  if (binds.length === 0) {
    const port = toKnown(command.environment.variables.get('PORT')?.value);
    if (port.kind === 'unknown' || (port.kind === 'absent' && !command.environment.complete)) {
      return unknown('PORT may say where gunicorn listens');
    }
    const byDefault = port.kind === 'absent';
    const address = readBindAddress(byDefault ? '127.0.0.1:8000' : `0.0.0.0:${port.value}`, undefined);
    const origin = byDefault ? executable.origin : (port.origins[0] ?? executable.origin);
    return address === undefined ? unknown('PORT is no number') : known([{ address, origin, byDefault }], [origin]);
  }
  const folder = command.workingDirectory.kind === 'known' ? command.workingDirectory.value : undefined;
  const found: Listening[] = [];
  for (const bind of binds.flatMap(splitAtCommas)) {
    const address = bind.hole === undefined ? readBindAddress(bind.value.trim(), folder) : undefined;
    if (address === undefined) {
      return unknown('where gunicorn listens is not known', [bind.origin]);
    }
    found.push({ address, origin: bind.origin, byDefault: false });
  }
  return known(
    found,
    found.map((each) => each.origin),
    binds.flatMap((bind) => assumptions(bind)),
  );
}

function assumptions(text: ReadText): readonly Assumption[] {
  const value = text.toKnown();
  return value.kind === 'known' ? value.assumes : [];
}

function splitAtCommas(text: ReadText): ReadText[] {
  const parts: ReadText[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at === text.length || text.value.charAt(at) === ',') {
      if (at > start) {
        parts.push(start === 0 && at === text.length ? text : new ReadText(text.glyphs.slice(start, at), text.origin));
      }
      start = at + 1;
    }
  }
  return parts;
}
