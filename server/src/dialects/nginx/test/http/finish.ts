import { editDistance, nearest } from '../../../../base/nearest.ts';
import { variableExistsIn, variableNamed } from '../../../../facts/nginx/variable-facts.ts';
import type { Call } from '../call.ts';
import { closeLine, type Run } from '../run.ts';
import type { Frame, LocationScope, ServerScope } from '../scope.ts';
import type { VariableTable } from '../variable-table.ts';
import { compileArgument } from '../variables.ts';
import { checkBuffers, checkHeaderBuffers, protocolsWithBuffers } from './buffers.ts';
import { checkCertificates, checkServerSsl } from './certificates.ts';
import { checkDuplicates } from './locations.ts';
import { checkCharsets, checkReferers } from './merge-checks.ts';
import { checkServerNames } from './server-names.ts';
import { stateOf } from './state.ts';
import { checkUpstreams } from './upstream.ts';
import { checkUpstreamSsl, hasUpstreamSsl } from './upstream-ssl.ts';

/** What Nginx does when `http` ends (`ngx_http_block`, src/http/ngx_http.c), in its order. */
export function finishHttp(run: Run, frame: Frame, call: Call | undefined): void {
  const state = stateOf(frame);
  const line = call === undefined ? undefined : closeLine(call.statement);
  checkUpstreams({ run }, state.upstreams);
  for (const server of state.servers) {
    checkHeaderBuffers(run, server, line);
  }
  const looks = { buffers: protocolsWithBuffers(run), upstreamSsl: hasUpstreamSsl(run) };
  for (const server of state.servers) {
    checkServerSsl(run, server, line);
    if (looks.buffers.length > 0 || looks.upstreamSsl) {
      mergeLocations(run, server.location, line, looks);
    }
  }
  if (!run.outerOpen) {
    checkCacheZones(run, line);
  }
  for (const { call: late, argument } of state.lateValues) {
    compileLate(late, argument, line);
  }
  for (const server of state.servers) {
    checkDuplicates(run, server.location);
  }
  const looksCloser = run.uses(['valid_referers', 'source_charset']);
  for (const server of looksCloser ? state.servers : []) {
    finishLocation(run, frame, server, server.location);
  }
  checkCertificates(run, state.ports, state.servers);
  checkVariables(run, run.variables.http, 'http');
  checkServerNames(run, state.ports, run.open ? undefined : bucketSize(frame));
  if (!run.outerOpen) {
    for (const zone of run.zones.all.values()) {
      if (zone.size === 0 && zone.owner.startsWith('http ') && !zone.owner.endsWith('_cache')) {
        const word = zone.statement.directive.args[zone.argument];
        run.emitAt('zone', `zero size shared memory zone "${zone.name}"`, zone.statement, word, { line: undefined });
      }
    }
  }
}

/** `server_names_hash_bucket_size`, in whole cache lines of 64 bytes. */
function bucketSize(frame: Frame): number {
  const set = Number(frame.main.fields.get('server_names_hash_bucket_size')?.values[0] ?? 64);
  return Math.ceil((Number.isNaN(set) ? 64 : set) / 64) * 64;
}

function finishLocation(run: Run, frame: Frame, server: ServerScope, location: LocationScope): void {
  checkReferers(run, location, server);
  checkCharsets(run, frame, location);
  for (const inner of location.locations) {
    finishLocation(run, frame, server, inner);
  }
}

/** A cache that nothing declares (`ngx_http_proxy_merge_loc_conf` and its kin). */
function checkCacheZones(run: Run, line: number | undefined): void {
  for (const zone of run.zones.all.values()) {
    if (zone.owner.startsWith('http ') && zone.owner.endsWith('_cache') && zone.declaredBy === undefined) {
      const word = zone.statement.directive.args[zone.argument];
      run.emitAt('zone', `"${zone.owner.slice(5)}" zone "${zone.name}" is unknown`, zone.statement, word, { line });
    }
  }
}

