import type { FileToWrite } from '../../../server/src/host/write-files.ts';

/** @returns a file to be written, with a text that tells its path. */
export function plannedFile(path: string, extra: Partial<FileToWrite> = {}): FileToWrite {
  return { path, text: `text of ${path}\n`, mode: 0o644, replace: false, ...extra };
}
