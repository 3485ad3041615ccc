import type { Call } from '../call.ts';
import { addListen } from '../http/listen.ts';
import { stateOf } from '../http/state.ts';
import { listenUrl } from '../listening-server.ts';
import { refusesHost } from '../machine/hosts.ts';
import { binds } from '../machine/startup.ts';
import { socketParameter } from '../socket-parameters.ts';

const WITHOUT_UDP = /^(?:fastopen|backlog|accept_filter|deferred|multipath|ssl|so_keepalive|proxy_protocol)(?==|$)/;

/** `ngx_stream_core_listen` (src/stream/ngx_stream_core_module.c). */
export function streamListen(call: Call): void {
  const { server } = call.frame;
  const url = listenUrl(call);
  if (url === undefined) {
    return;
  }
  if (url.kind === 'name') {
    const message = `host not found in "${call.value(0)}" of the "listen" directive`;
    if (refusesHost(call, url.host, message, 0)) {
      return;
    }
  }
  const named = call.run.atLeast('1.25.5');
  const options = { defaultServer: false, set: false, ssl: false, http2: false, quic: false, proxyProtocol: false };
  let udp = false;
  for (let index = 1; index < call.values.length; index++) {
    const word = call.value(index);
    const socket = socketParameter(word);
    if (socket?.refusal !== undefined) {
      call.refuse(socket.refusal, index);
      return;
    }
    if (word === 'udp') {
      udp = true;
    } else if (word === 'ssl') {
      options.ssl = true;
      server.fields.set('listen ssl', { statement: call.statement, values: [] });
    } else if (named && word === 'default_server') {
      options.defaultServer = true;
    } else if (socket !== undefined && (named || word !== 'deferred')) {
      options.set = true;
    } else if (word !== 'proxy_protocol' && !/^(?:setfib|accept_filter)=/.test(word)) {
      call.refuse(named ? `invalid parameter "${word}"` : `the invalid "${word}" parameter`, index);
      return;
    }
  }
  const clash = udp ? call.values.findIndex((word) => WITHOUT_UDP.test(word)) : -1;
  if (clash > 0) {
    call.fail(`"${WITHOUT_UDP.exec(call.value(clash))?.[0]}" parameter is incompatible with "udp"`, clash);
    return;
  }
  binds(call, url);
  for (const one of url.addresses) {
    const key = udp ? `udp ${one}` : one;
    if (named) {
      if (!addListen(call, one, { ...options, quic: udp })) {
        return;
      }
    } else if (stateOf(call.frame).addresses.has(key)) {
      call.refuse(`duplicate "${one}" address and port pair`, 0, 'duplicate');
      return;
    }
    stateOf(call.frame).addresses.add(key);
  }
}
