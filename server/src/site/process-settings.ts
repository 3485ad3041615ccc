import { certain, type Known } from '../base/known.ts';
import { baseName } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import { evaluateSettings } from '../dialects/django/find-projects.ts';
import type { DjangoProject, SettingsModule } from '../dialects/django/project.ts';
import type { Settings } from '../dialects/django/settings.ts';
import type { Process } from '../dialects/process/process.ts';

/** Environment files that each machine has its own of; `.env.production` and its like are for the server wherever they stand. */
const OWN_TO_A_MACHINE = /^\.env(?:\.(?:local|dev\w*))?$/;

/**
 * @returns the settings of `module` as a process of a server sees them: with the process's variables, and with a `.env` that the
 * code reads only where the workspace is the server or a copy of its tree. In a developer's folder that file is the developer's own.
 */
export function processSettings(
  project: DjangoProject,
  module: SettingsModule,
  process: Process | undefined,
): Settings {
  const environment = new Map<string, Known<string>>();
  for (const [name, variable] of process?.environment.variables ?? []) {
    environment.set(name, variable.value.toKnown());
  }
  const isThere = process !== undefined && isInPlace(project, process);
  const workspace = isThere ? project.workspace : withoutOwnFiles(project.workspace);
  return evaluateSettings({ ...project, workspace }, module, environment);
}

/** Whether the project lies where the process looks for it: its folder is the working directory, below `/` or below a copied tree. */
function isInPlace(project: DjangoProject, process: Process): boolean {
  const folder = certain(process.workingDirectory);
  if (folder === undefined || !project.folder.endsWith(folder)) {
    return false;
  }
  const tree = project.folder.slice(0, project.folder.length - folder.length);
  return tree === '' || process.path.startsWith(`${tree}/etc/`);
}

function withoutOwnFiles(workspace: Workspace): Workspace {
  const isOwn = (path: string): boolean => OWN_TO_A_MACHINE.test(baseName(path));
  return {
    roots: workspace.roots,
    paths: workspace.paths.filter((path) => !isOwn(path)),
    has: (path) => !isOwn(path) && workspace.has(path),
    read: (path) => (isOwn(path) ? undefined : workspace.read(path)),
    realPath: (path) => workspace.realPath(path),
  };
}
