import { parseIpv4 } from '../../address.ts';
import { parseNumber, parseSize } from '../../number.ts';
import { isImpossibleName, type ParsedUrl, parseUrl } from '../../url.ts';
import type { Call } from '../call.ts';
import { refusesHost } from '../machine/hosts.ts';
import { isSlip, mayBeName } from '../slip.ts';
import { parseTime } from '../values/time.ts';
import { compileArgument } from '../variables.ts';
import { declareZone } from '../zone-sizes.ts';
import { stateOf, type Upstream } from './state.ts';

/** The upstream whose block is being read, by the scope of the block. */
const open = new WeakMap<object, Upstream>();

/** `ngx_http_upstream` (src/http/ngx_http_upstream.c): notes the block; false where it is refused. */
export function upstream(call: Call): boolean {
  const { upstreams } = stateOf(call.frame);
  const host = call.value(0);
  const named = upstreams.get(host.toLowerCase()) ?? [];
  const created: Upstream = {
    host,
    created: true,
    port: 0,
    noPort: true,
    statement: call.statement,
    argument: 0,
    resolved: true,
    servers: 0,
    backups: 0,
    method: undefined,
    allowsBackup: true,
  };
  for (const one of named) {
    if (one.created) {
      const related = [{ file: one.statement.file, span: one.statement.directive.name.span }];
      call.refuse(`duplicate upstream "${host}"`, 0, 'upstream', { related });
      return false;
    }
    if (!one.noPort) {
      call.run.emitAt(
        'upstream',
        `upstream "${host}" may not have port ${one.port}`,
        one.statement,
        one.statement.directive.args[one.argument],
      );
      return false;
    }
  }
  // An implicit one of the name becomes the declared one.
  upstreams.set(host.toLowerCase(), [...named.slice(1), created]);
  return true;
}

/** Ties the scope of an `upstream` block to what it declares. */
export function openUpstream(scope: object, call: Call): void {
  const all = stateOf(call.frame).upstreams.get(call.value(0).toLowerCase());
  const declared = all?.findLast((one) => one.statement === call.statement);
  if (declared !== undefined) {
    open.set(scope, declared);
  }
}

/** What is checked at the block's `}`: the commercial edition reads the servers from a `state` file. @returns Nginx's words, or undefined. */
export function closeUpstream(scope: object): string | undefined {
  const declared = open.get(scope);
  const isKeptElsewhere = declared?.statement.children.some(({ directive }) => directive.name.value === 'state');
  return declared !== undefined && !isKeptElsewhere && declared.servers + declared.backups === 0
    ? 'no servers are inside upstream'
    : undefined;
}

interface ServerParameter {
  readonly prefix: string;
  check(value: string): boolean;
}

const PARAMETERS: readonly ServerParameter[] = [
  { prefix: 'weight=', check: (value) => !!parseNumber(value) },
  { prefix: 'max_conns=', check: (value) => parseNumber(value) !== undefined },
  { prefix: 'max_fails=', check: (value) => parseNumber(value) !== undefined },
  { prefix: 'fail_timeout=', check: (value) => parseTime(value, 's') !== undefined },
];

/** `ngx_http_upstream_server` and its twin of stream, which needs a port. */
export function upstreamServer(call: Call): void {
  const declared = open.get(call.frame.server);
  let backup = false;
  const unsupported = (index: number): void =>
    call.refuse(`balancing method does not support parameter "${call.value(index)}"`, index, 'upstream');
  for (let index = 1; index < call.values.length; index++) {
    const word = call.value(index);
    const known = PARAMETERS.find(({ prefix }) => word.startsWith(prefix));
    if (known !== undefined) {
      if (!known.check(word.slice(known.prefix.length))) {
        call.refuse(`invalid parameter "${word}"`, index);
        return;
      }
    } else if (word === 'backup') {
      if (declared !== undefined && !declared.allowsBackup) {
        unsupported(index);
        return;
      }
      backup = true;
    } else if (word !== 'down' && !isNewer(call, word)) {
      call.refuse(`invalid parameter "${word}"`, index);
      return;
    }
  }
  if (declared !== undefined) {
    declared.servers += backup ? 0 : 1;
    declared.backups += backup ? 1 : 0;
  }
  const stream = call.fact.family === 'stream';
  const url = parseUrl(call.value(0), stream ? {} : { defaultPort: 80 });
  if ('error' in url) {
    call.refuse(`${url.error} in upstream "${call.value(0)}"`, 0);
    return;
  }
  if (url.kind === 'name') {
    const resolves = call.values.includes('resolve') || call.values.some((word) => word.startsWith('service='));
    const message = `host not found in upstream "${call.value(0)}"`;
    if (!resolves && !url.host.includes('$') && refusesHost(call, url.host, message, 0)) {
      return;
    }
  }
  if (stream && url.noPort) {
    call.refuse(`no port in upstream "${call.value(0)}"`, 0);
  }
}

/** Parameters that came later, or only with the commercial edition, which nobody can tell from the files. */
function isNewer(call: Call, word: string): boolean {
  if (word === 'resolve' || word.startsWith('service=')) {
    return call.run.atLeast('1.27.3');
  }
  if (word.startsWith('route=') || word.startsWith('slow_start=') || word === 'drain') {
    return call.run.atLeast('1.29.6');
  }
  return false;
}

