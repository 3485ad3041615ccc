import { parseNumber } from '../../number.ts';
import type { Call, Setter } from '../call.ts';
import { errorLog } from '../core/setters.ts';
import { otherName } from '../spellings.ts';
import { compileArgument, useVariable } from '../variables.ts';
import { accessRule, authRequest, authRequestSet, geoipProxy, modernBrowser, setRealIpFrom } from './access.ts';
import {
  aio,
  directio,
  disableSymlinks,
  errorPage,
  gzipDisable,
  keepaliveTimeout,
  openFileCache,
  resolver,
  root,
  serverName,
  setsOnce,
  typesSlot,
} from './core.ts';
import { addHeader, expires, index, mirror, subFilter, tryFiles, useridExpires, useridMark } from './headers.ts';
import { limitConn, limitReq, limitZone } from './limits.ts';
import { listen } from './listen.ts';
import { accessLog, logFormat } from './log.ts';
import { validReferers } from './merge-checks.ts';
import {
  bind,
  cache,
  cachePath,
  cacheValid,
  param,
  protocolPass,
  proxyCookie,
  proxyPass,
  proxyRedirect,
  splitPathInfo,
  store,
  valueOnce,
} from './proxy.ts';
import { returns, rewrite, set } from './rewrite.ts';
import { ocspCache, passwordFile, sessionCache, sslEnable } from './ssl.ts';
import { stateOf } from './state.ts';
import { hash, ipHash, keepalive, leastConn, random, upstreamServer, zone } from './upstream.ts';

/** `ngx_http_set_charset_slot`. */
function charset(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  const value = call.value(0);
  if (value[0] === '$') {
    useVariable(call, value.slice(1), 0);
  } else {
    stateOf(call.frame).charsets.add(value.toLowerCase());
  }
}

const obsoleteReplacements: Readonly<Record<string, string>> = {
  http2_recv_timeout: 'client_header_timeout',
  http2_idle_timeout: 'keepalive_timeout',
  http2_max_requests: 'keepalive_requests',
  http2_max_field_size: 'large_client_header_buffers',
  http2_max_header_size: 'large_client_header_buffers',
};

/** `ngx_http_v2_obsolete` (src/http/v2/ngx_http_v2_module.c). */
function http2Obsolete(call: Call): void {
  const replacement = obsoleteReplacements[call.name];
  if (replacement !== undefined) {
    if (call.run.atLeast('1.19.7')) {
      call.warn(
        `the "${call.name}" directive is obsolete, use the "${replacement}" directive instead`,
        undefined,
        'value',
        { fixes: otherName(call.statement, call.fact) },
      );
    }
    return;
  }
  if (call.run.atLeast('1.25.1')) {
    call.warn(`the "${call.name}" directive is obsolete, ignored`);
    return;
  }
  if (call.name === 'http2_max_concurrent_pushes') {
    if (setsOnce(call) && parseNumber(call.value(0)) === undefined) {
      call.fail('invalid number', 0);
    }
  } else if (call.name === 'http2_push_preload') {
    const value = call.value(0).toLowerCase();
    if (setsOnce(call) && value !== 'on' && value !== 'off') {
      call.refuse(`invalid value "${call.value(0)}" in "${call.name}" directive, it must be "on" or "off"`, 0);
    }
  } else {
    compileArgument(call, 0);
  }
}

