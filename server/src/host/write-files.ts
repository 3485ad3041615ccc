import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** One file to be written below a folder. */
export interface FileToWrite {
  /** Relative to the folder, with `/` between names. */
  readonly path: string;
  readonly text: string;
  /** The permission bits, such as 0o600. */
  readonly mode: number;
  /** Whether a file of this name may be replaced; otherwise one that is there stops everything. */
  readonly replace: boolean;
}

/** What writing did, so that it can be taken back; plain data that may be kept between runs. */
export interface Written {
  readonly files: readonly {
    /** Relative to the folder, as it was given. */
    readonly path: string;
    /** SHA-256 of the written text, in hexadecimal digits. */
    readonly hash: string;
    /** What was replaced; null where there was no file. */
    readonly before: { readonly text: string; readonly mode: number } | null;
  }[];
  /** The absolute paths of the folders that were made, the outer ones first. */
  readonly folders: readonly string[];
}

/** @returns SHA-256 of a text, in hexadecimal digits. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What the system says when it writes nothing, for a person; other codes keep its own words. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'no space is left to this user',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk can only be read',
  ENOTDIR: 'a file is there where a folder is needed',
  EEXIST: 'a file is there where a folder is needed',
  ENAMETOOLONG: 'the name is too long for the disk',
};

/** @returns why the system refused, as a person reads it. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}

/** A file that stood in the way or could not be written. Nothing was changed. */
export class WriteError extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.path = path;
  }
}

/**
 * Writes files below `folder`, all of them or none: each text is first written beside its place, then all are moved into
 * place, and what was moved is moved back when one of them can't be. Folders are made as needed. A file that is replaced
 * keeps its owner where this process may set it.
 *
 * @returns what `undoWritten` needs to take it back.
 * @throws WriteError for the file that could not be written; the folder is then as it was before.
 */
export async function writeFiles(folder: string, files: readonly FileToWrite[]): Promise<Written> {
  const undo: (() => Promise<unknown>)[] = [];
  const folders: string[] = [];
  const tag = randomBytes(6).toString('hex');
  let current = '';
  try {
    await makeFolder(folder, undo, folders);
    const top = await realpath(folder);
    const staged: { file: FileToWrite; target: string; temporary: string; replaced: boolean }[] = [];
    const done: Written['files'][number][] = [];
    for (const file of files) {
      current = file.path;
      const target = await place(top, file.path, undo, folders);
      const replaced = await isThere(target);
      if (replaced && !file.replace) {
        throw new Error('is there already');
      }
      if (replaced) {
        await access(target, constants.W_OK);
      }
      const facts = replaced ? await stat(target) : undefined;
      const before = facts === undefined ? null : { text: await readFile(target, 'utf8'), mode: facts.mode & 0o7777 };
      const temporary = `${target}.${tag}.new`;
      undo.push(() => rm(temporary, { force: true }));
      await writeFile(temporary, file.text, { mode: file.mode, flag: 'wx' });
      if (facts !== undefined) {
        await chown(temporary, facts.uid, facts.gid).catch(() => undefined);
      }
      await chmod(temporary, file.mode);
      done.push({ path: file.path, hash: hashOf(file.text), before });
      staged.push({ file, target, temporary, replaced });
    }
    const olds: string[] = [];
    for (const { file, target, temporary, replaced } of staged) {
      current = file.path;
      if (replaced) {
        const old = `${target}.${tag}.old`;
        await rename(target, old);
        undo.push(() => rename(old, target));
        olds.push(old);
      }
      await rename(temporary, target);
      undo.push(() => rm(target, { force: true }));
    }
    await Promise.allSettled(olds.map((old) => rm(old, { force: true })));
    return { files: done, folders };
  } catch (error) {
    for (const step of undo.reverse()) {
      await step().catch(() => undefined);
    }
    throw new WriteError(current === '' ? folder : current, reasonOf(error));
  }
}

/** @returns the real place of `path` below `top`, its folder made; a link that leads out of `top` is refused. */
async function place(top: string, path: string, undo: (() => Promise<unknown>)[], folders: string[]): Promise<string> {
  const target = join(top, ...path.split('/'));
  await makeFolder(dirname(target), undo, folders);
  const real = join(await realpath(dirname(target)), path.slice(path.lastIndexOf('/') + 1));
  const found = await lstat(real).catch(() => undefined);
  const end = found?.isSymbolicLink() ? await realpath(real).catch(() => undefined) : real;
  if (end === undefined) {
    throw new Error('is a link that leads nowhere');
  }
  const inside = relative(top, end);
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new Error('leads out of the folder');
  }
  if (found && !found.isSymbolicLink() && !found.isFile()) {
    throw new Error('is no file');
  }
  return end;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes a folder and those above it; undoing removes just the made ones, and only while they are empty. */
async function makeFolder(path: string, undo: (() => Promise<unknown>)[], folders: string[]): Promise<void> {
  const first = await mkdir(path, { recursive: true }).catch(async (error) => {
    // Node says ENOENT where the folder above takes no new one, as on a disk that can only be read.
    await access(await nearestFolder(path), constants.W_OK);
    throw error;
  });
  if (first === undefined) {
    return;
  }
  for (let made = first; ; ) {
    const folder = made;
    undo.push(() => rmdir(folder));
    folders.push(folder);
    if (made === path) {
      return;
    }
    const next = relative(made, path).split(sep)[0];
    if (next === undefined || next === '') {
      return;
    }
    made = join(made, next);
  }
}

/** @returns the nearest of the folders above `path` that is there. */
async function nearestFolder(path: string): Promise<string> {
  const above = dirname(path);
  return above === path || (await isThere(above)) ? above : nearestFolder(above);
}