/** Notes a balancing method; a second one is warned of. */
function balance(call: Call, allowsBackup: boolean): void {
  const declared = open.get(call.frame.server);
  if (declared === undefined) {
    return;
  }
  if (declared.method !== undefined) {
    call.warn('load balancing method redefined', undefined, 'upstream');
  }
  declared.method = call.name;
  declared.allowsBackup = allowsBackup;
}

/** `ngx_http_upstream_hash`. */
export function hash(call: Call): void {
  if (!compileArgument(call, 0)) {
    return;
  }
  balance(call, false);
  if (call.values.length > 1 && call.value(1) !== 'consistent') {
    call.refuse(`invalid parameter "${call.value(1)}"`, 1);
  }
}

/** `ngx_http_upstream_ip_hash`. */
export function ipHash(call: Call): void {
  balance(call, false);
}

/** `ngx_http_upstream_least_conn`. */
export function leastConn(call: Call): void {
  balance(call, true);
}

/** `ngx_http_upstream_random`. */
export function random(call: Call): void {
  balance(call, false);
  const [two, method] = call.values;
  if (two !== undefined && two !== 'two') {
    call.refuse(`invalid parameter "${two}"`, 0);
  } else if (method !== undefined && method !== 'least_conn' && !method.startsWith('least_time')) {
    call.refuse(`invalid parameter "${method}"`, 1);
  }
}

/** `ngx_http_upstream_keepalive`. */
export function keepalive(call: Call): void {
  if (call.earlier !== undefined) {
    call.duplicate();
    return;
  }
  const count = parseNumber(call.value(0));
  if (count === undefined || (count === 0 && !call.run.atLeast('1.29.7'))) {
    call.refuse(`invalid value "${call.value(0)}" in "${call.name}" directive`, 0);
    return;
  }
  if (count !== 0) {
    call.set();
  }
  const declared = open.get(call.frame.server);
  if (declared !== undefined && !call.run.atLeast('1.29.7')) {
    declared.method ??= 'keepalive';
  }
}

/** `ngx_http_upstream_zone`. */
export function zone(call: Call): void {
  const name = call.value(0);
  if (name === '') {
    call.refuse(`invalid zone name "${name}"`, 0);
    return;
  }
  if (call.values.length === 1) {
    declareZone(call, name, 0, 0, `${call.fact.family} upstream`);
    return;
  }
  const size = parseSize(call.value(1));
  if (size === undefined) {
    call.refuse(`invalid zone size "${call.value(1)}"`, 1);
  } else if (size < 8 * 4096) {
    call.refuse(`zone "${name}" is too small`, 1);
  } else {
    declareZone(call, name, size, 0, `${call.fact.family} upstream`);
  }
}

/**
 * `ngx_http_upstream_add` for a `*_pass`: the upstream of that name, or an implicit one.
 * @returns the parsed address, or undefined where it is refused.
 */
export function addUpstream(
  call: Call,
  text: string,
  argument: number,
  request: { readonly uriPart?: boolean; readonly defaultPort?: number },
): ParsedUrl | undefined {
  const url = parseUrl(text, request);
  if ('error' in url) {
    call.refuse(`${url.error} in upstream "${text}"`, argument);
    return undefined;
  }
  const { upstreams } = stateOf(call.frame);
  const key = url.host.toLowerCase();
  const named = upstreams.get(key) ?? [];
  for (const one of named) {
    if (one.created && !url.noPort && url.kind !== 'unix') {
      call.refuse(`upstream "${url.host}" may not have port ${url.port}`, argument, 'upstream');
      return undefined;
    }
    if (one.port !== 0 && url.port !== 0 && one.port !== url.port) {
      continue;
    }
    return url;
  }
  named.push({
    host: url.host,
    created: false,
    port: url.port,
    noPort: url.noPort,
    statement: call.statement,
    argument,
    resolved: url.kind !== 'name' && (url.kind === 'unix' || url.port !== 0),
    servers: 0,
    backups: 0,
    method: undefined,
    allowsBackup: true,
  });
  upstreams.set(key, named);
  return url;
}

/** `ngx_http_upstream_init_main_conf`: what is left to check when all has been read. */
export function checkUpstreams(
  call: { readonly run: Call['run'] },
  upstreams: ReadonlyMap<string, readonly Upstream[]>,
): void {
  for (const one of [...upstreams.values()].flat()) {
    const word = one.statement.directive.args[one.argument];
    if (one.created) {
      if (one.servers === 0 && one.backups > 0) {
        call.run.emitAt('upstream', `no servers in upstream "${one.host}"`, one.statement, word);
      }
    } else if (!one.resolved) {
      if (one.port === 0) {
        if (!call.run.outerOpen || !mayBeDeclared(one.host, upstreams)) {
          call.run.emitAt('upstream', `no port in upstream "${one.host}"`, one.statement, word);
        }
      } else {
        const { outerOpen, machine } = call.run;
        if (!outerOpen && (isImpossibleName(one.host) || machine?.resolves(one.host) === false)) {
          call.run.emitAt('host', `host not found in upstream "${one.host}"`, one.statement, word);
        }
      }
    }
  }
}

/** Whether a file that isn't in view may declare an upstream of this name: nobody calls one after an address or a number, nor by a slip. */
function mayBeDeclared(host: string, upstreams: ReadonlyMap<string, readonly Upstream[]>): boolean {
  const isAddress = host === 'localhost' || parseIpv4(host) !== undefined || host.startsWith('[');
  const isName = /[a-z]/i.test(host) && mayBeName(host);
  const declared = [...upstreams.values()].flat().filter(({ created }) => created);
  return !isAddress && isName && !declared.some((one) => isSlip(host, one.host));
}
