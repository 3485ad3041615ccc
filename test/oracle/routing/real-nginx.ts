import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What came back for one request. */
export interface RealAnswer {
  /** 0 where the connection was closed without an answer. */
  readonly status: number;
  /** Lower-case name to value. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The head that reached the upstream, and the port or path where it came in. */
  readonly upstream: { readonly at: string; readonly head: string } | undefined;
}

/** A folder of its own for one server, removed by `close`. */
export class Playground {
  readonly folder = mkdtempSync(join(tmpdir(), 'siteconf-routing-'));
  readonly #upstreams: Server[] = [];
  #nginx: ChildProcess | undefined;

  constructor() {
    chmodSync(this.folder, 0o755);
  }

  /** Writes a file; its text is its own path below the folder unless told otherwise. */
  write(path: string, text = `file ${path}`): void {
    const full = join(this.folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** Starts an upstream that answers each request with its head; `at` is a port or a path below the folder. */
  async upstream(at: number | string): Promise<void> {
    const server = createServer((socket) => echo(socket, String(at)));
    this.#upstreams.push(server);
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      if (typeof at === 'number') {
        server.listen(at, '127.0.0.1', done);
      } else {
        server.listen(join(this.folder, at), () => {
          // The workers of nginx run as another user.
          chmodSync(join(this.folder, at), 0o777);
          done();
        });
      }
    });
  }

  /** @returns what `nginx -t` says against a text; undefined where it takes it. */
  refusal(text: string): string | undefined {
    writeFileSync(join(this.folder, 'test.conf'), text);
    const run = spawnSync('nginx', ['-t', '-q', '-p', `${this.folder}/`, '-c', join(this.folder, 'test.conf')], {
      encoding: 'utf8',
    });
    return run.status === 0 ? undefined : run.stderr;
  }

  /** Starts nginx with a configuration and waits until it answers on `port`. */
  async start(text: string, port: number): Promise<void> {
    writeFileSync(join(this.folder, 'nginx.conf'), text);
    mkdirSync(join(this.folder, 'logs'), { recursive: true });
    this.#nginx = spawn('nginx', ['-p', `${this.folder}/`, '-c', join(this.folder, 'nginx.conf')], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries++) {
      if (await answers(port)) {
        return;
      }
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error('nginx does not answer');
  }

  async close(): Promise<void> {
    const nginx = this.#nginx;
    if (nginx !== undefined && nginx.exitCode === null) {
      const ended = new Promise((done) => nginx.once('exit', done));
      nginx.kill('SIGTERM');
      await ended;
    }
    for (const server of this.#upstreams) {
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

function echo(socket: Socket, at: string): void {
  let head = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    head += chunk.toString('latin1');
    if (head.includes('\r\n\r\n')) {
      const seen = Buffer.from(JSON.stringify({ at, head }), 'utf8').toString('base64');
      socket.end(`HTTP/1.0 200 OK\r\nX-Echo: ${seen}\r\nContent-Length: 2\r\n\r\nok`);
    }
  });
}

/** Sends one request, byte for byte, and reads the answer. */
export function send(port: number, request: string): Promise<RealAnswer> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(request, 'latin1')));
    const finish = () => {
      socket.destroy();
      done(readAnswer(text));
    };
    socket.setTimeout(5000, finish);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', finish);
    socket.on('end', finish);
  });
}

function readAnswer(text: string): RealAnswer {
  const cut = text.indexOf('\r\n\r\n');
  const lines = (cut < 0 ? text : text.slice(0, cut)).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^ /, ''));
  }
  const seen = headers.get('x-echo');
  return {
    status: Number(/^HTTP\/1\.\d (\d+)/.exec(text)?.[1] ?? 0),
    headers,
    body: cut < 0 ? '' : text.slice(cut + 4),
    upstream: seen === undefined ? undefined : JSON.parse(Buffer.from(seen, 'base64').toString('utf8')),
  };
}
