import { readFileSync, statSync } from 'node:fs';
import type { WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import { realPathOf, type Tree, walk } from './walk.ts';

/** Larger files are no configuration: reading them would only cost time. In bytes. */
const LARGEST_FILE = 8_000_000;

/** The files of this machine below some folders, with the texts of open editors laid over them. */
export interface Disk {
  /** @returns the files as they are now; later changes don't touch it. */
  workspace(): Workspace;
  /** Other folders, or the same ones looked through again. */
  setRoots(roots: readonly WorkspacePath[]): void;
  /**
   * Other further files, as `createDisk` takes them. Nobody watches those, so their texts are read again where the list is given anew.
   */
  setFiles(files: ReadonlyMap<WorkspacePath, WorkspacePath>): void;
  /** The text of an open editor; undefined when it is closed. */
  setOpen(path: WorkspacePath, text: string | undefined): void;
  /** Something happened to these files on the disk; `listed` tells whether files came or went. */
  changed(paths: readonly WorkspacePath[], listed: boolean): void;
}

/**
 * @param roots the folders to look through.
 * @param files further files, which are listed whatever their place and name, each with the file that it really is.
 */
export function createDisk(
  roots: readonly WorkspacePath[],
  files: ReadonlyMap<WorkspacePath, WorkspacePath> = new Map(),
): Disk {
  let folders = roots;
  let further = files;
  let walked: Tree | undefined;
  let tree: Tree | undefined;
  let open: ReadonlyMap<WorkspacePath, string> = new Map();
  let texts = new Map<WorkspacePath, string | undefined>();
  let current: Workspace | undefined;

  return {
    workspace() {
      walked ??= walk(folders);
      tree ??= listWith(further, walked);
      current ??= freeze(folders, tree, open, texts);
      return current;
    },
    setRoots(next) {
      folders = next;
      walked = undefined;
      tree = undefined;
      current = undefined;
    },
    setFiles(next) {
      if (next.size > 0 || further.size > 0) {
        further = next;
        texts = without(texts, next.values());
        tree = undefined;
        current = undefined;
      }
    },
    setOpen(path, text) {
      const next = new Map(open);
      const real = tree?.links.get(path) ?? further.get(path) ?? realPathOf(path) ?? path;
      if (text === undefined) {
        next.delete(real);
        texts = without(texts, [real]);
      } else {
        next.set(real, text);
      }
      open = next;
      current = undefined;
    },
    changed(paths, listed) {
      texts = without(
        texts,
        paths.map((path) => tree?.links.get(path) ?? path),
      );
      if (listed) {
        walked = undefined;
        tree = undefined;
      }
      current = undefined;
    },
  };
}

function listWith(files: ReadonlyMap<WorkspacePath, WorkspacePath>, tree: Tree): Tree {
  const links = new Map(tree.links);
  for (const [file, real] of files) {
    if (real !== file) {
      links.set(file, real);
    }
  }
  return { paths: [...new Set([...tree.paths, ...files.keys()])].sort(), links };
}

function without<V>(map: ReadonlyMap<WorkspacePath, V>, paths: Iterable<WorkspacePath>): Map<WorkspacePath, V> {
  const next = new Map(map);
  for (const path of paths) {
    next.delete(path);
  }
  return next;
}

function freeze(
  roots: readonly WorkspacePath[],
  tree: Tree,
  open: ReadonlyMap<WorkspacePath, string>,
  texts: Map<WorkspacePath, string | undefined>,
): Workspace {
  const listed = new Set(tree.paths);
  const unlisted = [...open.keys()].filter((path) => !listed.has(path));
  const paths = unlisted.length === 0 ? tree.paths : [...tree.paths, ...unlisted].sort();
  const realPath = (path: WorkspacePath): WorkspacePath => tree.links.get(path) ?? path;
  const real = new Set(paths.map(realPath));
  return {
    roots,
    paths,
    has: (path) => listed.has(path) || real.has(path),
    read: (path) => {
      const file = realPath(path);
      const edited = open.get(file);
      if (edited !== undefined) {
        return edited;
      }
      if (!texts.has(file)) {
        texts.set(file, real.has(file) ? readText(file) : undefined);
      }
      return texts.get(file);
    },
    realPath,
  };
}

function readText(path: string): string | undefined {
  try {
    const facts = statSync(path);
    return facts.isFile() && facts.size <= LARGEST_FILE ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
