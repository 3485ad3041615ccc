import type { Block } from '../blocks.ts';
import type { Call } from '../call.ts';
import { openFrame } from '../frames.ts';
import type { Frame, ServerScope } from '../scope.ts';
import { finishHttp } from './finish.ts';
import { addListen } from './listen.ts';
import { openLocationBlock } from './locations.ts';
import { ifCondition } from './rewrite.ts';
import { stateOf } from './state.ts';
import { upstreamBlock } from './upstream-block.ts';

const METHODS = new Set(
  'GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' '),
);

function limitExcept(call: Call): void {
  if (call.frame.location.fields.has('limit_except')) {
    call.duplicate();
    return;
  }
  call.frame.location.fields.set('limit_except', { statement: call.statement, values: call.values });
  const wrong = call.values.findIndex((value) => !METHODS.has(value.toUpperCase()));
  if (wrong >= 0) {
    call.refuse(`invalid method "${call.value(wrong)}"`, wrong);
  }
}

/** A block in a location, of which Nginx makes a location that has no name. `check` judges what stands in front of the brace. */
function openInLocation(call: Call, check: (call: Call) => void): Frame {
  check(call);
  const frame = openFrame(call.fact, call.statement, call.frame);
  call.frame.location.locations.push(frame.location);
  return frame;
}

/** A server without `listen` gets port 80, as Nginx does for root. */
function listensByDefault(call: Call, server: ServerScope): void {
  if (!server.hasListen) {
    const options = { defaultServer: false, set: false, ssl: false, http2: false, quic: false, proxyProtocol: false };
    addListen(call, '0.0.0.0:80', options);
  }
}

/** The blocks of http modules, by the context that they open. */
export const httpBlocks: Readonly<Record<string, Block>> = {
  http: { ended: (run, frame, call) => finishHttp(run, frame, call) },
  server: {
    open: (call) => {
      const frame = openFrame(call.fact, call.statement, call.frame);
      stateOf(frame).servers.push(frame.server);
      return frame;
    },
    ended: (run, frame, call) => {
      if (call !== undefined) {
        const inner = Object.assign(Object.create(Object.getPrototypeOf(call)), call, { frame }) as Call;
        listensByDefault(inner, frame.server);
      } else if (run.configuration.context === 'server') {
        stateOf(frame).servers.push(frame.server);
      }
    },
  },
  location: {
    open: openLocationBlock,
    ended: (_, frame, call) => {
      if (call === undefined) {
        stateOf(frame).servers.push(frame.server);
        frame.server.location.locations.push(frame.location);
      }
    },
  },
  if: { open: (call) => openInLocation(call, ifCondition) },
  limit_except: { open: (call) => openInLocation(call, limitExcept) },
  upstream: upstreamBlock,
};
