import type { Block } from '../blocks.ts';
import type { Call } from '../call.ts';
import { stateOf } from '../http/state.ts';
import { listeningServer } from '../listening-server.ts';
import { checkServerFiles } from '../machine/certificates.ts';
import { closeLine, type Run } from '../run.ts';
import type { Frame, ServerScope } from '../scope.ts';

function checkServer(run: Run, server: ServerScope, line: number | undefined): void {
  const { statement } = server;
  if (statement === undefined || run.incomplete) {
    return;
  }
  if (server.inherited('protocol') === undefined) {
    run.emitAt('server', 'unknown mail protocol for server', statement);
  }
  const listen = server.fields.get('listen ssl');
  const enabled = server.inherited('ssl');
  const starttls = server.inherited('starttls');
  const at =
    listen !== undefined
      ? { mode: 'listen ... ssl', setting: listen }
      : enabled?.values[0]?.toLowerCase() === 'on'
        ? { mode: 'ssl', setting: enabled }
        : starttls !== undefined && starttls.values[0]?.toLowerCase() !== 'off'
          ? { mode: 'starttls', setting: starttls }
          : undefined;
  if (at === undefined || run.partial) {
    return;
  }
  const missing = ['ssl_certificate', 'ssl_certificate_key'].find((name) => server.inherited(name) === undefined);
  if (missing !== undefined) {
    run.emitAt('ssl', `no "${missing}" is defined for the "${at.mode}" directive`, at.setting.statement);
  } else {
    checkServerFiles(run, server, line);
  }
}

/** What Nginx does when `mail` ends: module by module over all servers. */
function finishMail(run: Run, frame: Frame, call: Call | undefined): void {
  const line = call && closeLine(call.statement);
  const { servers } = stateOf(frame);
  for (const server of servers) {
    checkServer(run, server, line);
  }
  for (const server of servers) {
    if (server.statement !== undefined && !run.open && server.inherited('auth_http') === undefined) {
      run.emitAt('server', 'no "auth_http" is defined for server', server.statement);
    }
  }
}

/** The blocks of mail modules, by the context that they open. */
export const mailBlocks: Readonly<Record<string, Block>> = {
  mail: { ended: finishMail },
  'mail/server': listeningServer,
};
