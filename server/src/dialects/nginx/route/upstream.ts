import { message } from '../../../base/message.ts';
import type { Statement } from '../configuration.ts';
import { inForce, settingInForce } from '../effective/in-force.ts';
import type { Place } from '../effective/place.ts';
import { fromBytes, toBytes } from '../language/pattern.ts';
import { escapeUri } from './escape.ts';
import type { UpstreamOutcome } from './outcome.ts';
import type { RequestState } from './state.ts';
import { holdsUnknown, showUnknown } from './unknown-value.ts';
import { hostHeader, proxyVariables, readUpstreamUrl, type UpstreamUrl, upstreamTarget } from './upstream-address.ts';
import { evaluate, hasVariables } from './values.ts';

type Protocol = UpstreamOutcome['protocol'];

/** What a pass directive ends in: a request to another server, or the status that Nginx answers instead. */
export type PassEnd =
  | { readonly kind: 'upstream'; readonly outcome: UpstreamOutcome }
  | { readonly kind: 'status'; readonly status: number; readonly statement: Statement | undefined }
  /** The worker ends without an answer, so no error page takes over. */
  | { readonly kind: 'crash' };

const protocols: Readonly<Record<string, Protocol>> = {
  proxy_pass: 'http',
  fastcgi_pass: 'fastcgi',
  uwsgi_pass: 'uwsgi',
  scgi_pass: 'scgi',
  grpc_pass: 'grpc',
  memcached_pass: 'memcached',
};

/** The text of the location whose `proxy_pass` URI takes its place; empty where the URI isn't put in front. */
function replacedText(place: Place): string {
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    if (level.own.has('proxy_pass')) {
      const modifier = level.head?.modifier;
      return modifier === '' || modifier === '=' || modifier === '^~' ? toBytes(level.head?.text ?? '') : '';
    }
  }
  return '';
}

/** Passes the request on as the pass directive in force says. */
export function passOn(state: RequestState, directive: string): PassEnd {
  const statement = settingInForce(state.place, directive);
  const value = statement?.directive.args[0]?.value;
  if (statement === undefined || value === undefined) {
    state.step(message('The place that answers has no upstream: status 500.'), undefined);
    return { kind: 'status', status: 500, statement };
  }
  const dynamic = hasVariables(value);
  const protocol = protocols[directive] as Protocol;
  const text = dynamic ? evaluate(state, value) : toBytes(value);
  const url = readUpstreamUrl(text, directive === 'proxy_pass' ? undefined : protocol);
  const isHttp = url?.scheme === 'http' || url?.scheme === 'https';
  if (url === undefined || (directive === 'proxy_pass' && !isHttp)) {
    if (holdsUnknown(text)) {
      return upstream(state, statement, { scheme: 'http', host: text, port: undefined, uri: '' }, protocol, dynamic);
    }
    return { kind: 'status', status: 500, statement };
  }
  const target = upstreamTarget(state.surroundings.configuration, url);
  if (dynamic && target.kind === 'name' && !holdsUnknown(text) && !hasResolver(state)) {
    state.step(
      message('No resolver is set for the name {name}: status 502.', { name: fromBytes(url.host) }),
      statement,
    );
    return { kind: 'status', status: 502, statement };
  }
  return upstream(state, statement, url, url.scheme === 'https' ? 'https' : protocol, dynamic);
}

function hasResolver(state: RequestState): boolean {
  return inForce(state.place, 'resolver').statements.length > 0;
}

function upstream(
  state: RequestState,
  statement: Statement,
  url: UpstreamUrl,
  protocol: Protocol,
  dynamic: boolean,
): PassEnd {
  const path = protocol === 'http' || protocol === 'https' ? proxiedPath(state, url, dynamic) : sentPath(state);
  if (path === undefined) {
    state.step(message('The URI is shorter than the location that is cut off: the worker crashes.'), statement);
    return { kind: 'crash' };
  }
  const { addresses } = upstreamTarget(state.surroundings.configuration, url);
  state.proxy = proxyVariables(url);
  const outcome: UpstreamOutcome = {
    kind: 'upstream',
    protocol,
    address: addresses.map((address) => fromBytes(showUnknown(address))).join(' or '),
    requestLine: fromBytes(showUnknown(`${method(state)} ${path} ${version(state, protocol)}`)),
    headers: protocol === 'http' || protocol === 'https' ? headers(state, url) : parameters(state, protocol),
  };
  state.step(
    message('Passes {line} on to {address}.', { line: outcome.requestLine, address: outcome.address }),
    statement,
  );
  return { kind: 'upstream', outcome };
}

function method(state: RequestState): string {
  const set = settingInForce(state.place, 'proxy_method')?.directive.args[0]?.value;
  return set === undefined ? state.method : evaluate(state, set);
}

function version(state: RequestState, protocol: Protocol): string {
  if (protocol === 'http' || protocol === 'https') {
    return `HTTP/${settingInForce(state.place, 'proxy_http_version')?.directive.args[0]?.value ?? '1.0'}`;
  }
  return protocol === 'grpc' ? 'HTTP/2.0' : 'HTTP/1.1';
}

/** The path of the upstream request line: `ngx_http_proxy_create_request`; undefined where it copies a negative length. */
function proxiedPath(state: RequestState, url: UpstreamUrl, dynamic: boolean): string | undefined {
  if (dynamic && url.uri !== '') {
    return url.uri.startsWith('?') ? `/${url.uri}` : url.uri;
  }
  if (url.uri === '') {
    return sentPath(state);
  }
  const cut = state.validLocation ? replacedText(state.place).length : 0;
  if (cut > state.uri.length) {
    return undefined;
  }
  return (state.validLocation ? url.uri : '') + escaped(state, state.uri.slice(cut)) + argsOf(state);
}

function sentPath(state: RequestState): string {
  return state.validUnparsedUri ? state.unparsedUri : escaped(state, state.uri) + argsOf(state);
}

function escaped(state: RequestState, uri: string): string {
  return state.quoted || state.internal ? escapeUri(uri, 'uri') : uri;
}

function argsOf(state: RequestState): string {
  return state.args === '' ? '' : `?${state.args}`;
}

function headers(state: RequestState, url: UpstreamUrl): Record<string, string> {
  const set: Record<string, string> = {};
  const names = new Set<string>();
  for (const statement of inForce(state.place, 'proxy_set_header').statements) {
    const [name, value] = statement.directive.args.map((word) => word.value);
    if (name === undefined || value === undefined) {
      continue;
    }
    names.add(name.toLowerCase());
    const bytes = evaluate(state, value);
    if (bytes !== '') {
      set[name] = fromBytes(showUnknown(bytes));
    }
  }
  if (!names.has('host')) {
    set.Host = fromBytes(showUnknown(hostHeader(url)));
  }
  if (!names.has('connection')) {
    set.Connection = 'close';
  }
  return set;
}

function parameters(state: RequestState, protocol: Protocol): Record<string, string> {
  const directive = protocol === 'grpc' ? 'grpc_set_header' : `${protocol}_param`;
  const set: Record<string, string> = {};
  for (const statement of inForce(state.place, directive).statements) {
    const [name, value, condition] = statement.directive.args.map((word) => word.value);
    if (name === undefined || value === undefined) {
      continue;
    }
    const bytes = evaluate(state, value);
    if (bytes !== '' || condition !== 'if_not_empty') {
      set[name] = fromBytes(showUnknown(bytes));
    }
  }
  return set;
}
