import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Session } from './session.ts';

/**
 * Wraps a request: one that was cancelled before its turn is not answered, and one that fails is logged and answered with
 * `neutral`, so that nothing a file holds can end the server.
 */
export function guarded<P, R>(
  session: Session,
  name: string,
  neutral: R,
  handle: (params: P) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | ResponseError<never>> {
  return async (params, token) => {
    // Messages that wait in the same turn, a cancellation among them, are read first.
    await new Promise((done) => setImmediate(done));
    if (token.isCancellationRequested) {
      return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'cancelled');
    }
    try {
      return await handle(params);
    } catch (error) {
      session.logError(name, error);
      return neutral;
    }
  };
}
