import { statSync } from 'node:fs';
import type { WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import type { FileKind, FileOracle } from '../dialects/nginx/route/request.ts';
import { createDisk } from '../host/disk.ts';
import { followIncludes } from '../host/included-files.ts';

/**
 * Gathers the files of one configuration: the main file and all that its `include`s name, first in the copy of a server's
 * tree that the main file stands in (`copy/etc/nginx/nginx.conf`), then on this machine. Where a name leads nowhere, the
 * folder of the main file is looked through.
 */
export function configurationWorkspace(mainFile: WorkspacePath): Workspace {
  const { files, missed, mainFolder, serverRoot } = followIncludes(mainFile, undefined, () => true);
  const folder = serverRoot === undefined || serverRoot === '/' ? mainFolder : serverRoot;
  return createDisk(missed ? [folder] : [], files).workspace();
}

/** @returns an oracle that looks below `folder`, which stands for `/` of the server. */
export function filesBelow(folder: string): FileOracle {
  const known = new Map<string, FileKind>();
  return (path) => {
    let kind = known.get(path);
    if (kind === undefined) {
      kind = lookUp(folder === '/' ? path : folder + path);
      known.set(path, kind);
    }
    return kind;
  };
}

function lookUp(path: string): FileKind {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    return facts === undefined ? 'absent' : facts.isDirectory() ? 'directory' : 'file';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? 'unknown' : 'absent';
  }
}
