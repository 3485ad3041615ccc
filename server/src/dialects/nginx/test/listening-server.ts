import { type ParsedUrl, parseUrl } from '../url.ts';
import type { Block } from './blocks.ts';
import type { Call } from './call.ts';
import { openFrame } from './frames.ts';
import { stateOf } from './http/state.ts';

/** A `server` of `stream` and of `mail`, which has to say where it listens; one of `http` doesn't. */
export const listeningServer: Block = {
  open: (call) => {
    const frame = openFrame(call.fact, call.statement, call.frame);
    stateOf(frame).servers.push(frame.server);
    return frame;
  },
  ended: (run, frame, call) => {
    if (call !== undefined && !frame.server.hasListen && !run.lacksIn(call.statement)) {
      run.emitAt('server', 'no "listen" is defined for server', call.statement);
    }
  },
};

/** Reads the address of their `listen`. @returns undefined, and refused, where it is none. */
export function listenUrl(call: Call): ParsedUrl | undefined {
  call.frame.server.hasListen = true;
  const address = call.value(0);
  const url = parseUrl(address, { listen: true });
  if ('error' in url) {
    call.refuse(`${url.error} in "${address}" of the "listen" directive`, 0);
    return undefined;
  }
  return url;
}
