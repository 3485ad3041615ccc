import { joinPath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import type { ProjectPackages } from './packages.ts';
import { tableOf } from './toml-table.ts';

/** Names that groups of packages for a server have. */
const forServer = /^(?:prod|production|live|deploy|deployment|server)$/;

/** Names of groups for those who write the project. */
const forDevelopers = /^(?:dev|test|lint|doc|typ|check|ci$|local|debug|format|build|release|bench|tool|notebook)/;

interface Group {
  readonly name: string;
  readonly hasDjango: boolean;
}

function groupsOf(text: string): Group[] {
  const standard = tableOf(text, 'dependency-groups')
    .split(/^(?=["']?[\w.-]+["']?\s*=\s*\[)/m)
    .map((part) => [/^["']?([\w.-]+)/.exec(part)?.[1], /["']django(?![\w.-])/i.test(part)] as const);
  const poetry = [...text.matchAll(/^\[tool\.poetry\.group\.([\w-]+)\.dependencies\]/gm)].map(
    ([, name]) => [name, /^django\s*=/im.test(tableOf(text, `tool.poetry.group.${name}.dependencies`))] as const,
  );
  return [...standard, ...poetry].flatMap(([name, hasDjango]) => (name === undefined ? [] : [{ name, hasDjango }]));
}

/**
 * A `pyproject.toml` may tell its packages in groups alone (PEP 735), without a project that could be built.
 *
 * @returns the groups of a `pyproject.toml` that a server needs beside what the project itself needs.
 */
export function groupsForServer(text: string): string[] {
  const groups = groupsOf(text);
  const names = (kept: readonly Group[]): string[] => kept.map(({ name }) => name);
  if (/^\[(?:project|tool\.poetry\.dependencies)\]/m.test(text)) {
    return names(groups.filter(({ name }) => forServer.test(name)));
  }
  const used = groups.filter(({ name }) => !forDevelopers.test(name));
  return names(used.length > 0 ? used : groups.filter(({ hasDjango }) => hasDjango));
}

/**
 * @returns the groups to install with the packages of a project; empty where no program that reads groups installs them. A
 * `pyproject.toml` without a lock file is installed by its project or, where it has none, by its groups.
 */
export function neededGroups(workspace: Workspace, { folder, file }: ProjectPackages): string[] {
  const text = workspace.read(joinPath(folder, 'pyproject.toml')) ?? '';
  const byGroups = file === 'pyproject.toml' && !/^\[project\]/m.test(text);
  return byGroups || file === 'uv.lock' || file === 'poetry.lock' ? groupsForServer(text) : [];
}
