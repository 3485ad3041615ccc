import type { RouteRequest } from '../dialects/nginx/route/request.ts';
import { UsageError } from './arguments.ts';

/** What a person or a line of a batch says of a request; the rest is filled in. */
export interface AskedRequest {
  readonly uri: string;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly scheme?: string | undefined;
  readonly method?: string | undefined;
  readonly headers?: readonly (readonly [string, string])[] | undefined;
  readonly client?: string | undefined;
  readonly address?: string | undefined;
}

/**
 * Fills in what isn't said: a whole URL tells scheme, host and port; without a port it is the scheme's, or the only one
 * that is listened on.
 *
 * @param ports the ports that the configuration listens on.
 * @throws UsageError where something can't be meant.
 */
export function fillRequest(asked: AskedRequest, ports: readonly number[]): RouteRequest {
  const url = /^(https?):\/\/([^/?#]*)(.*)$/is.exec(asked.uri);
  const scheme = (asked.scheme ?? url?.[1] ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    throw new UsageError(`--scheme is http or https; "${scheme}" is neither`);
  }
  const host = asked.host ?? (url === null ? 'localhost' : url[2]);
  const path = url === null ? asked.uri : (url[3] as string).replace(/^(?!\/)/, '/');
  const written = /:(\d+)$/.exec(host ?? '')?.[1];
  const usual = scheme === 'https' ? 443 : 80;
  const only = ports.length === 1 && !ports.includes(usual) ? ports[0] : undefined;
  const port = asked.port ?? (written === undefined ? (only ?? usual) : Number(written));
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new UsageError(`a port is a number from 1 to 65535; "${port}" is none`);
  }
  return {
    scheme,
    host,
    port,
    method: asked.method ?? 'GET',
    uri: path,
    headers: asked.headers ?? [],
    ...(asked.client === undefined ? {} : { client: asked.client }),
    ...(asked.address === undefined ? {} : { address: asked.address }),
  };
}

/** @returns the header of `Name: value`. @throws UsageError where there is no colon. */
export function readHeader(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) {
    throw new UsageError(`--header is 'Name: value'; "${text}" is not`);
  }
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

/** @returns the request of one line of a batch. @throws UsageError where the line is no such object. */
export function readBatchLine(line: string, number: number): AskedRequest {
  const wrong = (what: string) => new UsageError(`line ${number} of the batch: ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw wrong('no JSON');
  }
  if (typeof value !== 'object' || value === null || !('uri' in value) || typeof value.uri !== 'string') {
    throw wrong('no object with a "uri"');
  }
  const given = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string | undefined => {
    const one = given.get(name);
    if (one !== undefined && one !== null && typeof one !== 'string') {
      throw wrong(`"${name}" is no text`);
    }
    return one ?? undefined;
  };
  const port = given.get('port') ?? undefined;
  if (port !== undefined && !/^\d+$/.test(String(port))) {
    throw wrong('"port" is no number');
  }
  return {
    uri: value.uri,
    host: text('host'),
    port: port === undefined ? undefined : Number(port),
    scheme: text('scheme'),
    method: text('method'),
    client: text('client'),
    address: text('address'),
    headers: headersOf(given.get('headers'), wrong),
  };
}

/** Headers as an object of texts or lists of texts, or as a list of pairs. */
function headersOf(value: unknown, wrong: (what: string) => UsageError): (readonly [string, string])[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (typeof value !== 'object') {
    throw wrong('"headers" is no object');
  }
  const pairs: [unknown, unknown][] = Array.isArray(value)
    ? value.map((pair: unknown) => (Array.isArray(pair) ? [pair[0], pair[1]] : [undefined, undefined]))
    : Object.entries(value).flatMap(([name, one]: [string, unknown]) =>
        Array.isArray(one) ? one.map((each: unknown): [unknown, unknown] => [name, each]) : [[name, one]],
      );
  return pairs.map(([name, one]) => {
    if (typeof name !== 'string' || (typeof one !== 'string' && typeof one !== 'number')) {
      throw wrong('a header is a name and a text');
    }
    return [name, String(one)];
  });
}
