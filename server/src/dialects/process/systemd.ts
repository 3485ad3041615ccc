import { absent, type Known, known, unknown } from '../../base/known.ts';
import { joinPath, type ServerPath, serverPath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import { readEnvironmentFile } from '../../syntax/dotenv/environment-file.ts';
import {
  type ExecCommand,
  expandExecVariables,
  expandSpecifiers,
  readExecLine,
  type SpecifierLookup,
  splitUnitWords,
  type VariableLookup,
} from '../../syntax/shell/exec.ts';
import { unsetVariable } from '../../syntax/shell/parameter.ts';
import { emptyEnvironment, fileVariables, isAlwaysSet, withVariables } from './environment.ts';
import type { Environment, EnvironmentVariable, Process } from './process.ts';
import { type Outcome, runCommand } from './run.ts';
import type { ServerFiles } from './server-files.ts';
import { handedSockets } from './socket-units.ts';
import { unitSpecifiers } from './specifiers.ts';
import { type UnitFile, type UnitSetting, unitSetting, unitSettings } from './unit-file.ts';

const execKeys = ['ExecStart', 'ExecStartPre', 'ExecStartPost', 'ExecStop', 'ExecStopPost', 'ExecReload'];

/** What a source of processes gives: the processes, and the scripts of the workspace that they run through. */
export interface Found {
  readonly processes: readonly Process[];
  readonly scripts: ReadonlySet<string>;
}

/**
 * @returns the processes of a service unit: those of its `ExecStart=`. systemd.service(5), systemd.exec(5).
 * @param sockets the socket units of the workspace.
 */
export function unitProcesses(unit: UnitFile, files: ServerFiles, sockets: readonly UnitFile[]): Found {
  const processes: Process[] = [];
  const scripts = new Set<string>();
  const specifiers = unitSpecifiers(unit);
  const environment = unitEnvironment(unit, files, specifiers);
  const workingDirectory = unitFolder(unit, specifiers);
  const handed = handedSockets(unit, sockets);
  for (const setting of unitSettings(unit, 'Service', 'ExecStart')) {
    for (const command of readExecLine(setting.value)) {
      const words = commandWords(command, environment, specifiers);
      const outcome: Outcome = runCommand({ words, environment, workingDirectory }, files);
      outcome.scripts.forEach((script) => {
        scripts.add(script);
      });
      for (const running of outcome.running) {
        processes.push({
          name: unit.name,
          definition: { kind: 'systemd', unit, command: { key: setting.key, prefix: command.prefix } },
          path: unit.path,
          origin: { path: setting.path, span: setting.value.origin.span },
          words,
          program: running.program,
          environment: running.environment,
          workingDirectory: running.workingDirectory,
          user: settingText(unitSetting(unit, 'Service', 'User'), specifiers),
          group: settingText(unitSetting(unit, 'Service', 'Group'), specifiers),
          handed,
        });
      }
    }
  }
  return { processes, scripts };
}

/** @returns every command of a unit as written, also those of `ExecStop=` and the like, each with its setting. */
export function unitCommands(unit: UnitFile): { readonly setting: UnitSetting; readonly command: ExecCommand }[] {
  return execKeys.flatMap((key) =>
    unitSettings(unit, 'Service', key).flatMap((setting) =>
      readExecLine(setting.value).map((command) => ({ setting, command })),
    ),
  );
}

function commandWords(command: ExecCommand, environment: Environment, specifiers: SpecifierLookup): ReadText[] {
  const words = command.words.map((word) => expandSpecifiers(word, specifiers));
  if (command.prefix.includes(':')) {
    return words;
  }
  const lookup: VariableLookup = (name, origin) =>
    environment.variables.get(name)?.value ??
    (environment.complete && !isAlwaysSet(name) ? undefined : unsetVariable(name, origin));
  return words.flatMap((word) => expandExecVariables(word, lookup));
}

function settingText(setting: UnitSetting | undefined, specifiers: SpecifierLookup): Known<string> {
  return setting === undefined ? absent : expandSpecifiers(setting.value, specifiers).toKnown();
}

/** `WorkingDirectory=` leads to `/` where it isn't set; `~` is the home folder of the user. */
function unitFolder(unit: UnitFile, specifiers: SpecifierLookup): Known<ServerPath> {
  const setting = unitSetting(unit, 'Service', 'WorkingDirectory');
  const value = settingText(setting, specifiers);
  if (value.kind === 'absent') {
    return known(serverPath('/'), [unit.head]);
  }
  if (value.kind === 'unknown') {
    return value;
  }
  const folder = value.value.replace(/^-/, '');
  return folder.startsWith('/')
    ? { ...value, value: joinPath(serverPath('/'), folder) }
    : unknown('the home folder of the user is not known', value.origins);
}

function unitEnvironment(unit: UnitFile, files: ServerFiles, specifiers: SpecifierLookup): Environment {
  let environment: Environment = emptyEnvironment;
  for (const setting of unitSettings(unit, 'Service', 'Environment')) {
    const set: EnvironmentVariable[] = [];
    for (const word of splitUnitWords(setting.value).map((each) => expandSpecifiers(each, specifiers))) {
      const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(word.value)?.[1];
      if (name !== undefined) {
        set.push({ name, origin: word.origin, value: word.slice(name.length + 1) });
      }
    }
    environment = withVariables(environment, set);
  }
  for (const setting of unitSettings(unit, 'Service', 'EnvironmentFile')) {
    const name = expandSpecifiers(setting.value, specifiers);
    const path = name.value.replace(/^-/, '');
    const found = name.hole === undefined && path.startsWith('/') ? files.find(path) : undefined;
    environment =
      found?.kind === 'found'
        ? withVariables(environment, fileVariables(found.path, found.text, readEnvironmentFile(found.text)))
        : { ...environment, complete: false };
  }
  const more = ['PassEnvironment', 'UnsetEnvironment'].some((key) => unitSettings(unit, 'Service', key).length > 0);
  return more ? { ...environment, complete: false } : environment;
}