/** The setters of http modules, by the names of Nginx's functions or by the type that the facts give them. */
export const httpSetters: Readonly<Record<string, Setter>> = {
  bind,
  cache_path: cachePath,
  cache_valid: cacheValid,
  charset,
  param,
  types: typesSlot,
  ngx_http_access_rule: accessRule,
  ngx_http_auth_basic_user_file: valueOnce,
  ngx_http_auth_request: authRequest,
  ngx_http_auth_request_set: (call) => {
    if (authRequestSet(call)) {
      compileArgument(call, 1);
    }
  },
  ngx_http_core_directio: directio,
  ngx_http_core_error_log: errorLog,
  ngx_http_core_error_page: errorPage,
  ngx_http_core_internal: (call) => void setsOnce(call),
  ngx_http_core_keepalive: keepaliveTimeout,
  ngx_http_core_listen: listen,
  ngx_http_core_open_file_cache: openFileCache,
  ngx_http_core_resolver: resolver,
  ngx_http_core_root: root,
  ngx_http_core_server_name: serverName,
  ngx_http_core_set_aio: aio,
  ngx_http_disable_symlinks: disableSymlinks,
  ngx_http_fastcgi_cache: cache,
  ngx_http_fastcgi_cache_key: valueOnce,
  ngx_http_fastcgi_pass: protocolPass(),
  ngx_http_fastcgi_split_path_info: splitPathInfo,
  ngx_http_fastcgi_store: store,
  ngx_http_geoip_proxy: geoipProxy,
  ngx_http_grpc_pass: protocolPass(/^grpcs?:\/\//i),
  ngx_http_grpc_ssl_password_file: passwordFile,
  ngx_http_gzip_disable: gzipDisable,
  ngx_http_headers_add: addHeader,
  ngx_http_headers_expires: expires,
  ngx_http_index_set_index: index,
  ngx_http_limit_conn: limitConn,
  ngx_http_limit_conn_zone: limitZone,
  ngx_http_limit_req: limitReq,
  ngx_http_limit_req_zone: limitZone,
  ngx_http_log_open_file_cache: openFileCache,
  ngx_http_log_set_format: logFormat,
  ngx_http_log_set_log: accessLog,
  ngx_http_memcached_pass: protocolPass(),
  ngx_http_mirror: mirror,
  ngx_http_modern_browser: modernBrowser,
  ngx_http_proxy_cache: cache,
  ngx_http_proxy_cache_key: valueOnce,
  ngx_http_proxy_cookie_domain: proxyCookie,
  ngx_http_proxy_cookie_flags: proxyCookie,
  ngx_http_proxy_cookie_path: proxyCookie,
  ngx_http_proxy_pass: proxyPass,
  ngx_http_proxy_redirect: proxyRedirect,
  ngx_http_proxy_ssl_password_file: passwordFile,
  ngx_http_proxy_store: store,
  ngx_http_realip: (call) => void setsOnce(call),
  ngx_http_realip_from: setRealIpFrom,
  ngx_http_rewrite: rewrite,
  ngx_http_rewrite_break: () => undefined,
  ngx_http_rewrite_return: returns,
  ngx_http_rewrite_set: set,
  ngx_http_scgi_cache: cache,
  ngx_http_scgi_cache_key: valueOnce,
  ngx_http_scgi_pass: protocolPass(),
  ngx_http_scgi_store: store,
  ngx_http_ssl_enable: sslEnable,
  ngx_http_ssl_ocsp_cache: ocspCache,
  ngx_http_ssl_password_file: passwordFile,
  ngx_http_ssl_session_cache: sessionCache,
  ngx_http_sub_filter: subFilter,
  ngx_http_try_files: tryFiles,
  ngx_http_upstream_hash: hash,
  ngx_http_upstream_ip_hash: ipHash,
  ngx_http_upstream_keepalive: keepalive,
  ngx_http_upstream_least_conn: leastConn,
  ngx_http_upstream_random: random,
  ngx_http_upstream_server: upstreamServer,
  ngx_http_upstream_zone: zone,
  ngx_http_userid_expires: useridExpires,
  ngx_http_userid_mark: useridMark,
  ngx_http_uwsgi_cache: cache,
  ngx_http_uwsgi_cache_key: valueOnce,
  ngx_http_uwsgi_pass: protocolPass(/^s?uwsgi:\/\//i),
  ngx_http_uwsgi_ssl_password_file: passwordFile,
  ngx_http_uwsgi_store: store,
  ngx_http_v2_obsolete: http2Obsolete,
  ngx_http_valid_referers: validReferers,
};
