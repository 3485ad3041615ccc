import { fromBytes } from '../language/pattern.ts';
import type { FileKind } from './request.ts';
import type { RequestState } from './state.ts';
import { holdsUnknown, showUnknown } from './unknown-value.ts';

/** @returns a path as people read it. */
export function pathText(path: string): string {
  return fromBytes(showUnknown(path));
}

function kindOf(state: RequestState, path: string): FileKind {
  return holdsUnknown(path) ? 'unknown' : state.surroundings.files(fromBytes(path));
}

/** A path that ends in a slash names a folder or nothing. */
function asFolder(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** @returns whether a file stands under `path`; asks where nobody may look. */
export function isFile(state: RequestState, path: string): boolean {
  if (path.endsWith('/')) {
    return false;
  }
  const kind = kindOf(state, path);
  if (kind !== 'unknown') {
    return kind === 'file';
  }
  return state.surroundings.answers.get(`directory ${pathText(path)}`) === true
    ? false
    : state.ask(`file ${pathText(path)}`);
}

/** @returns whether a folder stands under `path`; asks where nobody may look. */
export function isDirectory(state: RequestState, path: string): boolean {
  const folder = asFolder(path);
  const kind = kindOf(state, folder);
  if (kind !== 'unknown') {
    return kind === 'directory';
  }
  return state.surroundings.answers.get(`file ${pathText(folder)}`) === true
    ? false
    : state.ask(`directory ${pathText(folder)}`);
}

/** @returns whether anything stands under `path`; where nobody may look it asks for a file only. */
export function exists(state: RequestState, path: string): boolean {
  const kind = kindOf(state, path.endsWith('/') ? asFolder(path) : path);
  if (path.endsWith('/')) {
    return kind === 'unknown' ? isDirectory(state, path) : kind === 'directory';
  }
  return kind === 'unknown' ? isFile(state, path) : kind !== 'absent';
}
