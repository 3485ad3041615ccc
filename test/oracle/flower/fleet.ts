import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowerCase } from './ask-flower.ts';

/** Real Flowers with a real Nginx in front, and a Django that answers `django` to everything. */
export class Fleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'flower-'));
  readonly #children: ChildProcess[] = [];
  #django: Server | undefined;

  constructor() {
    chmodSync(this.folder, 0o755);
    mkdirSync(join(this.folder, 'flowers'));
  }

  /** Starts Flowers. @param ports those at which one must answer. */
  async flowers(python: string, cases: readonly FlowerCase[], ports: readonly number[]): Promise<void> {
    const child = spawn(python, [join(__dirname, 'serve-flower.py'), join(this.folder, 'flowers')], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end(JSON.stringify(cases));
    this.#children.push(child);
    await Promise.all(ports.map(answers));
  }

  django(port: number): void {
    this.#django = createServer((_, response) => response.end('django')).listen(port, '127.0.0.1');
  }

  /** @returns whether Nginx takes a server. */
  takes(server: string): boolean {
    return spawnSync('nginx', ['-t', '-q', ...this.#configure('test.conf', server)]).status === 0;
  }

  /** Starts Nginx with `servers`. @param port one at which it must answer. */
  async nginx(servers: string, port: number): Promise<void> {
    this.#children.push(spawn('nginx', this.#configure('nginx.conf', servers), { stdio: 'ignore' }));
    await answers(port);
  }

  #configure(name: string, servers: string): string[] {
    const temporary = ['proxy', 'client_body', 'fastcgi', 'uwsgi', 'scgi'];
    const paths = temporary.map((each) => `${each}_temp_path ${this.folder}/temporary-${each};`).join(' ');
    writeFileSync(
      join(this.folder, name),
      `daemon off; pid ${this.folder}/${name}.pid; error_log ${this.folder}/error.log; events { worker_connections 4096; }
http { access_log off; keepalive_timeout 0; ${paths}
${servers}
}
`,
    );
    return ['-p', this.folder, '-c', join(this.folder, name)];
  }

  async close(): Promise<void> {
    const ended = this.#children
      .filter((child) => child.exitCode === null)
      .map((child) => {
        const end = new Promise((done) => child.once('exit', done));
        child.kill();
        return end;
      });
    await Promise.all(ended);
    this.#django?.close();
    this.#django?.closeAllConnections();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits until `port` answers; throws after a minute. */
async function answers(port: number): Promise<void> {
  for (let round = 0; round < 300; round++) {
    const open = await new Promise((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.once('error', () => done(false));
    });
    if (open) {
      return;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`nothing listens on ${port}`);
}
