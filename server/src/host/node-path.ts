import { resolve, sep } from 'node:path';
import { type WorkspacePath, workspacePath } from '../base/path.ts';

/** @returns an absolute path of this machine, with `/` between its names, as the workspace has it. */
export function toWorkspacePath(path: string): WorkspacePath {
  const absolute = resolve(path);
  return workspacePath(sep === '/' ? absolute : absolute.replaceAll(sep, '/'));
}
