import type { History } from '../../host/history.ts';
import { WriteError } from '../../host/write-files.ts';
import type { Session } from '../session.ts';
import { uriPath } from '../uris.ts';
import type { Requests } from '../wire.ts';

type Last = Requests['siteconf/undo/last'];
type Undo = Requests['siteconf/undo/run'];

/** Takes back what a scaffold or the step to HTTPS wrote, in this editor, in another or at the command line. */
export function handleUndo({ connection, history }: Session): void {
  connection.onRequest('siteconf/undo/last', ({ folders }: Last['params']): Last['result'] => {
    const run = history.last(folders.map(uriPath));
    return run === undefined
      ? null
      : { id: run.id, folder: run.folder, files: run.written.files.map(({ path }) => path) };
  });
  connection.onRequest('siteconf/undo/run', (params: Undo['params']): Promise<Undo['result']> => undo(history, params));
}

async function undo(history: History, { folders, id }: Undo['params']): Promise<Undo['result']> {
  const run = history.last(folders.map(uriPath));
  if (run?.id !== id) {
    return null;
  }
  try {
    return { problem: null, ...(await history.undo(run)) };
  } catch (error) {
    if (error instanceof WriteError) {
      return { problem: error.message, removed: [], restored: [], kept: [] };
    }
    throw error;
  }
}
