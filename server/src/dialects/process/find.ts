import { absent, unknown } from '../../base/known.ts';
import { baseName, directoryName, isInside, type WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { composeProcesses } from './compose.ts';
import { emptyEnvironment } from './environment.ts';
import type { Process } from './process.ts';
import { procfileProcesses } from './procfile.ts';
import { isShellScript, runScript } from './run.ts';
import { serverFiles } from './server-files.ts';
import { isSupervisorText, supervisorProcesses } from './supervisor.ts';
import { type Found, unitProcesses } from './systemd.ts';
import { joinUnit, type UnitFile } from './unit-file.ts';

const ourPrograms = /\b(?:uvicorn|gunicorn|celery|flower|daphne|hypercorn|redis-server)\b/;
const answers = new WeakMap<Workspace, readonly Process[]>();

/**
 * Finds every process that the files of a workspace start: service units with their drop-ins, supervisor programs,
 * compose services, Procfiles and shell scripts. Remembered for each workspace, which never changes.
 */
export function findProcesses(workspace: Workspace): readonly Process[] {
  const known = answers.get(workspace);
  if (known !== undefined) {
    return known;
  }
  const processes: Process[] = [];
  const followed = new Set<string>();
  const add = (found: Found): void => {
    processes.push(...found.processes);
    for (const script of found.scripts) {
      followed.add(script);
    }
  };
  for (const unit of findUnits(workspace)) {
    add(unitProcesses(unit, serverFiles(workspace, unit.path)));
  }
  for (const path of workspace.paths) {
    const read = readerOf(path);
    const text = read === undefined || isLink(workspace, path) ? undefined : workspace.read(path);
    if (read !== undefined && text !== undefined) {
      add(read(path, text, workspace));
    }
  }
  for (const path of workspace.paths) {
    if (mayBeScript(path) && !followed.has(path) && !isLink(workspace, path)) {
      processes.push(...scriptProcesses(path, workspace));
    }
  }
  answers.set(workspace, processes);
  return processes;
}

/** @returns every service unit of the workspace, each with its drop-ins; a link to a unit is no unit of its own. */
export function findUnits(workspace: Workspace): readonly UnitFile[] {
  return workspace.paths.flatMap((path) => {
    const text = path.endsWith('.service') && !isLink(workspace, path) ? workspace.read(path) : undefined;
    if (text === undefined) {
      return [];
    }
    const name = baseName(path);
    const dropIns = workspace.paths
      .filter((other) => other.endsWith('.conf') && directoryName(other) === `${path}.d`)
      .sort((one, other) => (baseName(one) < baseName(other) ? -1 : 1))
      .map((other) => ({ path: other, text: workspace.read(other) ?? '' }));
    return [joinUnit(path, name, [{ path, text }, ...dropIns])];
  });
}

type Reader = (path: WorkspacePath, text: string, workspace: Workspace) => Found;

const nothing: Found = { processes: [], scripts: new Set() };

function readerOf(path: WorkspacePath): Reader | undefined {
  const name = baseName(path);
  if (/^Procfile(?:\.\w+)?$/.test(name)) {
    return (own, text, workspace) => procfileProcesses(own, text, workspace, serverFiles(workspace, own));
  }
  if (/compose[^/]*\.ya?ml$/.test(name)) {
    return (own, text, workspace) => composeProcesses(own, text, workspace, serverFiles(workspace, own));
  }
  if (/\.(?:ini|conf|supervisor)$/.test(name) || isInside(path, '/etc/supervisor')) {
    return (own, text, workspace) =>
      isSupervisorText(text) ? supervisorProcesses(own, text, serverFiles(workspace, own)) : nothing;
  }
  return undefined;
}

function isLink(workspace: Workspace, path: WorkspacePath): boolean {
  return workspace.realPath(path) !== path;
}

/** A script has a name that ends with `.sh`, or stands without an ending where scripts use to. */
function mayBeScript(path: WorkspacePath): boolean {
  return /(?:\.(?:ba|z|k)?sh|\/(?:[\w-]*(?:start|entrypoint|run|celery|flower|gunicorn|uvicorn|server|worker|beat)[\w-]*))$/.test(
    path,
  );
}

function scriptProcesses(path: WorkspacePath, workspace: Workspace): Process[] {
  const text = workspace.read(path);
  if (text === undefined || !ourPrograms.test(text) || !isShellScript(path, text)) {
    return [];
  }
  const start = {
    words: [],
    environment: emptyEnvironment,
    workingDirectory: unknown('the script says not where it is started'),
  };
  const { running } = runScript(ReadText.of(path, text), start, serverFiles(workspace, path));
  return running.map(({ words, program, environment, workingDirectory }) => ({
    name: baseName(path),
    definition: { kind: 'shell' },
    path,
    origin: words[0]?.origin ?? { path, span: { start: 0, end: 0 } },
    words,
    program,
    environment,
    workingDirectory,
    user: absent,
    group: absent,
  }));
}
