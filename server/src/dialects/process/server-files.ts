import { baseName, commonTail, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';

/** What became of the search for a file of the server in the workspace. */
export type FoundFile =
  | { readonly kind: 'found'; readonly path: WorkspacePath; readonly text: string }
  /** No file of the workspace has this name. */
  | { readonly kind: 'missing' }
  /** Several may be it. */
  | { readonly kind: 'ambiguous' };

/** Finds files that a process names by their path on the server. */
export interface ServerFiles {
  /** The file that names them. */
  readonly path: WorkspacePath;
  /** Of a relative path, only its names are compared. */
  find(path: string): FoundFile;
}

/**
 * @returns the files of `workspace` as seen from `from`: a server's path meets the file with the longest common tail; of
 * equals the one nearest to `from` in the folders, if that is one.
 */
export function serverFiles(workspace: Workspace, from: WorkspacePath): ServerFiles {
  return {
    path: from,
    find(path) {
      const name = baseName(path);
      const candidates = workspace.paths.filter((candidate) => baseName(candidate) === name);
      if (candidates.length === 0) {
        return { kind: 'missing' };
      }
      const best = longest(
        longest(candidates, (candidate) => commonTail(candidate, path)),
        (candidate) => commonHead(candidate, from),
      );
      const found = best.length === 1 ? best[0] : undefined;
      const text = found === undefined ? undefined : workspace.read(found);
      return found === undefined || text === undefined ? { kind: 'ambiguous' } : { kind: 'found', path: found, text };
    },
  };
}

function longest(paths: readonly WorkspacePath[], measure: (path: WorkspacePath) => number): WorkspacePath[] {
  const most = Math.max(...paths.map(measure));
  return paths.filter((path) => measure(path) === most);
}

function commonHead(one: string, other: string): number {
  let count = 0;
  const left = one.split('/');
  const right = other.split('/');
  while (count < left.length && left[count] === right[count]) {
    count++;
  }
  return count;
}
