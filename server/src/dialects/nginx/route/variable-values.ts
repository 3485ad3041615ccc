import type { Definition } from '../effective/configuration.ts';
import { settingInForce } from '../effective/in-force.ts';
import { toBytes } from '../language/pattern.ts';
import { documentRoot, fileMapping, mapUri } from './file-path.ts';
import { geoValue } from './geo.ts';
import { mapValue } from './map-value.ts';
import type { RequestState } from './state.ts';
import { unknownValue } from './unknown-value.ts';

type Reader = (state: RequestState) => string | undefined;

/** Variables that Nginx works out anew at each use: NGX_HTTP_VAR_NOCACHEABLE. */
const changing: Readonly<Record<string, Reader>> = {
  uri: (state) => state.uri,
  document_uri: (state) => state.uri,
  args: (state) => state.args,
  query_string: (state) => state.args,
  is_args: (state) => (state.args === '' ? '' : '?'),
  request_method: (state) => state.method,
  document_root: (state) => documentRoot(state, fileMapping(state.place)),
  realpath_root: (state) => documentRoot(state, fileMapping(state.place)),
  request_filename: (state) => {
    const path = mapUri(state);
    return path === undefined ? undefined : path.root + path.rest;
  },
  limit_rate: (state) => (state.variables.has('limit_rate') ? state.variables.get('limit_rate') : '0'),
  proxy_host: (state) => state.proxy?.host,
  proxy_port: (state) => state.proxy?.port,
  fastcgi_script_name: (state) => fastcgiNames(state).script,
  fastcgi_path_info: (state) => fastcgiNames(state).info,
};

/** Variables that keep the value of their first use. */
const lasting: Readonly<Record<string, Reader>> = {
  host: (state) => {
    if (state.host !== '') {
      return state.host;
    }
    return serverName(state);
  },
  server_name: serverName,
  server_port: (state) => String(state.surroundings.request.port),
  server_addr: (state) => state.surroundings.request.address ?? unknownValue('$server_addr'),
  server_protocol: () => 'HTTP/1.1',
  scheme: (state) => state.surroundings.request.scheme,
  https: (state) => (state.surroundings.request.scheme === 'https' ? 'on' : ''),
  request_uri: (state) => state.unparsedUri,
  request: (state) => `${state.requestMethod} ${toBytes(state.surroundings.request.uri)} HTTP/1.1`,
  remote_addr: (state) => state.surroundings.request.client ?? unknownValue('$remote_addr'),
  proxy_add_x_forwarded_for: (state) => {
    const before = state.headers.get('x-forwarded-for');
    const client = state.surroundings.request.client ?? unknownValue('$remote_addr');
    return before === undefined ? client : `${before}, ${client}`;
  },
  content_type: (state) => state.headers.get('content-type'),
  content_length: (state) => state.headers.get('content-length'),
  request_completion: () => '',
  http_host: (state) => state.headers.get('host'),
  invalid_referer: (state) => (invalidReferer(state) ? '1' : ''),
};

/**
 * @returns the first name of the server, as `$server_name` has it.
 * Source: `ngx_http_variable_server_name` (src/http/ngx_http_variables.c).
 */
export function serverName(state: RequestState): string {
  const name = state.server.own.get('server_name')?.[0]?.directive.args[0]?.value ?? '';
  return toBytes(name.startsWith('~') ? name : name.toLowerCase().replace(/^\./, ''));
}

/**
 * The value of a variable now.
 *
 * @param name in lower case, without `$`.
 * @returns a byte string; undefined where the variable has no value; an unknown value where the request and the
 *   configuration don't decide it.
 */
export function variableValue(state: RequestState, name: string): string | undefined {
  if (name !== 'limit_rate') {
    const now = changing[name];
    if (now !== undefined) {
      return now(state);
    }
  }
  if (state.variables.has(name)) {
    return state.variables.get(name);
  }
  const definition = state.surroundings.configuration.definitions.get(name);
  if (definition !== undefined) {
    const value = definedValue(state, name, definition);
    if (!isVolatile(definition)) {
      state.variables.set(name, value);
    }
    return value;
  }
  if (name.startsWith('arg_')) {
    return argument(state.args, name.slice(4));
  }
  const value = builtInValue(state, name);
  state.variables.set(name, value);
  return value;
}

function isVolatile(definition: Definition): boolean {
  return (
    definition.kind === 'map' &&
    definition.statement.children.some((child) => child.directive.name.value === 'volatile')
  );
}

function definedValue(state: RequestState, name: string, definition: Definition): string | undefined {
  switch (definition.kind) {
    case 'map':
      return mapValue(state, definition.statement);
    case 'geo':
      return geoValue(state, definition.statement);
    case 'set':
    case 'capture':
      return '';
    case 'split_clients':
    case 'module':
      return unknownValue(`$${name}`);
  }
}

function builtInValue(state: RequestState, name: string): string | undefined {
  const reader = lasting[name] ?? changing[name];
  if (reader !== undefined) {
    return reader(state);
  }
  if (name.startsWith('http_')) {
    return state.headers.get(name.slice(5).replaceAll('_', '-')) ?? state.headers.get(name.slice(5));
  }
  if (name.startsWith('cookie_')) {
    return cookie(state.headers.get('cookie') ?? '', name.slice(7));
  }
  if (name.startsWith('sent_http_') || name.startsWith('upstream_') || name.startsWith('sent_trailer_')) {
    return undefined;
  }
  return unknownValue(`$${name}`);
}

/** @returns the first argument called `name`, as `ngx_http_arg` finds it: names without case, values as sent. */
export function argument(args: string, name: string): string | undefined {
  const wanted = `${name.toLowerCase()}=`;
  for (const part of args.split('&')) {
    if (part.toLowerCase().startsWith(wanted)) {
      return part.slice(wanted.length);
    }
  }
  return undefined;
}

/** @returns the cookie called `name`, as `ngx_http_parse_multi_header_lines` finds it. */
function cookie(header: string, name: string): string | undefined {
  for (const part of header.split(/[;,]/)) {
    const match = /^\s*([^=\s]*)\s*=\s*(.*)$/.exec(part);
    if (match !== null && (match[1] as string).toLowerCase() === name.toLowerCase()) {
      return (match[2] as string).trimEnd();
    }
  }
  return undefined;
}

/** `ngx_http_fastcgi_split` (src/http/modules/ngx_http_fastcgi_module.c), without its regular expression. */
function fastcgiNames(state: RequestState): { script: string; info: string } {
  const index = settingInForce(state.place, 'fastcgi_index')?.directive.args[0]?.value;
  const split = settingInForce(state.place, 'fastcgi_split_path_info')?.directive.args[0]?.value;
  if (split !== undefined) {
    const script = unknownValue('$fastcgi_script_name');
    return { script, info: unknownValue('$fastcgi_path_info') };
  }
  const script = state.uri.endsWith('/') && index !== undefined ? state.uri + toBytes(index) : state.uri;
  return { script, info: '' };
}

function invalidReferer(state: RequestState): boolean {
  return state.ask('the Referer header is invalid');
}
