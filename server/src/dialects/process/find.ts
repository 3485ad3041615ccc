import { absent, unknown } from '../../base/known.ts';
import { baseName, isInside, type WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
import type { Workspace } from '../../base/workspace.ts';
import { incomplete } from './command.ts';
import { isComposeFile } from './compose/document.ts';
import { composeProcesses } from './compose/processes.ts';
import { emptyEnvironment } from './environment.ts';
import { findUnits } from './find-units.ts';
import type { Environment, Process } from './process.ts';
import { procfileProcesses } from './procfile.ts';
import { isShellScript, runScript } from './run.ts';
import { serverFiles } from './server-files.ts';
import { isSupervisorText, supervisorProcesses } from './supervisor.ts';
import { type Found, unitProcesses } from './systemd.ts';

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
  const sockets = findUnits(workspace, '.socket');
  for (const unit of findUnits(workspace)) {
    add(unitProcesses(unit, serverFiles(workspace, unit.path), sockets));
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

type Reader = (path: WorkspacePath, text: string, workspace: Workspace) => Found;

const nothing: Found = { processes: [], scripts: new Set() };

function readerOf(path: WorkspacePath): Reader | undefined {
  const name = baseName(path);
  if (/^Procfile(?:\.\w+)?$/.test(name)) {
    return (own, text, workspace) => procfileProcesses(own, text, workspace, serverFiles(workspace, own));
  }
  if (isComposeFile(path)) {
    return (own, _, workspace) => composeProcesses(own, workspace, serverFiles(workspace, own));
  }
  if (/\.(?:ini|conf|supervisor)$/.test(name) || isInside(path, '/etc/supervisor')) {
    return (own, text, workspace) =>
      isSupervisorText(text)
        ? supervisorProcesses(own, text, serverFiles(workspace, own), supervisorEnvironment(workspace))
        : nothing;
  }
  return undefined;
}

const environments = new WeakMap<Workspace, Environment>();

/** An image that runs supervisor, and whoever starts it, may give it any variables. */
function supervisorEnvironment(workspace: Workspace): Environment {
  const known = environments.get(workspace);
  if (known !== undefined) {
    return known;
  }
  const inImage = workspace.paths.some(
    (path) =>
      /^dockerfile|\.dockerfile$|^containerfile/i.test(baseName(path)) && /supervisor/.test(workspace.read(path) ?? ''),
  );
  const environment = inImage ? incomplete(emptyEnvironment) : emptyEnvironment;
  environments.set(workspace, environment);
  return environment;
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
    handed: absent,
  }));
}
