import type { Origin } from '../../base/known.ts';
import { joinPath, type ServerPath, serverPath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';

/** Where a program waits for connections. */
export type ListenAddress =
  /** `host` in lower case; empty for every address of the machine, IPv4 and IPv6. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: ServerPath }
  /** A socket that is handed in, by systemd or supervisor. */
  | { readonly kind: 'descriptor'; readonly number: number };

/** An address and what said so. */
export interface Listening {
  readonly address: ListenAddress;
  readonly origin: Origin;
  /** Whether it is the program's own default. */
  readonly byDefault: boolean;
}

/**
 * @returns the address that gunicorn's `parse_address` makes of `text`: `unix:/run/x.sock`, `unix:///…`, `fd://3`,
 * `host:port`, `[::1]:port`, a bare host, a bare port. Undefined where it is none.
 */
export function readBindAddress(text: string, folder: ServerPath | undefined): ListenAddress | undefined {
  const unix = /^unix:(?:\/\/)?(.+)$/.exec(text);
  if (unix !== null) {
    const path = unix[1] as string;
    return path.startsWith('/') || folder !== undefined
      ? { kind: 'unix', path: joinPath(folder ?? serverPath('/'), path) }
      : undefined;
  }
  const descriptor = /^fd:\/\/(\d+)$/.exec(text);
  if (descriptor !== null) {
    return { kind: 'descriptor', number: Number(descriptor[1]) };
  }
  const bare = text.replace(/^tcp:\/\//, '');
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(bare);
  if (bracketed !== null) {
    return tcpAddress(bracketed[1] as string, bracketed[2] ?? '8000');
  }
  const pair = /^([^:]*)(?::(\d+))?$/.exec(bare);
  if (pair === null) {
    return undefined;
  }
  return pair[2] === undefined && /^\d+$/.test(pair[1] as string)
    ? tcpAddress('', pair[1] as string)
    : tcpAddress(pair[1] as string, pair[2] ?? '8000');
}

/** @returns an address of `host` and `port`; undefined for a port that is none. All-zero addresses are the empty host. */
export function tcpAddress(host: string, port: string): ListenAddress | undefined {
  const number = /^\d{1,5}$/.test(port.trim()) ? Number(port) : Number.NaN;
  if (!(number >= 0 && number <= 65535)) {
    return undefined;
  }
  const plain = host
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '');
  return { kind: 'tcp', host: plain === '::' || plain === '0.0.0.0' || plain === '*' ? '' : plain, port: number };
}

/** @returns an address with the place of the words that gave it. */
export function listening(address: ListenAddress, word: ReadText): Listening {
  return { address, origin: word.origin, byDefault: false };
}
