import { URI } from 'vscode-uri';
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
      const parsed = URI.parse(uri);
      const path = toWorkspacePath(parsed.scheme === 'file' ? parsed.fsPath : `/${parsed.scheme}:/${parsed.path}`);
      spelled.set(path, uri);
      return path;
    },
    toUri(path) {
      return spelled.get(path) ?? URI.file(path).toString();
    },
  };
}
