import { absent, type Known, known, mapKnown, unknown } from '../../base/known.ts';
import { joinPath, type ServerPath, serverPath, type WorkspacePath } from '../../base/path.ts';
import { type Glyph, glyphsAt, holeAt, ReadText, toKnown } from '../../base/read-text.ts';
import { readSupervisorText } from '../../syntax/ini/supervisor.ts';
import type { IniSection } from '../../syntax/ini/tree.ts';
import { readKeyValues, splitShlex } from '../../syntax/shell/shlex.ts';
import { emptyEnvironment, withVariables } from './environment.ts';
import { type ListenAddress, type Listening, listening, tcpAddress } from './listen.ts';
import type { Environment, Process } from './process.ts';
import { runCommand } from './run.ts';
import type { ServerFiles } from './server-files.ts';
import type { Found } from './systemd.ts';

/** @returns whether a text of this kind of name is a configuration of supervisor with programs in it. */
export function isSupervisorText(text: string): boolean {
  return /^\[(?:program|fcgi-program):/m.test(text);
}

/**
 * @returns the processes of the `[program:x]` and `[fcgi-program:x]` of a configuration of supervisor.
 * @param inherited the environment in which supervisord itself is started.
 */
export function supervisorProcesses(
  path: WorkspacePath,
  text: string,
  files: ServerFiles,
  inherited: Environment = emptyEnvironment,
): Found {
  const processes: Process[] = [];
  const scripts = new Set<string>();
  const document = readSupervisorText(path, text);
  const daemon = document.sections.find((section) => section.name === 'supervisord');
  for (const section of document.sections) {
    const kind = /^(fcgi-)?program:(.+)$/.exec(section.name);
    const command = value(section, 'command');
    if (kind === null || command === undefined) {
      continue;
    }
    const name = (kind[2] as string).trim();
    const expand = (read: ReadText): ReadText => expandPercent(read, name, path);
    const environment = [daemon, section].reduce(
      (all, one) => setVariables(all, one === undefined ? undefined : value(one, 'environment'), expand),
      inherited,
    );
    const workingDirectory = programFolder(value(section, 'directory') ?? daemonFolder(daemon), expand);
    const words = splitShlex(expand(command));
    const outcome = runCommand({ words, environment, workingDirectory }, files);
    outcome.scripts.forEach((script) => {
      scripts.add(script);
    });
    const nameStart = section.nameSpan.start + section.name.indexOf(':') + 1;
    for (const running of outcome.running) {
      processes.push({
        name,
        definition: { kind: 'supervisor', copies: copies(value(section, 'numprocs')) },
        path,
        origin: { path, span: { start: nameStart, end: section.nameSpan.end } },
        words,
        program: running.program,
        environment: running.environment,
        workingDirectory: running.workingDirectory,
        user: toKnown(value(section, 'user')),
        group: absent,
        handed: kind[1] === 'fcgi-' ? fcgiSocket(value(section, 'socket'), expand) : absent,
      });
    }
  }
  return { processes, scripts };
}

function value(section: IniSection, key: string): ReadText | undefined {
  return section.entries.findLast((entry) => entry.key === key)?.value;
}

function copies(read: ReadText | undefined): Known<number> {
  return mapKnown(toKnown(read), (number) => Number.parseInt(number, 10));
}

/** supervisor, `datatypes.py`: `tcp://host:port` or `unix:///path`, opened once and handed to all copies as descriptor 0. */
function fcgiSocket(read: ReadText | undefined, expand: (read: ReadText) => ReadText): Known<readonly Listening[]> {
  const told = read === undefined ? undefined : expand(read);
  const unix = /^unix:\/\/(\/.+)$/.exec(told?.value ?? '')?.[1];
  const tcp = /^tcp:\/\/(.*):(\d+)$/.exec(told?.value ?? '');
  const address: ListenAddress | undefined =
    unix !== undefined
      ? { kind: 'unix', path: joinPath(serverPath('/'), unix) }
      : tcp === null
        ? undefined
        : tcpAddress(tcp[1] as string, tcp[2] as string);
  return told === undefined || told.hole !== undefined || address === undefined
    ? unknown('the socket of the program is not known')
    : known([listening(address, told)], [told.origin]);
}

function daemonFolder(daemon: IniSection | undefined): ReadText | undefined {
  return daemon === undefined ? undefined : value(daemon, 'directory');
}

function programFolder(read: ReadText | undefined, expand: (read: ReadText) => ReadText): Known<ServerPath> {
  if (read === undefined) {
    return unknown('a program of supervisor starts where supervisord was started');
  }
  const folder = expand(read).toKnown();
  return folder.kind === 'known' && !folder.value.startsWith('/')
    ? unknown('the folder of supervisord is not known', folder.origins)
    : mapKnown(folder, (path) => joinPath(serverPath('/'), path));
}

function setVariables(
  environment: Environment,
  read: ReadText | undefined,
  expand: (read: ReadText) => ReadText,
): Environment {
  const pairs = read === undefined ? [] : readKeyValues(expand(read));
  return withVariables(
    environment,
    pairs.map((pair) => ({ name: pair.name.value, origin: pair.name.origin, value: pair.value })),
  );
}

/** supervisor, `options.py`, `expand`: `%(program_name)s`, `%(ENV_X)s`, `%(here)s`, `%(process_num)02d`, `%%`. */
function expandPercent(read: ReadText, program: string, path: WorkspacePath): ReadText {
  if (!read.value.includes('%')) {
    return read;
  }
  const glyphs: Glyph[] = [];
  for (let at = 0; at < read.length; ) {
    const match = /^%(?:%|\((\w+)\)[0-9]*[sdif])/.exec(read.value.slice(at));
    if (match === null) {
      glyphs.push(read.glyphs[at] as Glyph);
      at++;
      continue;
    }
    const origin = { path, span: read.span(at, at + match[0].length) };
    const stands = match[1] === undefined ? '%' : match[1] === 'program_name' ? program : undefined;
    glyphs.push(
      ...(stands === undefined
        ? [holeAt({ reason: `%(${match[1]})s is filled in by supervisor`, splits: false }, origin)]
        : glyphsAt(stands, origin)),
    );
    at += match[0].length;
  }
  return new ReadText(glyphs, read.origin);
}
