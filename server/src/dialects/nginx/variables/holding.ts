import { anyByte, type ByteSet, byteRanges, bytesOf, complement, union } from '../language/byte-set.ts';

/**
 * What a value can hold. It is never too narrow: what isn't said to be possible is impossible, but not all that is said
 * to be possible need be.
 */
export interface Holding {
  /** All values that it can have, where they are few and known; else undefined. */
  readonly constants: readonly string[] | undefined;
  /** The bytes that can occur in it. */
  readonly bytes: ByteSet;
  /** Whether the client chooses some of it. */
  readonly client: boolean;
  /** Whether escapes of the request were undone in it, as in `$uri`. */
  readonly decoded: boolean;
  /** Whether something decides it that no file shows; then nothing is impossible. */
  readonly unknown: boolean;
}

/** More constants than this are no longer listed. */
const mostConstants = 64;

export const noBytes: ByteSet = new Uint8Array(256);
const notNul = complement(bytesOf('\0'));
/** What may stand in a request line: no control bytes, no space. */
export const targetBytes = complement(byteRanges([0, 32], [127, 127]));
/** What may stand in the value of a header. */
export const headerBytes = complement(bytesOf('\0\r\n'));
const hostBytes = complement(byteRanges([0, 32], [47, 47], [65, 90], [127, 127]));

/** @returns one of a few texts. */
export function constants(...values: readonly string[]): Holding {
  const all = [...new Set(values)];
  return {
    constants: all.length <= mostConstants ? all : undefined,
    bytes: all.map(bytesOf).reduce(union, noBytes),
    client: false,
    decoded: false,
    unknown: false,
  };
}

function holding(bytes: ByteSet, client: boolean, decoded: boolean): Holding {
  return { constants: undefined, bytes, client, decoded, unknown: false };
}

/** A value of which no file tells anything. */
export const unknownHolding: Holding = {
  constants: undefined,
  bytes: anyByte,
  client: false,
  decoded: false,
  unknown: true,
};

/** A path of the request after its escapes were undone: any byte but NUL. */
export const decodedPath = holding(notNul, true, true);
/** A part of the request line as it was sent. */
export const rawTarget = holding(targetBytes, true, false);
export const headerValue = holding(headerBytes, true, false);
/** Set by the server or the connection; holds no byte that could end a line. */
export const serverText = holding(byteRanges([32, 126]), false, false);

const path = decodedPath;
const method = holding(byteRanges([45, 45], [65, 90], [95, 95]), true, false);

/** What the variables of Nginx's own modules hold, where more is known than that they are not known. */
const builtIn: Readonly<Record<string, Holding>> = {
  uri: path,
  document_uri: path,
  request_filename: path,
  fastcgi_script_name: path,
  fastcgi_path_info: path,
  args: rawTarget,
  query_string: rawTarget,
  request_uri: rawTarget,
  request: holding(union(targetBytes, bytesOf(' ')), true, false),
  host: holding(hostBytes, true, false),
  content_type: headerValue,
  content_length: holding(byteRanges([48, 57]), true, false),
  proxy_add_x_forwarded_for: headerValue,
  remote_user: holding(notNul, true, true),
  request_body: holding(anyByte, true, false),
  request_method: method,
  is_args: constants('', '?'),
  https: constants('', 'on'),
  scheme: constants('http', 'https'),
  server_protocol: constants('HTTP/0.9', 'HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0', 'HTTP/3.0'),
  request_completion: constants('', 'OK'),
  pipe: constants('.', 'p'),
};

/** Variables that the server, the connection or the clock decides. */
const ofServer: ReadonlySet<string> = new Set([
  'binary_remote_addr',
  'body_bytes_sent',
  'bytes_sent',
  'connection',
  'connection_requests',
  'connection_time',
  'hostname',
  'limit_rate',
  'msec',
  'nginx_version',
  'pid',
  'proxy_protocol_port',
  'proxy_protocol_server_addr',
  'proxy_protocol_server_port',
  'realip_remote_addr',
  'realip_remote_port',
  'remote_addr',
  'remote_port',
  'request_id',
  'request_length',
  'request_time',
  'server_addr',
  'server_port',
  'status',
  'time_iso8601',
  'time_local',
]);

/** Families of variables that carry what the client sent. */
const families: readonly (readonly [prefix: string, held: Holding])[] = [
  ['arg_', rawTarget],
  ['http_', headerValue],
  ['cookie_', headerValue],
];

/** @returns what a variable of Nginx's own modules holds, by its lower-case name. */
export function builtInHolding(name: string): Holding {
  const own = builtIn[name] ?? families.find(([prefix]) => name.startsWith(prefix))?.[1];
  if (own !== undefined) {
    return own;
  }
  return ofServer.has(name) && name !== 'binary_remote_addr' ? serverText : unknownHolding;
}

/** @returns what a value holds that is one of several. */
export function eitherOf(all: readonly Holding[]): Holding {
  const lists = all.map((one) => one.constants);
  const values = lists.every((list) => list !== undefined) ? [...new Set(lists.flat())] : undefined;
  return {
    constants: values !== undefined && values.length <= mostConstants ? values : undefined,
    bytes: all.map(({ bytes }) => bytes).reduce(union, noBytes),
    client: all.some(({ client }) => client),
    decoded: all.some(({ decoded }) => decoded),
    unknown: all.some(({ unknown }) => unknown),
  };
}

/** @returns what several values hold that stand one behind the other. */
export function joined(all: readonly Holding[]): Holding {
  let values: readonly string[] | undefined = [''];
  for (const { constants: list } of all) {
    values = values === undefined || list === undefined ? undefined : join(values, list);
  }
  return { ...eitherOf(all), constants: values };
}

function join(left: readonly string[], right: readonly string[]): readonly string[] | undefined {
  if (left.length * right.length > mostConstants) {
    return undefined;
  }
  return [...new Set(left.flatMap((one) => right.map((other) => one + other)))];
}

/** @returns whether `byte` can occur in a value, so that the client puts it there. */
export function clientCanPut(held: Holding, byte: string): boolean {
  return held.client && held.bytes[byte.charCodeAt(0)] === 1;
}
