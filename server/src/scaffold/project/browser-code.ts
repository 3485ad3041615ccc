import { baseName, directoryName, isInside, joinPath, type WorkspacePath } from '../../base/path.ts';
import { foldersUp, type Workspace } from '../../base/workspace.ts';

const bundler = /\/(?:vite|webpack|rollup|vue|rspack)\.config\.(?:[cm]?[jt]s)$/;

/**
 * @returns the folders with browser code that a bundler builds, relative to the project's own, such as `frontend` or `../frontend`;
 * empty where that is the project's own folder, or none is there. Those outside count where none lies inside.
 */
export function browserCodeFolders(workspace: Workspace, project: WorkspacePath): string[] {
  const manifests = workspace.paths.filter(
    (path) => baseName(path) === 'package.json' && /"build"\s*:/.test(workspace.read(path) ?? ''),
  );
  const built = manifests
    .map((path) => directoryName(path))
    .filter((folder) => workspace.paths.some((path) => directoryName(path) === folder && bundler.test(path)));
  const hasOwn = manifests.includes(joinPath(project, 'package.json'));
  const below = built.filter((folder) => isInside(folder, project));
  if (hasOwn || below.length > 0) {
    return hasOwn ? [] : below.map((folder) => folder.slice(project.length + 1)).sort();
  }
  const above = foldersUp(workspace, project)[1];
  const beside =
    above === undefined ? [] : built.filter((folder) => folder === above || directoryName(folder) === above);
  return beside.map((folder) => (folder === above ? '..' : `../${baseName(folder)}`)).sort();
}
