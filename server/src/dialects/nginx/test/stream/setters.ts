import type { Call, Setter } from '../call.ts';
import { errorLog } from '../core/setters.ts';
import { accessRule, setRealIpFrom } from '../http/access.ts';
import { openFileCache, resolver, serverName, setsOnce } from '../http/core.ts';
import { limitConn, limitZone } from '../http/limits.ts';
import { accessLog, logFormat } from '../http/log.ts';
import { bind } from '../http/proxy.ts';
import { set } from '../http/rewrite.ts';
import { ocspCache, passwordFile, sessionCache } from '../http/ssl.ts';
import { addUpstream, hash, leastConn, random, upstreamServer, zone } from '../http/upstream.ts';
import { compileArgument } from '../variables.ts';
import { streamListen } from './listen.ts';

/** Notes that the server has something that answers. */
function handles(call: Call): void {
  call.frame.server.fields.set('handler', { statement: call.statement, values: call.values });
}

/** `ngx_stream_proxy_pass` (src/stream/ngx_stream_proxy_module.c). */
function proxyPass(call: Call): void {
  if (call.earlier !== undefined) {
    call.duplicate();
    return;
  }
  handles(call);
  call.set();
  if (compileArgument(call, 0) && !call.value(0).includes('$')) {
    addUpstream(call, call.value(0), 0, {});
  }
}

/** `ngx_stream_return`. */
function returns(call: Call): void {
  if (setsOnce(call) && compileArgument(call, 0)) {
    handles(call);
  }
}

/** `ngx_stream_pass`: like a `listen`, to another server of this Nginx. */
function pass(call: Call): void {
  if (setsOnce(call)) {
    handles(call);
    compileArgument(call, 0);
  }
}

function alpn(call: Call): void {
  if (setsOnce(call) && call.values.some((value) => value.length > 255)) {
    call.fail('protocol too long');
  }
}

/** The setters of stream modules, by the names of Nginx's functions. */
export const streamSetters: Readonly<Record<string, Setter>> = {
  ngx_stream_access_rule: accessRule,
  ngx_stream_core_error_log: errorLog,
  ngx_stream_core_listen: streamListen,
  ngx_stream_core_resolver: resolver,
  ngx_stream_core_server_name: serverName,
  ngx_stream_limit_conn: limitConn,
  ngx_stream_limit_conn_zone: limitZone,
  ngx_stream_log_open_file_cache: openFileCache,
  ngx_stream_log_set_format: logFormat,
  ngx_stream_log_set_log: accessLog,
  ngx_stream_pass: pass,
  ngx_stream_proxy_bind: bind,
  ngx_stream_proxy_pass: proxyPass,
  ngx_stream_proxy_ssl_alpn_set_slot: alpn,
  ngx_stream_proxy_ssl_password_file: passwordFile,
  ngx_stream_realip_from: setRealIpFrom,
  ngx_stream_return: returns,
  ngx_stream_set: set,
  ngx_stream_ssl_alpn: alpn,
  ngx_stream_ssl_ocsp_cache: ocspCache,
  ngx_stream_ssl_password_file: passwordFile,
  ngx_stream_ssl_session_cache: sessionCache,
  ngx_stream_upstream_hash: hash,
  ngx_stream_upstream_least_conn: leastConn,
  ngx_stream_upstream_random: random,
  ngx_stream_upstream_server: upstreamServer,
  ngx_stream_upstream_zone: zone,
};
