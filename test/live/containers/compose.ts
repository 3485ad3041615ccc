import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A service of a compose file, as far as `composeFile` and `Containers` know it. */
export interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly working_dir?: string;
  readonly command?: string;
  /** `NAME:PATH` or `./PATH:PATH:ro`. */
  readonly volumes?: readonly string[];
}

export type Services = Readonly<Record<string, Service>>;

/** @returns the compose file of the services. JSON is YAML too. */
export function composeFile(services: Services): string {
  return `${JSON.stringify({ services, volumes: { static: {} } }, undefined, 2)}\n`;
}

function must(command: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
  }
}

/**
 * What compose makes of services, with the kernel alone: each has a network of its own with its own loopback, an address on a bridge
 * under the name of the service, and of the folders of the others just what its volumes bring. To be made in fresh namespaces.
 */
export class Containers {
  readonly #folder: string;
  readonly #processes: ChildProcess[] = [];
  /** What the services said last, for whoever looks for a fault of the test. */
  said = '';

  /** @param folder an empty folder, for volumes and the project. */
  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    must('mount', '--make-rprivate', '/');
    for (const place of [folder, '/run', '/srv']) {
      must('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', place);
    }
    must('ip', 'link', 'set', 'lo', 'up');
    must('ip', 'link', 'add', 'services', 'type', 'bridge');
    must('ip', 'link', 'set', 'services', 'up');
    must('ip', 'address', 'add', '10.9.0.1/24', 'dev', 'services');
    const addresses = names.map((name, index) => ({ name, address: `10.9.0.${index + 2}` }));
    const hosts = addresses.map(({ name, address }) => `${address} ${name}\n`).join('');
    this.write('hosts', `127.0.0.1 localhost\n${hosts}`);
    must('mount', '--bind', join(folder, 'hosts'), '/etc/hosts');
    for (const { name, address } of addresses) {
      must('ip', 'netns', 'add', name);
      must('ip', 'link', 'add', `to-${name}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      must('ip', 'link', 'set', `to-${name}`, 'master', 'services', 'up');
      must('ip', '-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      must('ip', '-n', name, 'link', 'set', 'eth0', 'up');
      must('ip', '-n', name, 'link', 'set', 'lo', 'up');
    }
  }

  /** Writes a file of the project, whose folder is that of the compose file. */
  write(path: string, text: string): void {
    const place = join(this.#folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }

  /** Starts each service: its image has the project in `/srv/app` where it is built from it. @param command what its image runs. */
  up(services: Services, command: (name: string, service: Service) => string): void {
    for (const [name, service] of Object.entries(services)) {
      const steps = [
        'mount -t tmpfs -o mode=755 tmpfs /srv',
        'mount -t tmpfs -o mode=755 tmpfs /run',
        'mount -t tmpfs -o mode=755 tmpfs /etc/nginx/conf.d',
        ...(service.build === undefined ? [] : [`cp -r ${join(this.#folder, 'project')} /srv/app`]),
        ...(service.volumes ?? []).map((volume) => this.#mount(volume)),
        `cd ${service.working_dir ?? '/'}`,
        `exec ${command(name, service)}`,
      ];
      const words = ['netns', 'exec', name, 'unshare', '--mount', 'sh', '-ec', steps.join('\n')];
      const child = spawn('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.on('data', (data) => {
        this.said = `${this.said}${data}`.slice(-3000);
      });
      this.#processes.push(child);
    }
  }

  async down(): Promise<void> {
    const ended = this.#processes
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => new Promise((done) => child.once('exit', done)));
    for (const child of this.#processes.splice(0)) {
      child.kill('SIGTERM');
    }
    await Promise.all(ended);
  }

  #mount(volume: string): string {
    const [source = '', place = ''] = volume.split(':');
    const path = source.startsWith('./')
      ? join(this.#folder, 'project', source)
      : join(this.#folder, 'volumes', source);
    const isFile = /\.\w+$/.test(source);
    if (!isFile) {
      mkdirSync(path, { recursive: true });
    }
    const make = isFile ? `touch ${place}` : `mkdir -p ${place}`;
    return `mkdir -p ${dirname(place)}; ${make}; mount --bind ${path} ${place}`;
  }
}
