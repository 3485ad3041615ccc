import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace, type Workspace } from '../../../server/src/base/workspace.ts';
import { createMachine } from '../../../server/src/host/machine/machine.ts';
import type { Finding } from '../../../server/src/rules/finding.ts';
import type { Answers } from '../../../server/src/scaffold/answers/answers.ts';
import { defaultSettings } from '../../../server/src/service/settings.ts';
import { strictService } from '../../harness/service-lane.ts';
import { variable } from '../deploy.ts';
import { type Ask, ask, cookies, login, type Reply } from '../http.ts';
import type { Machine } from '../machine.ts';
import type { Systemd } from '../systemd.ts';
import type { Program } from './fault.ts';

/** Folders whose files say nothing of how the site is served. (A file of this machine that begins with `siteconf-` is another test's.) */
const left = new Set(['.venv', 'staticfiles', 'media', 'webdav', 'run', '__pycache__', 'ssl', 'dist', 'node_modules']);

/** What a program prints once it takes requests or tasks. */
const ready: Readonly<Record<Exclude<Program, 'nginx'>, RegExp>> = {
  web: /Uvicorn running on|Listening at/,
  worker: /^.* ready\.$/m,
  beat: /beat: Starting/,
  // It says nothing where the project's logging begins with warnings: then its port tells.
  flower: /Visit me/,
};

const units = '/etc/systemd/system';
const certificates = '/etc/letsencrypt';

/** What a person who edits a running site has in view and in hand. */
export class RunningSite {
  readonly machine: Machine;
  readonly systemd: Systemd;
  readonly answers: Answers;
  readonly #service = strictService();
  readonly #version: string;
  /** What `nginx -t` said before the last reload. */
  #tested = '';

  constructor(machine: Machine, systemd: Systemd, answers: Answers) {
    this.machine = machine;
    this.systemd = systemd;
    this.answers = answers;
    this.#version = /nginx\/([\d.]+)/.exec(machine.shell('nginx -v'))?.[1] ?? '';
  }

  get domain(): string {
    return this.answers.domains[0] as string;
  }

