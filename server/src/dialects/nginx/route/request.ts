/** A request as a client sends it. */
export interface RouteRequest {
  readonly scheme: 'http' | 'https';
  /** The value of the `Host` header; undefined where none is sent. */
  readonly host: string | undefined;
  readonly port: number;
  readonly method: string;
  /** The target of the request line: `/path?args`, or `http://host/path`. */
  readonly uri: string;
  /** Further headers, in order. A `Host` here takes the place of `host`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The address that the client connects from; undefined where it isn't known. */
  readonly client?: string;
  /** The address that the client connects to; undefined where it isn't known. */
  readonly address?: string;
}

/** What stands under a path of the server. `unknown` where nobody may look. */
export type FileKind = 'file' | 'directory' | 'absent' | 'unknown';

/** @returns what stands under an absolute path of the server, links followed. */
export type FileOracle = (path: string) => FileKind;

/** @returns `unknown` for every path: nobody looks. */
export const noFiles: FileOracle = () => 'unknown';

/**
 * Checks a host and makes it the name that servers are looked up with: `ngx_http_validate_host`
 * (src/http/ngx_http_request.c).
 *
 * @returns the name in lower case, without port and final dot; undefined where Nginx answers 400.
 */
export function validateHost(host: string): string | undefined {
  if (/[^!-.0-~\x80-\xff]/.test(host) || host.includes('..')) {
    return undefined;
  }
  const literal = /^\[[^\]]*\]/.exec(host)?.[0];
  let name = literal ?? (host.includes(':') ? host.slice(0, host.indexOf(':')) : host);
  if (host.indexOf('.', name.length - 1) === name.length - 1) {
    name = name.slice(0, -1);
  }
  return name === '' ? undefined : name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
