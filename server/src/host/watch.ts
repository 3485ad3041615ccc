import { watch as watchFolder } from 'node:fs';
import { join } from 'node:path';
import type { WorkspacePath } from '../base/path.ts';
import { toWorkspacePath } from './node-path.ts';

/** How long changes are gathered before they are told, in milliseconds: a checkout changes many files at once. */
const GATHER = 100;

/**
 * Watches the files below `roots`, for editors that don't do it themselves.
 * @param told called with the files that changed, came or went.
 * @returns a function that ends the watch. A folder that can't be watched is left alone.
 */
export function watch(roots: readonly WorkspacePath[], told: (paths: readonly WorkspacePath[]) => void): () => void {
  const gathered = new Set<WorkspacePath>();
  let timer: NodeJS.Timeout | undefined;
  const watchers = roots.flatMap((root) => {
    try {
      const watcher = watchFolder(root, { recursive: true, persistent: false }, (_event, name) => {
        if (name === null) {
          return;
        }
        gathered.add(toWorkspacePath(join(root, name)));
        timer ??= setTimeout(() => {
          timer = undefined;
          told([...gathered]);
          gathered.clear();
        }, GATHER);
      });
      watcher.on('error', () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) {
      watcher.close();
    }
  };
}
