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
    // The connection hands on one message a turn: the second turn comes behind a cancellation that waits already.
    await new Promise((done) => setImmediate(() => setImmediate(done)));
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
