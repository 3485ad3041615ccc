import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { isInside, pathNames } from '../../base/path.ts';
import type { PathError, PathKind } from '../../dialects/nginx/test/machine/machine.ts';

/** What a program made when it ran, or the system itself: a copy of a server's files says nothing of it. */
const LIVE_FOLDERS = ['/dev', '/proc', '/run', '/sys', '/tmp', '/var/run', '/var/tmp'];

/** Linux follows this many links in one path (`MAXSYMLINKS`). */
const MOST_LINKS = 40;

/** Where a path of the server leads: a path of this machine, or why there is none. */
export type Place = { readonly path: string } | PathError | 'unknown';

/** The files of a machine: this one, or a copy of another's in a folder. */
export class ServerTree {
  readonly #root: string;
  readonly #found = new Map<string, PathKind>();

  /** @param root the folder that stands for `/`. */
  constructor(root: string) {
    this.#root = root === '/' ? '' : root;
  }

  /** @returns whether this machine itself is meant. */
  get isThisMachine(): boolean {
    return this.#root === '';
  }

  /** @returns what stands at an absolute path of the server, links followed. */
  at(path: string): PathKind {
    let kind = this.#found.get(path);
    if (kind === undefined) {
      kind = this.#look(path);
      this.#found.set(path, kind);
    }
    return kind;
  }

  /** @returns where the file at an absolute path of the server lies on this machine; undefined where there is no file that can be seen. */
  file(path: string): string | undefined {
    const place = this.place(path);
    return this.at(path) === 'file' && typeof place === 'object' ? place.path : undefined;
  }

  /** @returns the names in a folder; undefined where it is none, or can't be read. */
  names(folder: string): readonly string[] | undefined {
    const place = this.place(folder);
    try {
      return typeof place === 'object' ? readdirSync(place.path) : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Follows a path as the server's kernel would: a link to an absolute path counts from the tree's root. In a copy a name is
   * absent only where the folder that would hold it is there.
   */
  place(path: string): Place {
    if (!this.isThisMachine && LIVE_FOLDERS.some((folder) => isInside(path, folder))) {
      return 'unknown';
    }
    const left = pathNames(path);
    let at = '';
    let links = 0;
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      if (name === '.') {
        continue;
      }
      if (name === '..') {
        at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
        continue;
      }
      const next = `${at}/${name}`;
      const target = this.#linkAt(next);
      if (typeof target === 'object') {
        links++;
        if (links > MOST_LINKS) {
          return 'ELOOP';
        }
        at = target.link.startsWith('/') ? '' : at;
        left.unshift(...pathNames(target.link));
      } else if (target === 'ENOENT') {
        return this.isThisMachine || left.length === 0 ? 'ENOENT' : 'unknown';
      } else if (target !== undefined) {
        return target;
      } else {
        at = next;
      }
    }
    return { path: this.#root + at || '/' };
  }

  /** Where the link at a path leads; undefined where it is something else than a link. */
  #linkAt(path: string): { readonly link: string } | PathError | 'unknown' | undefined {
    try {
      const full = this.#root + path;
      return lstatSync(full).isSymbolicLink() ? { link: readlinkSync(full) } : undefined;
    } catch (error) {
      return errorOf(error);
    }
  }

  #look(path: string): PathKind {
    const place = this.place(path);
    if (typeof place !== 'object') {
      return place;
    }
    try {
      const isFolder = statSync(place.path).isDirectory();
      return isFolder ? 'folder' : path.endsWith('/') ? 'ENOTDIR' : 'file';
    } catch (error) {
      return errorOf(error);
    }
  }
}

function errorOf(error: unknown): PathError | 'unknown' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' ? code : 'unknown';
}
