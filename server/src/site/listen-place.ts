import type { Origin } from '../base/known.ts';
import type { EntryPoint } from './entry-point.ts';

/** @returns where a server says that it answers plain HTTP: its `listen`, or the word `server` where it has none. */
export function plainListenPlace(entry: EntryPoint): Origin | undefined {
  const listen = entry.listens.find((one) => !one.tls)?.statement;
  if (listen !== undefined) {
    return { path: listen.file.path, span: listen.directive.span };
  }
  const server = entry.server.statement;
  return server === undefined ? undefined : { path: server.file.path, span: server.directive.name.span };
}
