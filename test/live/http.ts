import { createHash, randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, unpacked by nobody. */
  readonly body: Buffer;
  readonly text: string;
}

/** A request to a server on this machine. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The server's address: 127.0.0.1 where nothing else is said. */
  readonly address?: string;
}

/**
 * Asks the server that listens under `url`'s port on loopback or the address given, with the name in the URL as its Host. The path goes out as it
 * is written, with its dots. Certificates aren't checked.
 */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body, address = '127.0.0.1' }: Ask = {},
): Promise<Reply> {
  const [, scheme, host = '', port, path] = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)$/.exec(url) ?? [];
  const send = scheme === 'https' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const options = {
      host: address,
      port: port ?? (scheme === 'https' ? 443 : 80),
      path,
      method,
      headers: { host: port === undefined ? host : `${host}:${port}`, ...headers },
      servername: host,
      rejectUnauthorized: false,
      timeout: 20_000,
    };
    const outgoing = send(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const all = Buffer.concat(chunks);
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: all, text: all.toString('utf8') });
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer from ${url}`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** @returns the header that sends a name and a password, given as `name:password`. */
export function login(pair: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** @returns the cookies of a reply, as the next request sends them. */
export function cookies(reply: Reply): string {
  return (reply.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
}

/** Opens a WebSocket (RFC 6455), sends one short text and returns the text of the first frame that comes back. */
export function webSocketEcho(url: string, text: string): Promise<string> {
  const [, host, path] = /^ws:\/\/([^/]+)(\/.*)$/.exec(url) ?? [];
  const key = randomBytes(16).toString('base64');
  return new Promise((resolve, reject) => {
    const outgoing = plainRequest({
      host: '127.0.0.1',
      port: 80,
      path,
      headers: {
        host,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': key,
      },
      timeout: 10_000,
    });
    outgoing.on('response', (reply) => reject(new Error(`no handshake, but ${reply.statusCode}`)));
    outgoing.on('error', reject);
    outgoing.on('timeout', () => outgoing.destroy(new Error('no handshake')));
    outgoing.on('upgrade', (reply, socket) => {
      const wanted = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      if (reply.headers['sec-websocket-accept'] !== wanted) {
        reject(new Error('a wrong key came back'));
      }
      socket.on('error', reject);
      socket.on('data', (frame: Buffer) => {
        socket.destroy();
        resolve(frame.subarray(2).toString('utf8'));
      });
      const payload = Buffer.from(text);
      // A client masks its frames; a mask of zeros leaves the text as it is.
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
    });
    outgoing.end();
  });
}

/**
 * Tries until `attempt` gives something, for `seconds` at most, with `pause` milliseconds in between.
 *
 * @throws Error that says what it waited for, with the last error as its cause.
 */
export async function eventually<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  seconds = 30,
  pause = 150,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const value = await attempt();
      if (value !== undefined) {
        return value;
      }
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`waited ${seconds} s in vain for ${what}`, { cause: last });
}
