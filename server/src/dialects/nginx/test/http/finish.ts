import type { Call } from '../call.ts';
import { closeLine, type Run } from '../run.ts';
import type { Frame, LocationScope, ServerScope } from '../scope.ts';
import { isSlip, mayBeName } from '../slip.ts';
import { checkVariables } from '../unknown-variables.ts';
import { compileArgument } from '../variables.ts';
import type { Zone } from '../zones.ts';
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
  const merges = state.servers.length > 0;
  if (merges) {
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
  for (const zone of run.zones.all.values()) {
    if (
      zone.size === 0 &&
      zone.owner.startsWith('http ') &&
      !(merges && zone.owner.endsWith('_cache')) &&
      !mayBeDeclared(run, zone)
    ) {
      const word = zone.statement.directive.args[zone.argument];
      run.emitAt('zone', `zero size shared memory zone "${zone.name}"`, zone.statement, word, { line: undefined });
    }
  }
}

/**
 * Whether a file that isn't in view may declare a zone: not what nobody calls one, nor that of an upstream, nor a slip of another that this file declares
 * for the same use.
 */
function mayBeDeclared(run: Run, { name, owner }: Zone): boolean {
  if (!mayBeName(name) || owner === 'http upstream') {
    return false;
  }
  const others = [...run.zones.all.values()].filter((one) => one.owner === owner && one.size > 0);
  return run.outerOpen && !others.some((one) => isSlip(name, one.name));
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
    if (
      zone.owner.startsWith('http ') &&
      zone.owner.endsWith('_cache') &&
      zone.declaredBy === undefined &&
      !mayBeDeclared(run, zone)
    ) {
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