function mergeLocations(
  run: Run,
  location: LocationScope,
  line: number | undefined,
  looks: { readonly buffers: readonly string[]; readonly upstreamSsl: boolean },
): void {
  checkBuffers(run, location, line, looks.buffers);
  if (looks.upstreamSsl) {
    checkUpstreamSsl(run, location);
  }
  for (const inner of location.locations) {
    mergeLocations(run, inner, line, looks);
  }
}

/** A value that Nginx compiles when it merges: its errors carry the line of the `}` of `http`. */
function compileLate(call: Call, argument: number, line: number | undefined): void {
  const before = call.run.findings.length;
  compileArgument(call, argument);
  for (let index = before; index < call.run.findings.length; index++) {
    const finding = call.run.findings[index];
    if (finding !== undefined && line !== undefined) {
      call.run.findings[index] = { ...finding, line };
    }
  }
}

/** `ngx_http_variables_init_vars`: each variable that is used must be defined somewhere. */
export function checkVariables(run: Run, table: VariableTable, family: 'http' | 'stream'): void {
  for (const use of table.uses.values()) {
    const fact = variableNamed(use.name, family);
    if (table.definitions.has(use.name) || (fact !== undefined && isKnown(run, fact))) {
      continue;
    }
    if (use.statement.file.document.template !== undefined) {
      continue;
    }
    const near =
      !run.maySuggest() && !run.open ? [] : nearest(use.name, [...knownNames(family), ...table.definitions.keys()]);
    if (run.open && !isSurelyMistyped(use.name, near)) {
      continue;
    }
    run.emitAt('variable', `unknown "${use.name}" variable`, use.statement, use.word, {
      line: undefined,
      suggestions: near,
    });
  }
}

function isKnown(run: Run, fact: NonNullable<ReturnType<typeof variableNamed>>): boolean {
  return fact.commercial || fact.thirdParty !== undefined || variableExistsIn(fact, run.options.version);
}

function knownNames(family: 'http' | 'stream'): readonly string[] {
  return family === 'http' ? COMMON_HTTP : COMMON_STREAM;
}

/** The variables that sites use, for suggestions. */
const COMMON_HTTP = [
  'args arg_name binary_remote_addr body_bytes_sent bytes_sent connection connection_requests content_length content_type document_root document_uri',
  'fastcgi_path_info fastcgi_script_name host hostname http_accept http_authorization http_connection http_cookie http_host http_origin http_referer http_upgrade http_user_agent',
  'http_x_forwarded_for http_x_forwarded_host http_x_forwarded_proto http_x_real_ip https is_args limit_rate msec nginx_version pid proxy_add_x_forwarded_for proxy_host proxy_port',
  'proxy_protocol_addr proxy_protocol_port query_string realip_remote_addr realpath_root remote_addr remote_port remote_user request request_body request_body_file request_completion',
  'request_filename request_id request_length request_method request_time request_uri scheme sent_http_content_type server_addr server_name server_port server_protocol ssl_cipher',
  'ssl_client_cert ssl_client_s_dn ssl_client_verify ssl_protocol ssl_session_id status time_iso8601 time_local upstream_addr upstream_cache_status upstream_connect_time',
  'upstream_header_time upstream_http_location upstream_response_time upstream_status uri',
].flatMap((line) => line.split(' '));
const COMMON_STREAM =
  'binary_remote_addr bytes_received bytes_sent connection hostname msec pid protocol remote_addr remote_port server_addr server_port session_time ssl_preread_server_name ssl_server_name status time_iso8601 time_local upstream_addr upstream_bytes_received upstream_bytes_sent upstream_connect_time'.split(
    ' ',
  );

/** Where the rest of the configuration isn't in view, a variable one slip away from a common one is taken for a typo. */
function isSurelyMistyped(name: string, near: readonly string[]): boolean {
  return near.some((one) => {
    const sorted = (text: string) => [...text].sort().join('');
    return (
      one.length >= 4 &&
      name.length >= 4 &&
      !name.startsWith(one) &&
      !/\d/.test(name) &&
      ((one.length === name.length && sorted(one) === sorted(name)) ||
        one.length === name.length + 1 ||
        (one.length >= 5 && editDistance(one, name, 1) === 1))
    );
  });
}
