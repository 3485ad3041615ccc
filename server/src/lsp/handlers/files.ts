import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import { watch } from '../../host/watch.ts';
import { mayMatter } from '../../service/kinds.ts';
import type { Session } from '../session.ts';

/** Every file may be named by an `include` or an `EnvironmentFile`; what the editor leaves out of its watch stays out. */
const WATCHED = [{ globPattern: '**/*' }];

/**
 * Keeps the files on the disk and the folders in step.
 * @returns what to do once the client is ready.
 */
export function handleFiles(session: Session): () => Promise<void> {
  const { connection } = session;
  let endWatch: (() => void) | undefined;
  const watchHere = (): void => {
    endWatch?.();
    endWatch = watch(session.folders, (paths) => {
      const mattering = paths.filter(mayMatter);
      if (mattering.length > 0) {
        session.disk.changed(mattering, true);
        session.changed();
        session.refreshDiagnostics();
      }
    });
  };
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const mattering = changes
      .map(({ uri, type }) => ({ path: session.uris.toPath(uri), type }))
      .filter(({ path }) => mayMatter(path) || session.snapshot.workspace.has(path));
    if (mattering.length > 0) {
      session.disk.changed(
        mattering.map(({ path }) => path),
        mattering.some(({ type }) => type !== FileChangeType.Changed),
      );
      session.changed();
      session.refreshDiagnostics();
    }
  });
  const readFolders = async (): Promise<void> => {
    const folders = await connection.workspace.getWorkspaceFolders();
    session.setFolders((folders ?? []).map(({ uri }) => uri));
    if (endWatch !== undefined) {
      watchHere();
    }
    session.refreshDiagnostics();
  };
  connection.onShutdown(() => endWatch?.());
  return async () => {
    if (session.capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        readFolders().catch((error: unknown) => session.logError('workspaceFolders', error));
      });
    }
    if (session.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED });
    } else {
      watchHere();
    }
  };
}
