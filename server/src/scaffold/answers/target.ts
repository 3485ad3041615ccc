import { isInside, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { readSite } from '../../site/read.ts';
import type { Site } from '../../site/site.ts';
import { readProjectAnswers } from '../project/read.ts';
import type { Answers } from './answers.ts';
import { nothingTaken, type Taken, takenIn } from './taken.ts';

/** A Django project below the folder that sites are written to. */
export interface TargetProject {
  /** Relative to the target folder; empty for that one itself, undefined for a project elsewhere. */
  readonly folder?: string;
  readonly answers: Partial<Answers>;
}

/** What lies where sites are to be written. */
export interface Target {
  /** The Django projects, those that have no site yet first. */
  readonly projects: readonly TargetProject[];
  /** How many of them have no site yet. */
  readonly open: number;
  /** The folder of the only Django project, as those of `projects` are told; the empty text where there are none or several. */
  readonly folder: string;
  /** @returns what is on the server already, seen from the folder of a site. */
  taken(folder: string): Taken;
}

/** @returns the path of a site's folder, which is given relative to `target`. */
function below(target: WorkspacePath, folder: string): WorkspacePath {
  return (folder === '' ? target : `${target === '/' ? '' : target}/${folder}`) as WorkspacePath;
}

/** A folder in which there is nothing, beside nothing. */
export const emptyTarget: Target = { projects: [], open: 0, folder: '', taken: () => nothingTaken };

/**
 * @param target the folder that sites are written to.
 * @param workspace what there is in it, and side by side with it.
 * @param site the same, joined.
 */
export function readTarget(target: WorkspacePath, workspace: Workspace, site: Site = readSite(workspace)): Target {
  const paths = new Set<string>(workspace.paths);
  const found = readProjectAnswers(workspace).filter(({ folder }) => isInside(folder, target));
  const isOpen = ({ folder }: { folder: WorkspacePath }): boolean => !paths.has(`${folder}/deploy/deploy.sh`);
  const sorted = [...found.filter(isOpen), ...found.filter((project) => !isOpen(project))];
  const projects = sorted.map(({ folder, answers }) => ({
    folder: folder.slice(target.length).replace(/^\//, ''),
    answers,
  }));
  return {
    projects,
    folder: projects.length === 1 ? (projects[0]?.folder ?? '') : '',
    open: found.filter(isOpen).length,
    taken: (folder) => takenIn(site, below(target, folder)),
  };
}
