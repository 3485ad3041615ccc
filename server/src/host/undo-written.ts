import { readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf, type Written, writeFiles } from './write-files.ts';

/** What was taken back; each list holds paths relative to the folder. */
export interface Undone {
  /** Files that had been made and are gone now. */
  readonly removed: readonly string[];
  /** Files that have their former text again. */
  readonly restored: readonly string[];
  /** Files that were left as they are, since somebody changed or removed them after they were written. */
  readonly kept: readonly string[];
}

/**
 * Takes back what `writeFiles` wrote below `folder`: what it made is removed and what it replaced is restored, but for files
 * that have another text by now. Folders that it made go too once they are empty.
 *
 * @throws WriteError where a file can't be restored; nothing was removed then.
 */
export async function undoWritten(folder: string, { files, folders }: Written): Promise<Undone> {
  const removed: string[] = [];
  const restored: string[] = [];
  const kept: string[] = [];
  const former: { path: string; text: string; mode: number; replace: boolean }[] = [];
  for (const { path, hash, before } of files) {
    const text = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (text === undefined || hashOf(text) !== hash) {
      kept.push(path);
    } else if (before === null) {
      removed.push(path);
    } else {
      restored.push(path);
      former.push({ path, ...before, replace: true });
    }
  }
  if (former.length > 0) {
    await writeFiles(folder, former);
  }
  for (const path of removed) {
    await rm(join(folder, path), { force: true });
  }
  for (const made of [...folders].reverse()) {
    await rmdir(made).catch(() => undefined);
  }
  return { removed, restored, kept };
}
