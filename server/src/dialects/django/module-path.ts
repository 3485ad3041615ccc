import { directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import { foldersUp, type Workspace } from '../../base/workspace.ts';

/** @returns the file of the dotted module below `folder`, as Python's import finds it: a package before a module. */
export function moduleBelow(workspace: Workspace, folder: WorkspacePath, dotted: string): WorkspacePath | undefined {
  const base = joinPath(folder, dotted.replaceAll('.', '/'));
  const candidates = [joinPath(base, '__init__.py'), `${base}.py` as WorkspacePath];
  return candidates.find((path) => workspace.has(path));
}

/**
 * @returns the folder that holds the topmost package of `path`: the first folder upwards without an `__init__.py`.
 */
export function importRoot(workspace: Workspace, path: WorkspacePath): WorkspacePath {
  let folder = directoryName(path);
  while (workspace.has(joinPath(folder, '__init__.py')) && folder !== directoryName(folder)) {
    folder = directoryName(folder);
  }
  return folder;
}

/**
 * @returns the file of an absolute import, looked for in each of `folders`, then in the folders above the importing file
 * up to a root of the workspace.
 */
export function findModule(
  workspace: Workspace,
  folders: readonly WorkspacePath[],
  dotted: string,
  from: WorkspacePath,
): WorkspacePath | undefined {
  const tried = [...folders, importRoot(workspace, from), ...foldersUp(workspace, directoryName(from))];
  for (const folder of new Set(tried)) {
    const found = moduleBelow(workspace, folder, dotted);
    if (found !== undefined && found !== from) {
      return found;
    }
  }
  return undefined;
}

/** @returns the file of a relative import with `level` dots. */
export function findRelative(
  workspace: Workspace,
  from: WorkspacePath,
  level: number,
  dotted: string,
): WorkspacePath | undefined {
  let folder = directoryName(from);
  for (let step = 1; step < level; step++) {
    folder = directoryName(folder);
  }
  return dotted === ''
    ? [joinPath(folder, '__init__.py')].find((path) => workspace.has(path))
    : moduleBelow(workspace, folder, dotted);
}

/** @returns the dotted name of the module in `path`, seen from `folder`. */
export function dottedName(path: WorkspacePath, folder: WorkspacePath): string {
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return path
    .slice(base.length)
    .replace(/\.py$/, '')
    .replace(/(?:^|\/)__init__$/, '')
    .replaceAll('/', '.');
}
