import type { Statement } from '../configuration.ts';

/** Where a server listens: one `listen` statement, read as `ngx_http_core_listen` reads it. */
export interface Listen {
  /** `*`, `[::]`, an address, a host name, or `unix:` and a path. */
  readonly address: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  readonly isDefault: boolean;
  readonly tls: boolean;
  /** Undefined for a server without `listen`, which listens on `*:80`. */
  readonly statement: Statement | undefined;
}

/** What a server without `listen` listens on. */
export const builtInListen: Listen = { address: '*', port: 80, isDefault: false, tls: false, statement: undefined };

/**
 * @returns what a `listen` statement says; undefined where Nginx refuses it.
 * Source: `ngx_http_core_listen` (src/http/ngx_http_core_module.c).
 */
export function readListen(statement: Statement): Listen | undefined {
  const words = statement.directive.args.map((word) => word.value);
  const place = words[0];
  if (place === undefined) {
    return undefined;
  }
  const parameters = words.slice(1);
  const rest = {
    isDefault: parameters.includes('default_server') || parameters.includes('default'),
    tls: parameters.includes('ssl') || parameters.includes('quic'),
    statement,
  };
  if (place.startsWith('unix:')) {
    return { address: place, port: 0, ...rest };
  }
  if (/^\d+$/.test(place)) {
    return { address: '*', port: Number(place), ...rest };
  }
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(place);
  if (match === null) {
    return undefined;
  }
  const address = match[1] === '' || match[1] === '0.0.0.0' ? '*' : (match[1] as string).toLowerCase();
  return { address, port: match[2] === undefined ? 80 : Number(match[2]), ...rest };
}
