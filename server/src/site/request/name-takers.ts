import type { Place } from '../../dialects/nginx/effective/place.ts';
import type { Listener } from '../../dialects/nginx/route/listeners.ts';
import { UnreadRegex } from '../../dialects/nginx/route/server-names.ts';

/**
 * @returns the default server of an address and port, where it takes requests for `name` because no server there has the name; undefined
 * where one has it, and where a pattern leaves that open.
 */
export function strangersServer(listener: Listener, name: string): Place | undefined {
  try {
    return listener.names.find(name) === undefined ? listener.defaultServer : undefined;
  } catch (error) {
    if (error instanceof UnreadRegex) {
      return undefined;
    }
    throw error;
  }
}