  /** @returns what siteconf finds in the files as they are now, on the server or at a desk. */
  findings(atDesk = false): readonly Finding[] {
    const settings = { ...defaultSettings, nginxVersion: this.#version };
    const here = createMachine({ root: this.machine.root });
    const machine = { ...here, covers: () => true, pathOf: (path: string) => path };
    const request = { workspace: this.#workspace(), settings };
    return atDesk ? strictService().apply(request).findings() : this.#service.apply({ ...request, machine }).findings();
  }

  #workspace(): Workspace {
    const files = new Map<ReturnType<typeof workspacePath>, string>();
    const links = new Map<ReturnType<typeof workspacePath>, ReturnType<typeof workspacePath>>();
    const walk = (folder: string): void => {
      for (const name of readdirSync(join(this.machine.root, folder))) {
        const path = `${folder}/${name}`;
        const inside = join(this.machine.root, path);
        const status = lstatSync(inside);
        if (status.isSymbolicLink()) {
          links.set(workspacePath(path), workspacePath(readlinkSync(inside)));
        } else if (status.isDirectory()) {
          if (!left.has(name) && path !== `${this.answers.projectPath}/deploy/etc`) {
            walk(path);
          }
        } else if (
          status.isFile() &&
          !name.startsWith('siteconf-') &&
          status.size < 1_000_000 &&
          !name.endsWith('.sqlite3')
        ) {
          files.set(workspacePath(path), readFileSync(inside, 'utf8'));
        }
      }
    };
    walk('/etc/nginx');
    walk('/etc/supervisor');
    walk('/srv');
    if (existsSync(join(this.machine.root, certificates))) {
      walk(certificates);
    }
    for (const name of readdirSync(join(this.machine.root, units))) {
      // The rest are units of this machine.
      if (name.startsWith(`${this.answers.site}-`)) {
        files.set(workspacePath(`${units}/${name}`), this.machine.read(`${units}/${name}`));
      }
    }
    for (const [link, target] of links) {
      const file = join(this.machine.root, target);
      if (!files.has(target)) {
        links.delete(link);
        if (existsSync(file)) {
          files.set(link, readFileSync(file, 'utf8'));
        }
      }
    }
    const projects = readdirSync(join(this.machine.root, 'srv')).map((name) => `/srv/${name}`);
    const roots = ['/etc/nginx', '/etc/supervisor', units, certificates, ...projects].map(workspacePath);
    return memoryWorkspace(roots, files, links);
  }

  /** @returns the path of a program's unit. */
  unit(program: Exclude<Program, 'nginx'>): string {
    return `${units}/${this.answers.site}-${program}.service`;
  }

  /** @returns the text of a file; undefined where there is none. */
  read(path: string): string | undefined {
    return existsSync(join(this.machine.root, path)) ? this.machine.read(path) : undefined;
  }

  /** Writes a file, which keeps its owner and mode, or removes it where `text` is undefined. */
  write(path: string, text: string | undefined): void {
    const file = join(this.machine.root, path);
    if (text === undefined) {
      rmSync(file);
    } else if (existsSync(file)) {
      writeFileSync(file, text);
    } else {
      this.machine.write(path, text);
    }
    if (path.endsWith('.py')) {
      // Python takes what was written in the same second, and is as long as before, for what it compiled.
      rmSync(join(dirname(file), '__pycache__'), { recursive: true, force: true });
    }
  }

  /** Makes programs read their files anew, as an operator does, and waits until each is ready or has ended; what doesn't start stays down. */
  async restart(programs: readonly Program[]): Promise<void> {
    if (programs.includes('nginx')) {
      this.#tested = this.machine.attempt('nginx -t').output;
      this.systemd.run('reload-or-restart nginx');
    }
    const started = programs.filter((program) => program !== 'nginx');
    const services = started.map((name) => `${this.answers.site}-${name}`);
    if (services.length > 0) {
      for (const service of services) {
        this.machine.shell(`: > /var/log/${service}.log`);
      }
      this.systemd.run(`daemon-reload`);
      this.systemd.run(`restart ${services.join(' ')}`);
    }
    await Promise.all(started.map((program) => this.settled(program)));
  }

  /** Waits until a program says that it is ready, or has ended: for some seconds, since what it says may depend on the fault. */
  async settled(program: Exclude<Program, 'nginx'>): Promise<void> {
    const end = Date.now() + 4000;
    const isReady = async (): Promise<boolean> =>
      ready[program].test(this.log(program)) || (program === 'flower' && (await isOpen(this.answers.flowerPort)));
    for (let times = 1; Date.now() < end && !(await isReady()); times++) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      if (times % 10 === 0 && this.state(program) !== 'running') {
        return;
      }
    }
  }

  /** @returns how a program's unit stands, as systemd says it: `running`, `failed`, `auto-restart`. */
  state(program: Exclude<Program, 'nginx'>): string {
    return this.systemd.run(`show --property=SubState --value ${this.answers.site}-${program}`).output.trim();
  }

