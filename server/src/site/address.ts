import { normalizePath, type ServerPath, serverPath } from '../base/path.ts';

/** Where one program connects to another, on the server. */
export type Address =
  /** `host` in lower case, without brackets. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: ServerPath };

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '::1', 'ip6-localhost']);

/** @returns whether a host names this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.has(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * @returns the address in the notation of an `upstream` server: `host:port`, `[ip]:port`, a host, `unix:/path`; undefined where a
 * variable stands in it.
 */
export function readAddress(text: string, defaultPort: number): Address | undefined {
  if (text.includes('$')) {
    return undefined;
  }
  if (text.startsWith('unix:')) {
    return { kind: 'unix', path: socketPath(text.slice('unix:'.length)) };
  }
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const host = (match[1] as string).toLowerCase().replace(/^\[|\]$/g, '');
  return { kind: 'tcp', host, port: match[2] === undefined ? defaultPort : Number(match[2]) };
}

/** @returns the path of a socket in one spelling: `/var/run` is a link to `/run` wherever systemd runs. */
export function socketPath(path: string): ServerPath {
  return serverPath(normalizePath(path.replace(/^\/+/, '/')).replace(/^\/var\/run\//, '/run/'));
}

/** @returns an address as Nginx would write it; one without a host is every address of the machine. */
export function addressText(address: Address): string {
  if (address.kind === 'unix') {
    return `unix:${address.path}`;
  }
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}
