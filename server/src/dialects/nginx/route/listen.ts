import type { Statement } from '../configuration.ts';
import type { Place } from '../effective/place.ts';
import { parseUrl } from '../url.ts';

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

/** @returns where a server listens (`ngx_http_core_listen`, src/http/ngx_http_core_module.c), without what Nginx refuses. */
export function listensOf(server: Place): readonly Listen[] {
  const statements = server.own.get('listen') ?? [];
  return statements.length === 0 ? [builtInListen] : statements.flatMap(readListens);
}

/** @returns what a `listen` statement says, once for each port of a range; nothing where Nginx refuses it. */
export function readListens(statement: Statement): readonly Listen[] {
  const [place = '', ...parameters] = statement.directive.args.map((word) => word.value);
  const url = parseUrl(place, { listen: true, defaultPort: 80 });
  if ('error' in url) {
    return [];
  }
  const isDefault = parameters.includes('default_server') || parameters.includes('default');
  const tls = parameters.includes('ssl') || parameters.includes('quic');
  return url.addresses.map((text) => {
    const colon = text.lastIndexOf(':');
    return url.kind === 'unix'
      ? { address: text, port: 0, isDefault, tls, statement }
      : {
          address: url.kind === 'ipv4' && url.wildcard ? '*' : text.slice(0, colon).toLowerCase(),
          port: Number(text.slice(colon + 1)),
          isDefault,
          tls,
          statement,
        };
  });
}
