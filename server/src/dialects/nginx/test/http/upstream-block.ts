import type { Block } from '../blocks.ts';
import { openFrame } from '../frames.ts';
import { closeLine } from '../run.ts';
import { closeUpstream, openUpstream, upstream } from './upstream.ts';

/** `upstream` of `http` and of `stream`, which are alike (`ngx_http_upstream`, `ngx_stream_upstream`). */
export const upstreamBlock: Block = {
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
    if (call !== undefined && refusal !== undefined && !run.lacksIn(call.statement)) {
      run.emitAt('upstream', refusal, call.statement, call.args[0], { line: closeLine(call.statement) });
    }
  },
};
