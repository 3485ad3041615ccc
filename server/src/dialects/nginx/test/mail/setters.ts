import { parseUrl } from '../../url.ts';
import type { Call, Setter } from '../call.ts';
import { errorLog } from '../core/setters.ts';
import { setRealIpFrom } from '../http/access.ts';
import { resolver } from '../http/core.ts';
import { passwordFile, sessionCache, sslEnable } from '../http/ssl.ts';
import { stateOf } from '../http/state.ts';
import { listenUrl } from '../listening-server.ts';
import { refusesHost } from '../machine/hosts.ts';
import { binds } from '../machine/startup.ts';
import { socketParameter } from '../socket-parameters.ts';

/** The ports by which a server's protocol is known (`ngx_mail_protocol_t`). */
const PORTS = new Set([110, 995, 143, 993, 25, 465, 587]);
const PROTOCOLS = ['pop3', 'imap', 'smtp'];

/** `ngx_mail_core_listen` (src/mail/ngx_mail_core_module.c). */
function listen(call: Call): void {
  const { server } = call.frame;
  const url = listenUrl(call);
  if (url === undefined) {
    return;
  }
  if (PORTS.has(url.port)) {
    server.fields.set('protocol', { statement: call.statement, values: [] });
  }
  for (let index = 1; index < call.values.length; index++) {
    const word = call.value(index);
    const socket = socketParameter(word);
    if (socket?.refusal !== undefined) {
      call.refuse(socket.refusal, index);
      return;
    }
    if (word === 'ssl') {
      server.fields.set('listen ssl', { statement: call.statement, values: [] });
    } else if (socket === undefined && word !== 'proxy_protocol') {
      call.refuse(`the invalid "${word}" parameter`, index);
      return;
    }
  }
  binds(call, url);
  for (const one of url.addresses) {
    if (stateOf(call.frame).addresses.has(one)) {
      call.refuse(`duplicate "${one}" address and port pair`, 0, 'duplicate');
      return;
    }
    stateOf(call.frame).addresses.add(one);
  }
}

function protocol(call: Call): void {
  if (PROTOCOLS.includes(call.value(0))) {
    call.set();
  } else {
    call.refuse(`unknown protocol "${call.value(0)}"`, 0);
  }
}

/** `ngx_mail_auth_http`. */
function authHttp(call: Call): void {
  const value = call.value(0).replace(/^http:\/\//, '');
  const url = parseUrl(value, { uriPart: true, defaultPort: 80 });
  if ('error' in url) {
    call.refuse(`${url.error} in auth_http "${value}"`, 0);
    return;
  }
  call.set();
  if (url.kind === 'name') {
    refusesHost(call, url.host, `host not found in auth_http "${value}"`, 0);
  }
}

/** The setters of mail modules, by the names of Nginx's functions. */
export const mailSetters: Readonly<Record<string, Setter>> = {
  ngx_mail_auth_http: authHttp,
  ngx_mail_auth_http_header: () => undefined,
  ngx_mail_capabilities: () => undefined,
  ngx_mail_core_error_log: errorLog,
  ngx_mail_core_listen: listen,
  ngx_mail_core_protocol: protocol,
  ngx_mail_core_resolver: resolver,
  ngx_mail_realip_from: setRealIpFrom,
  ngx_mail_ssl_enable: sslEnable,
  ngx_mail_ssl_password_file: passwordFile,
  ngx_mail_ssl_session_cache: sessionCache,
};
