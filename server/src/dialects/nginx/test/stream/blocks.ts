import type { Block } from '../blocks.ts';
import type { Call } from '../call.ts';
import { checkServerNames } from '../http/server-names.ts';
import { stateOf } from '../http/state.ts';
import { checkUpstreams } from '../http/upstream.ts';
import { upstreamBlock } from '../http/upstream-block.ts';
import { listeningServer } from '../listening-server.ts';
import { checkServerFiles, checkUpstreamFiles } from '../machine/certificates.ts';
import { closeLine, endLine, type Run } from '../run.ts';
import type { Frame, ServerScope } from '../scope.ts';
import { checkVariables } from '../unknown-variables.ts';

/** `ngx_stream_core_merge_srv_conf` and `ngx_stream_ssl_merge_conf`. */
function checkServer(run: Run, server: ServerScope, line: number | undefined): void {
  const { statement } = server;
  if (statement === undefined || run.lacksIn(statement)) {
    return;
  }
  if (!server.fields.has('handler') && !run.atLeast('1.25.5')) {
    run.emitAt('server', 'no handler for server', statement);
  }
  const listen = server.fields.get('listen ssl');
  if (listen === undefined || run.open) {
    return;
  }
  const certificate = server.inherited('ssl_certificate');
  const rejects = server.inherited('ssl_reject_handshake')?.values[0]?.toLowerCase() === 'on';
  const missing =
    certificate === undefined && !rejects
      ? 'ssl_certificate'
      : certificate !== undefined && server.inherited('ssl_certificate_key') === undefined
        ? 'ssl_certificate_key'
        : undefined;
  if (missing !== undefined) {
    const message = `no "${missing}" is defined for the "listen ... ssl" directive`;
    const at = run.atLeast('1.25.5') ? statement : listen.statement;
    run.emitAt('ssl', message, at, undefined, { line: endLine(at) });
  } else {
    checkServerFiles(run, server, line);
  }
}

/** What Nginx does when `stream` ends (`ngx_stream_block`, src/stream/ngx_stream.c). */
function finishStream(run: Run, frame: Frame, call: Call | undefined): void {
  const line = call && closeLine(call.statement);
  const state = stateOf(frame);
  for (const server of state.servers) {
    checkServer(run, server, line);
    if (server.inherited('proxy_ssl')?.values[0]?.toLowerCase() === 'on') {
      checkUpstreamFiles(run, server, 'proxy');
    }
  }
  checkUpstreams({ run }, state.upstreams);
  checkVariables(run, run.variables.stream, 'stream');
  if (run.atLeast('1.25.5')) {
    checkServerNames(run, state.ports);
  }
  if (!run.outerOpen) {
    for (const zone of run.zones.all.values()) {
      if (zone.size === 0 && zone.owner.startsWith('stream ')) {
        const word = zone.statement.directive.args[zone.argument];
        run.emitAt('zone', `zero size shared memory zone "${zone.name}"`, zone.statement, word, { line: undefined });
      }
    }
  }
}

/** The blocks of stream modules, by the context that they open. */
export const streamBlocks: Readonly<Record<string, Block>> = {
  stream: { ended: finishStream },
  'stream/server': listeningServer,
  'stream/upstream': upstreamBlock,
};
