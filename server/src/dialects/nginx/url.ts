import { parseIpv4, parseIpv6, writeIpv4, writeIpv6 } from './address.ts';
import { parseNumber } from './number.ts';

/** What `ngx_parse_url` (src/core/ngx_inet.c) is asked: the fields of `ngx_url_t` that its callers set. */
export interface UrlRequest {
  readonly listen?: boolean;
  readonly uriPart?: boolean;
  readonly defaultPort?: number;
}

/** An address and port as `ngx_sock_ntop` writes them; names stay names, since nobody resolves them here. */
export interface ParsedUrl {
  readonly kind: 'unix' | 'ipv4' | 'ipv6' | 'name';
  /** As written: of an IPv6 address with its brackets. */
  readonly host: string;
  readonly port: number;
  readonly lastPort: number;
  readonly noPort: boolean;
  readonly wildcard: boolean;
  /** What follows host and port, from its `/` or `?`; empty where there is nothing. */
  readonly uri: string;
  /** One text for each port, by which two addresses are compared: `0.0.0.0:80`, `[::]:80`, `unix:/run/a.sock`. */
  readonly addresses: readonly string[];
}

/** The text of `u->err`. */
export interface UrlError {
  readonly error: string;
}

/** Longest path that fits `sun_path` of Linux with its end. */
const LONGEST_UNIX_PATH = 107;
const byteLength = (text: string): number => {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

/** @returns the parts of an address as `ngx_parse_url` sees them, or the text of its error. Names are not resolved. */
export function parseUrl(text: string, request: UrlRequest = {}): ParsedUrl | UrlError {
  if (text.slice(0, 5).toLowerCase() === 'unix:') {
    return parseUnix(text, request);
  }
  return text[0] === '[' ? parseInet6(text, request) : parseInet(text, request);
}

function parseUnix(text: string, request: UrlRequest): ParsedUrl | UrlError {
  let path = text.slice(5);
  let uri = '';
  const colon = request.uriPart === true ? path.indexOf(':') : -1;
  if (colon >= 0) {
    uri = path.slice(colon + 1);
    path = path.slice(0, colon);
  }
  if (path === '') {
    return { error: 'no path in the unix domain socket' };
  }
  if (byteLength(path) > LONGEST_UNIX_PATH) {
    return { error: 'too long path in the unix domain socket' };
  }
  const host = path;
  return {
    kind: 'unix',
    host,
    port: 0,
    lastPort: 0,
    noPort: false,
    wildcard: false,
    uri,
    addresses: [`unix:${path}`],
  };
}

interface Port {
  readonly port: number;
  readonly lastPort: number;
}

function validPort(text: string): number | undefined {
  const port = parseNumber(text);
  return port === undefined || port < 1 || port > 65535 ? undefined : port;
}

function parsePort(text: string, listen: boolean): Port | UrlError {
  let first = text;
  let lastPort = 0;
  const dash = listen ? text.indexOf('-') : -1;
  if (dash >= 0) {
    const last = validPort(text.slice(dash + 1));
    if (last === undefined) {
      return { error: 'invalid port' };
    }
    lastPort = last;
    first = text.slice(0, dash);
  }
  const port = validPort(first);
  if (port === undefined) {
    return { error: 'invalid port' };
  }
  return lastPort !== 0 && port > lastPort ? { error: 'invalid port range' } : { port, lastPort };
}

function addressesOf(host: string, { port, lastPort }: Port): string[] {
  const last = lastPort === 0 ? port : lastPort;
  return Array.from({ length: last - port + 1 }, (_, index) => `${host}:${port + index}`);
}

/** A bare port or range of ports of `listen`; undefined where the text is none. */
function parseBarePort(text: string): Port | UrlError | undefined {
  const dash = text.indexOf('-');
  const last = dash < 0 ? 0 : parseNumber(text.slice(dash + 1));
  const first = parseNumber(dash < 0 ? text : text.slice(0, dash));
  if (last === undefined || first === undefined) {
    return undefined;
  }
  if (dash >= 0 && (last < 1 || last > 65535)) {
    return { error: 'invalid port' };
  }
  if (first < 1 || first > 65535) {
    return { error: 'invalid port' };
  }
  return last !== 0 && first > last ? { error: 'invalid port range' } : { port: first, lastPort: last };
}

function parseInet(text: string, request: UrlRequest): ParsedUrl | UrlError {
  const listen = request.listen === true;
  let end = text.length;
  let colon = text.indexOf(':');
  let uriStart = text.indexOf('/');
  const question = text.indexOf('?');
  if (question >= 0 && (uriStart < 0 || question < uriStart)) {
    uriStart = question;
  }
  let uri = '';
  if (uriStart >= 0) {
    if (listen || request.uriPart !== true) {
      return { error: 'invalid host' };
    }
    uri = text.slice(uriStart);
    end = uriStart;
    if (uriStart < colon) {
      colon = -1;
    }
  }
  let port: Port = { port: request.defaultPort ?? 0, lastPort: 0 };
  let noPort = false;
  let host = text.slice(0, end);
  if (colon >= 0) {
    const parsed = parsePort(text.slice(colon + 1, end), listen);
    if ('error' in parsed) {
      return parsed;
    }
    port = parsed;
    host = text.slice(0, colon);
  } else {
    const bare = listen && uriStart < 0 ? parseBarePort(text) : undefined;
    if (bare !== undefined) {
      if ('error' in bare) {
        return bare;
      }
      const addresses = addressesOf('0.0.0.0', bare);
      return { kind: 'ipv4', host: '', ...bare, noPort: false, wildcard: true, uri, addresses };
    }
    noPort = true;
  }
  if (host === '') {
    return { error: 'no host' };
  }
  const address = listen && host === '*' ? 0 : parseIpv4(host);
  if (address !== undefined) {
    const addresses = addressesOf(writeIpv4(address), port);
    return { kind: 'ipv4', host, ...port, noPort, wildcard: address === 0, uri, addresses };
  }
  const addresses = addressesOf(host, port);
  return { kind: 'name', host, ...port, noPort, wildcard: false, uri, addresses };
}

function parseInet6(text: string, request: UrlRequest): ParsedUrl | UrlError {
  const listen = request.listen === true;
  const bracket = text.indexOf(']');
  if (bracket < 0) {
    return { error: 'invalid host' };
  }
  let end = text.length;
  let uri = '';
  const uriStart = text.indexOf('/', bracket + 1);
  if (uriStart >= 0) {
    if (listen || request.uriPart !== true) {
      return { error: 'invalid host' };
    }
    uri = text.slice(uriStart);
    end = uriStart;
  }
  let port: Port = { port: request.defaultPort ?? 0, lastPort: 0 };
  let noPort = true;
  if (bracket + 1 < end) {
    if (text[bracket + 1] !== ':') {
      return { error: 'invalid host' };
    }
    const parsed = parsePort(text.slice(bracket + 2, end), listen);
    if ('error' in parsed) {
      return parsed;
    }
    port = parsed;
    noPort = false;
  }
  const inner = text.slice(1, bracket);
  if (inner === '') {
    return { error: 'no host' };
  }
  const bytes = parseIpv6(inner);
  if (bytes === undefined) {
    return { error: 'invalid IPv6 address' };
  }
  const wildcard = bytes.every((byte) => byte === 0);
  const addresses = addressesOf(`[${writeIpv6(bytes)}]`, port);
  return { kind: 'ipv6', host: text.slice(0, bracket + 1), ...port, noPort, wildcard, uri, addresses };
}

/** @returns whether no name service can know `host`, since it has characters that names don't have. */
export function isImpossibleName(host: string): boolean {
  return /[^A-Za-z0-9._-]/.test(host);
}
