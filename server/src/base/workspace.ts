import { directoryName, isInside, type WorkspacePath } from './path.ts';

/**
 * The files that may be looked at, at one moment. Nothing in it changes: an edit makes a new workspace.
 * Reading is the only way down to the disk, and it is handed in from above.
 */
export interface Workspace {
  /** The folders the person opened, without a slash at the end. */
  readonly roots: readonly WorkspacePath[];
  /** Every file below the roots that the host did not leave out, sorted by path. Links to files are in it. */
  readonly paths: readonly WorkspacePath[];
  /** @returns whether `path` is one of `paths`. */
  has(path: WorkspacePath): boolean;
  /** @returns the text of the file, the open editor's where there is one; undefined where it can't be read. */
  read(path: WorkspacePath): string | undefined;
  /** @returns where a link leads, in the workspace's names; the path itself where it is no link. */
  realPath(path: WorkspacePath): WorkspacePath;
}

/** @returns a folder and those above it, up to a root of the workspace; none for a folder that lies in no root. */
export function foldersUp({ roots }: Pick<Workspace, 'roots'>, folder: WorkspacePath): WorkspacePath[] {
  const above = directoryName(folder);
  return roots.some((root) => isInside(folder, root))
    ? [folder, ...(above === folder ? [] : foldersUp({ roots }, above))]
    : [];
}

/** @returns a workspace that holds just `files` (path to text) below `roots`, with `links` from path to path. */
export function memoryWorkspace(
  roots: readonly WorkspacePath[],
  files: ReadonlyMap<WorkspacePath, string>,
  links: ReadonlyMap<WorkspacePath, WorkspacePath> = new Map(),
): Workspace {
  const realPath = (path: WorkspacePath): WorkspacePath => links.get(path) ?? path;
  const paths = [...files.keys(), ...links.keys()].sort();
  return {
    roots,
    paths,
    has: (path) => files.has(realPath(path)),
    read: (path) => files.get(realPath(path)),
    realPath,
  };
}
