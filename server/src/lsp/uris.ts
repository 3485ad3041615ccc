import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WorkspacePath } from '../base/path.ts';
import { toWorkspacePath } from '../host/node-path.ts';

/** Turns the client's URIs into paths and back; a URI that the client gave comes back as it was spelled. */
export interface Uris {
  toPath(uri: string): WorkspacePath;
  toUri(path: WorkspacePath): string;
}

/** @returns a translation that remembers the spellings it has seen. */
export function createUris(): Uris {
  const spelled = new Map<WorkspacePath, string>();
  return {
    toPath(uri) {
      const path = toWorkspacePath(uriPath(uri));
      spelled.set(path, uri);
      return path;
    },
    toUri(path) {
      return spelled.get(path) ?? pathToFileURL(path).href;
    },
  };
}

/**
 * @returns the path of this machine that a `file:` URI names; for a text that is nowhere on the disk a path that no file has, with
 * the scheme as its first name.
 */
export function uriPath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return `/${uri.replace(/^([\w+.-]+:)\/*/, '$1/')}`;
  }
}
