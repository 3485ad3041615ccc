import type { Block } from '../blocks.ts';
import type { Call } from '../call.ts';
import { openFrame } from '../frames.ts';
import { closeLine } from '../run.ts';
import type { ServerScope } from '../scope.ts';
import { finishHttp } from './finish.ts';
import { addListen } from './listen.ts';
import { openLocationBlock } from './locations.ts';
import { ifCondition } from './rewrite.ts';
import { stateOf } from './state.ts';
import { closeUpstream, openUpstream, upstream } from './upstream.ts';

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
  if: {
    open: (call) => {
      ifCondition(call);
      const frame = openFrame(call.fact, call.statement, call.frame);
      call.frame.location.locations.push(frame.location);
      return frame;
    },
  },
  limit_except: {
    open: (call) => {
      limitExcept(call);
      const frame = openFrame(call.fact, call.statement, call.frame);
      call.frame.location.locations.push(frame.location);
      return frame;
    },
  },
  upstream: {
    open: (call) => {
      const accepted = upstream(call);
      const frame = openFrame(call.fact, call.statement, call.frame);
      if (accepted) {
        openUpstream(frame.server, call);
      }
      return frame;
    },
    ended: (run, frame, call) => {
      const refusal = closeUpstream(frame.server);
      if (call !== undefined && refusal !== undefined && !run.incomplete) {
        run.emitAt('upstream', refusal, call.statement, call.args[0], { line: closeLine(call.statement) });
      }
    },
  },
};
