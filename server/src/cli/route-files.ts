import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathNames, type WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import { fullName, globPart, isGlob } from '../dialects/nginx/include-name.ts';
import type { FileKind, FileOracle } from '../dialects/nginx/route/request.ts';
import { createDisk } from '../host/disk.ts';
import { toWorkspacePath } from '../host/node-path.ts';
import { parseNginx } from '../syntax/nginx/parse.ts';
import type { Directive } from '../syntax/nginx/tree.ts';

/**
 * Gathers the files of one configuration: the main file and all that its `include`s name, first in the copy of a server's
 * tree that the main file stands in (`copy/etc/nginx/nginx.conf`), then on this machine. Where a name leads nowhere, the
 * folder of the main file is looked through.
 */
export function configurationWorkspace(mainFile: WorkspacePath): Workspace {
  const gathering = new Gathering(mainFile);
  gathering.read(mainFile);
  return createDisk(gathering.missed ? [gathering.folder] : [], [...gathering.files]).workspace();
}

const systemFolder = /^(.*)\/etc\/(?:nginx|openresty)\/[^/]*$/;

class Gathering {
  readonly files = new Set<WorkspacePath>();
  readonly folder: WorkspacePath;
  missed = false;
  readonly #mainFolder: string;
  /** The folder that stands for `/` where the main file is part of a copied tree. */
  readonly #copy: string | undefined;

  constructor(mainFile: WorkspacePath) {
    this.#mainFolder = dirname(mainFile);
    this.#copy = systemFolder.exec(mainFile)?.[1] || undefined;
    this.folder = toWorkspacePath(this.#copy ?? this.#mainFolder);
  }

  read(file: WorkspacePath): void {
    if (this.files.has(file)) {
      return;
    }
    this.files.add(file);
    try {
      this.#includes(parseNginx(readFileSync(file, 'utf8')).items);
    } catch {
      this.missed = true;
    }
  }

  #includes(items: readonly Directive[]): void {
    for (const { name, args, block } of items) {
      if (name.value === 'include' && args[0] !== undefined) {
        this.#include(fullName(args[0].value, this.#mainFolder));
      }
      if (block !== undefined) {
        this.#includes(block.items);
      }
    }
  }

  #include(name: string): void {
    const places = this.#copy === undefined || name.startsWith(`${this.#copy}/`) ? [name] : [this.#copy + name, name];
    for (const place of places) {
      const found = isGlob(place) ? expand(place) : isFileHere(place) ? [place] : [];
      if (found.length > 0) {
        for (const file of found) {
          this.read(toWorkspacePath(file));
        }
        return;
      }
    }
    this.missed = true;
  }
}

/** @returns the files that an absolute glob pattern names. */
function expand(pattern: string): string[] {
  let folders = ['/'];
  const parts = pathNames(pattern);
  for (const part of parts.slice(0, -1)) {
    folders = folders.flatMap((folder) => (isGlob(part) ? namesIn(folder, part) : [join(folder, part)]));
  }
  return folders.flatMap((folder) => namesIn(folder, parts.at(-1) ?? '')).filter(isFileHere);
}

function namesIn(folder: string, pattern: string): string[] {
  const matches = globPart(pattern);
  try {
    return readdirSync(folder)
      .filter(matches)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function isFileHere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
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