  /** What `nginx -t` says first, without the place, or `ok`. */
  get nginxTest(): string {
    return /\[(?:emerg|warn)\] (?:\d+#\d+: )?(.*?)(?: in \/\S+:\d+)?$/m.exec(this.#tested)?.[1] ?? 'ok';
  }

  /** @returns what a program has printed since its last start. */
  log(program: Exclude<Program, 'nginx'>): string {
    return this.machine.read(`/var/log/${this.answers.site}-${program}.log`);
  }

  /** @returns the last lines of all programs, each with its name. */
  lastWords(): string {
    const files = readdirSync(join(this.machine.root, 'var/log')).filter((name) => name.startsWith(this.answers.site));
    return files
      .flatMap((name) =>
        this.machine
          .read(`/var/log/${name}`)
          .trim()
          .split('\n')
          .slice(-4)
          .map((line) => `${name}: ${line}`),
      )
      .join('\n');
  }

  /** @returns the whole reply to a request for a path of the site, or for a whole URL. */
  get(path: string, how: Ask = {}): Promise<Reply> {
    return ask(path.startsWith('http') ? path : `http://${this.domain}${path}`, how);
  }

  /** @returns the status, and where a redirect leads: `301 http://shop.example.com/media/`. */
  async answer(path: string, how: Ask = {}): Promise<string> {
    const reply = await this.get(path, how);
    return [reply.status, reply.headers.location].filter((part) => part !== undefined).join(' ');
  }

  /** @returns the login that the environment file gives Flower or WebDAV. */
  login(name: 'FLOWER_BASIC_AUTH' | 'WEBDAV_LOGIN'): Record<string, string> {
    return login(variable(this.machine, this.answers, name));
  }

  /** @returns the status of a form that a browser fills in and sends: cookies for HTTPS alone stay at home over HTTP. */
  async submit(name: string, site = `http://${this.domain}`): Promise<number> {
    const form = await ask(`${site}/form/`);
    if (form.status !== 200) {
      return form.status;
    }
    const kept = (form.headers['set-cookie'] ?? []).filter(
      (line) => site.startsWith('https:') || !/; secure/i.test(line),
    );
    const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
    const reply = await ask(`${site}/form/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        cookie: cookies({ ...form, headers: { 'set-cookie': kept } }),
        origin: site,
        referer: `${site}/form/`,
      },
      body: `csrfmiddlewaretoken=${token}&name=${name}`,
    });
    return reply.status;
  }

  /** @returns the status and, from a redirect, the place of a request to the application server itself. */
  askBehind(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const socketPath = join(this.machine.root, `run/${this.answers.site}/web.sock`);
      const outgoing = request({ socketPath, path, headers: { host: this.domain, ...headers } }, (incoming) => {
        incoming.resume();
        const { location } = incoming.headers;
        resolve([incoming.statusCode, location].filter((part) => part !== undefined).join(' '));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** @returns what `manage.py` with some words prints, run as the site's user with its environment. */
  manage(words: string): string {
    const { projectPath, user } = this.answers;
    const run = `runuser --user=${user} -- deploy/with-environment.sh .venv/bin/python manage.py`;
    return this.machine.attempt(`cd ${projectPath} && ${run} ${words}`).output;
  }

  /** @returns the ids that `manage.py check --deploy` prints, sorted. */
  checkDeploy(): string[] {
    const ids = [...this.manage('check --deploy').matchAll(/^\S*: \(([\w.]+)\)/gm)].map((match) => match[1] ?? '');
    return [...new Set(ids)].sort();
  }

  /** Asks all that a visitor meets: page, style, upload, form and task, Flower. @throws Error where something isn't right. */
  async checkHealth(): Promise<void> {
    const https = variable(this.machine, this.answers, 'DJANGO_HTTPS') === 'on';
    const site = `${https ? 'https' : 'http'}://${this.domain}`;
    const page = await ask(`${site}/`);
    assert.equal(page.status, 200, 'the page');
    const style = /href="(\/static\/main\/site\.[0-9a-f]{12}\.css)"/.exec(page.text)?.[1];
    assert.ok(style, page.text);
    assert.equal((await ask(`${site}${style}`)).status, 200, 'its style');
    assert.equal((await ask(`${site}/media/photo.txt`)).text, 'a photo\n', 'an upload');
    assert.equal(await this.submit('health', site), 200, 'a form');
    assert.equal((await ask(`${site}/flower/`, { headers: this.login('FLOWER_BASIC_AUTH') })).status, 200, 'Flower');
    assert.match(this.machine.attempt('nginx -t').output, /successful/);
    assert.deepEqual(this.findings(), []);
  }
}

/** Whether somebody takes connections to a port of loopback. */
function isOpen(port: string | number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
