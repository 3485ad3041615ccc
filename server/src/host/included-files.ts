import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { directoryName, isInside, joinPath, type WorkspacePath, workspacePath } from '../base/path.ts';
import { opensMainBlock } from '../dialects/nginx/contexts.ts';
import { expandGlob, fullName, isGlob } from '../dialects/nginx/include-name.ts';
import { contextOfPlace } from '../dialects/nginx/recognize.ts';
import { parseNginx } from '../syntax/nginx/parse.ts';
import type { Directive } from '../syntax/nginx/tree.ts';
import { linkTarget, realPathOf } from './walk.ts';

/** What the `include`s of a file lead to. */
export interface IncludedFiles {
  /** The file itself and all that it includes, each with the place where it really is when it is a link. */
  readonly files: ReadonlyMap<WorkspacePath, WorkspacePath>;
  /** Whether a name led nowhere. */
  readonly missed: boolean;
  /** The folder that names count from: Nginx's own. */
  readonly mainFolder: WorkspacePath;
  /** The folder that stands for `/` of the server, where the file lies in a server's tree or in a copy of one. */
  readonly serverRoot: WorkspacePath | undefined;
}

/**
 * Follows the `include`s of one file over the disk. Just the files and the folders that a name leads to are looked at.
 *
 * @param start an Nginx file: a main one, or a site file or fragment.
 * @param text its text, where that isn't the one on the disk.
 * @param elsewhere whether a name of the server that is found neither in Nginx's folder nor in the server's tree is taken for
 * a path of this machine.
 */
export function followIncludes(
  start: WorkspacePath,
  text: string | undefined,
  elsewhere: (name: string) => boolean,
): IncludedFiles {
  const walk = new IncludeWalk(start, text, elsewhere);
  walk.read(start, start);
  return walk;
}

/** How many folders above a file its main configuration is looked for: `/etc/nginx/nginx.conf` for `/etc/nginx/sites-available/a/b`. */
const LEVELS = 3;

/**
 * Gathers the configuration that a file belongs to, for a file that is read by itself: what it includes, and where the nearest
 * `nginx.conf` above it includes it, all that this one includes.
 *
 * @param text its text, where that isn't the one on the disk.
 * @returns each file with the place where it really is when it is a link.
 */
export function filesOfConfiguration(start: WorkspacePath, text: string): ReadonlyMap<WorkspacePath, WorkspacePath> {
  const { files } = followIncludes(start, text, () => true);
  const itself = realPathOf(start) ?? start;
  let folder = directoryName(start);
  for (let level = 0; level < LEVELS; level++) {
    const main = joinPath(folder, 'nginx.conf');
    if (existsSync(main)) {
      const whole = followIncludes(main, undefined, () => true).files;
      return [...whole.values()].includes(itself) ? new Map([...whole, ...files]) : files;
    }
    folder = directoryName(folder);
  }
  return files;
}

const nginxFolder = /^(.*)\/etc\/(?:nginx|openresty)(?:\/|$)/;

class IncludeWalk implements IncludedFiles {
  readonly files = new Map<WorkspacePath, WorkspacePath>();
  readonly mainFolder: WorkspacePath;
  readonly serverRoot: WorkspacePath | undefined;
  missed = false;
  readonly #start: WorkspacePath;
  readonly #text: string | undefined;
  readonly #elsewhere: (name: string) => boolean;

  constructor(start: WorkspacePath, text: string | undefined, elsewhere: (name: string) => boolean) {
    this.#start = start;
    this.#text = text;
    this.#elsewhere = elsewhere;
    const folder = directoryName(start);
    const isSite = contextOfPlace(start) !== undefined && !opensMainBlock(parseNginx(this.#textOf(start) ?? '').items);
    this.mainFolder = isSite ? directoryName(folder) : folder;
    const found = nginxFolder.exec(this.mainFolder)?.[1];
    this.serverRoot = found === undefined ? undefined : workspacePath(found || '/');
  }

  read(file: WorkspacePath, real: WorkspacePath): void {
    if (this.files.has(file)) {
      return;
    }
    this.files.set(file, real);
    const text = this.#textOf(real);
    if (text === undefined) {
      this.missed = true;
    } else {
      this.#includes(parseNginx(text).items);
    }
  }

  #textOf(file: WorkspacePath): string | undefined {
    if (file === this.#start && this.#text !== undefined) {
      return this.#text;
    }
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  }

  #includes(items: readonly Directive[]): void {
    for (const { name, args, block } of items) {
      if (name.value === 'include' && args[0] !== undefined) {
        this.#include(args[0].value);
      }
      if (block !== undefined) {
        this.#includes(block.items);
      }
    }
  }

  #include(name: string): void {
    for (const place of this.#places(name)) {
      const found = (isGlob(place) ? expandGlob(place, namesIn) : [place]).flatMap((path) => this.#file(path));
      if (found.length > 0) {
        for (const { path, real } of found) {
          this.read(path, real);
        }
        return;
      }
    }
    this.missed = true;
  }

  /** Where a name may stand on this machine, the likeliest place first. */
  #places(name: string): string[] {
    const full = fullName(name, this.mainFolder);
    if (!name.startsWith('/')) {
      return [full];
    }
    const root = this.serverRoot;
    const below = /^\/etc\/nginx\/(.+)$/.exec(name)?.[1];
    return [
      ...(below === undefined ? [] : [joinPath(this.mainFolder, below)]),
      ...(root === undefined || isInside(full, root) ? [] : [joinPath(root, full.slice(1))]),
      ...(isInside(full, root ?? this.mainFolder) || this.#elsewhere(full) ? [full] : []),
    ];
  }

  /** The file at a path, links followed also where they count from the `/` of a copied tree. */
  #file(path: string): { path: WorkspacePath; real: WorkspacePath }[] {
    try {
      const at = workspacePath(path);
      const target = linkTarget(at, [this.serverRoot ?? this.mainFolder]);
      return target === undefined || target.isFolder ? [] : [{ path: at, real: target.path }];
    } catch {
      return [];
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
