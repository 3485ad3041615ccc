import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { optionWords, type Program } from './programs.ts';
import type { Door } from './site-file.ts';

const project = join(__dirname, 'project');

/** What Debian's and Ubuntu's package nginx-common has as /etc/nginx/proxy_params. */
export const proxyParams = `proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
`;

/** Many sites at once: one Nginx, and one process for each program, which has the settings of every site of its own. */
export class RealSites {
  readonly #folder = mkdtempSync(join(tmpdir(), 'site-'));
  readonly #children: ChildProcess[] = [];
  readonly #doors = new Map<Door, Map<Deployment, number>>();
  readonly #python: (program: Program) => string;

  /** @param python which Python runs a program. */
  constructor(python: (program: Program) => string) {
    chmodSync(this.#folder, 0o755);
    this.#python = python;
  }

  /** @returns the port of this machine behind a door of a site. */
  port(site: Deployment, door: Door): number {
    return this.#doors.get(door)?.get(site) as number;
  }

  /** Writes the files of all sites and starts their programs. @param ports one for each door of each site. */
  async start(sites: readonly Deployment[], ports: readonly number[]): Promise<void> {
    const left = [...ports];
    this.#certificate();
    this.#write('proxy_params', proxyParams);
    const servers = sites.map((site) => {
      for (const door of site.doors) {
        const own = this.#doors.get(door) ?? new Map<Deployment, number>();
        this.#doors.set(door, own.set(site, left.pop() as number));
      }
      return this.#prepare(site);
    });
    const programs = new Set(sites.map(({ program }) => program));
    const waits: Promise<void>[] = [];
    for (const program of programs) {
      const own = sites.filter((site) => site.program === program);
      const addresses = this.#run(program, own);
      waits.push(...addresses.slice(-1).map((address) => this.#answers(address)));
    }
    await Promise.all(waits);
    const temporary = ['proxy', 'client_body', 'fastcgi', 'uwsgi', 'scgi'];
    this.#write(
      'nginx.conf',
      `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off; worker_processes 1; pid ${this.#folder}/pid; error_log ${this.#folder}/error.log;
events { worker_connections 8192; }
http {
    types { text/css css; image/jpeg jpg; application/pdf pdf; }
    access_log off;
    server_names_hash_bucket_size 128;
    map $server_port $public_port {
${this.#publicPorts()}    }
${temporary.map((name) => `    ${name}_temp_path ${this.#folder}/temporary-${name};\n`).join('')}${servers.join('\n')}
}
`,
    );
    const words = ['-p', `${this.#folder}/`, '-c', join(this.#folder, 'nginx.conf')];
    const check = spawnSync('nginx', ['-t', '-q', ...words], { encoding: 'utf8' });
    if (check.status !== 0) {
      throw new Error(`Nginx refuses the sites: ${check.stderr}`);
    }
    this.#spawn('nginx', words, process.env);
    await this.#answers(`127.0.0.1:${ports.at(-1)}`);
  }

  async close(): Promise<void> {
    const ended = this.#children
      .filter((child) => child.exitCode === null)
      .map((child) => {
        const end = new Promise((done) => child.once('exit', done));
        child.kill('SIGTERM');
        const force = setTimeout(() => child.kill('SIGKILL'), 5000);
        return end.then(() => clearTimeout(force));
      });
    await Promise.all(ended);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #home(site: Deployment): string {
    return join(this.#folder, String(site.number));
  }

  /** Puts a text of the server where this site has it. */
  #moved(site: Deployment, text: string): string {
    return text.replaceAll(/(?<![\w/])\/(?=(?:srv|run)\b)/g, `${this.#home(site)}/`);
  }

  /** Writes the files of a site. @returns its servers, at ports that are free on this machine. */
  #prepare(site: Deployment): string {
    this.#write(join(String(site.number), 'srv/shop/shop/settings.py'), this.#moved(site, site.settings));
    mkdirSync(join(this.#home(site), 'run/shop'), { recursive: true });
    for (const { folder } of [site.media, site.static]) {
      for (const file of ['a.jpg', 'a.css', 'sub/b.pdf']) {
        this.#write(join(String(site.number), folder, file), 'the file');
      }
    }
    return this.#moved(site, site.nginx)
      .replace(/listen (\d+)/g, (_, port: string) => {
        const door = site.doors.find((one) => one.port === Number(port)) as Door;
        return `listen 127.0.0.1:${this.port(site, door)}`;
      })
      .replaceAll('$server_port', '$public_port')
      .replaceAll('/etc/ssl/shop', `${this.#folder}/shop`);
  }

  /** What `$server_port` is on the server, for each port of this machine. */
  #publicPorts(): string {
    const pairs = [...this.#doors].flatMap(([door, sites]) => [...sites.values()].map((own) => [own, door.port]));
    return pairs.map(([own, port]) => `        ${own} ${port};\n`).join('');
  }

  /** Starts a program at the addresses of its sites. */
  #run(program: Program, sites: readonly Deployment[]): string[] {
    const addresses = sites.map((site) => this.#moved(site, site.address));
    const file = join(this.#folder, `${program.name.replaceAll(' ', '-')}.json`);
    const entries = sites.map((site, index) => [
      addresses[index],
      { settings: join(this.#home(site), 'srv/shop/shop/settings.py'), environment: site.environment },
    ]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
    const environment = {
      PATH: process.env.PATH ?? '',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: project,
      SITES: file,
      LISTEN: addresses.join(' '),
      ...program.environment,
    };
    const binds = addresses.flatMap((address) => ['--bind', address.startsWith('/') ? `unix:${address}` : address]);
    const words =
      program.server === 'uvicorn'
        ? [join(project, 'serve.py'), ...optionWords(program)]
        : ['-m', 'gunicorn', `serve:${program.interface}`, ...binds, ...optionWords(program)];
    this.#spawn(this.#python(program), words, environment, program.name);
    return addresses;
  }

  #spawn(command: string, words: readonly string[], environment: NodeJS.ProcessEnv, name = command): void {
    const child = spawn(command, words, { env: environment, cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    child.stderr?.on('data', (data) => {
      told = `${told}${data}`.slice(-4000);
    });
    child.once('exit', (code) => {
      if (code !== 0 && code !== null) {
        console.error(`${name} ended with ${code}: ${told}`);
      }
    });
    this.#children.push(child);
  }

  async #answers(address: string): Promise<void> {
    const [host, port] = address.split(':');
    for (let tries = 0; tries < 600; tries++) {
      const socket = address.startsWith('/') ? connect(address) : connect(Number(port), host);
      const open = await new Promise((done) => {
        socket.once('connect', () => done(true));
        socket.once('error', () => done(false));
      });
      socket.destroy();
      if (open) {
        return;
      }
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`nobody answers at ${address}`);
  }

  #certificate(): void {
    const made = spawnSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
        .concat(['-subj', '/CN=shop.test', '-keyout', join(this.#folder, 'shop.key')])
        .concat(['-out', join(this.#folder, 'shop.pem')]),
      { encoding: 'utf8' },
    );
    if (made.status !== 0) {
      throw new Error(`no certificate: ${made.stderr ?? made.error}`);
    }
  }

  #write(path: string, text: string): void {
    const full = join(this.#folder, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** @returns the last lines of Nginx's own log, for a person. */
  log(): string {
    return readFileSync(join(this.#folder, 'error.log'), 'utf8').slice(-2000);
  }
}
