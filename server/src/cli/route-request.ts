import type { AskedRequest } from '../service/asked-request.ts';
import { UsageError } from './arguments.ts';

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
