import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Directories of programs, as root has them on Debian. */
export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function must(command: string, ...args: string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ${result.stderr}${result.error ?? ''}`);
  }
}

/** How a command ended, and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** A unit's `Key=value` lines; the last one of a key counts. */
function readUnit(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

/**
 * A server of its own: this machine's files with a layer on top that takes all writes and vanishes with the process, a network
 * that holds nothing but loopback, and a process table of its own. It is made by a process that runs in fresh namespaces.
 */
export class Machine {
  /** The folder that is the machine's `/`. */
  readonly root: string;
  readonly #services = new Map<string, ChildProcess>();

  /** @param folder an empty folder. */
  constructor(folder: string) {
    this.root = join(folder, 'root');
    must('mount', '-t', 'tmpfs', 'tmpfs', folder);
    for (const name of ['upper', 'work', 'root']) {
      mkdirSync(join(folder, name));
    }
    const layers = `lowerdir=/,upperdir=${folder}/upper,workdir=${folder}/work`;
    must('mount', '-t', 'overlay', 'overlay', '-o', layers, this.root);
    must('mount', '-t', 'proc', 'proc', join(this.root, 'proc'));
    must('mount', '--rbind', '/dev', join(this.root, 'dev'));
    must('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', join(this.root, 'run'));
    // Another Nginx of this machine may change its folders, which a layer doesn't bear.
    must('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', join(this.root, 'var/lib/nginx'));
    must('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', join(this.root, 'var/log/nginx'));
    must('ip', 'link', 'set', 'lo', 'up');
    this.write('/etc/hosts', '127.0.0.1 localhost\n');
    // Debian's packages are installed already, and systemd can't run here: what the units say is done by `restartUnit`.
    this.write('/usr/local/bin/apt-get', '#!/bin/sh\nexit 0\n', 0o755);
    this.write(
      '/usr/local/bin/systemctl',
      '#!/bin/sh\necho "$@" >> /run/systemctl.log\n[ "$1 $2" != "reload nginx" ] || nginx -s reload\n',
      0o755,
    );
  }

  /** Writes a file of the machine. */
  write(path: string, text: string | Uint8Array, mode = 0o644): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  }

  /** @returns the text of a file of the machine; the empty text where there is none. */
  read(path: string): string {
    const file = join(this.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Runs a shell command as root to its end, however that is. */
  attempt(command: string, environment: Readonly<Record<string, string>> = {}): Ended {
    const result = spawnSync('chroot', [this.root, '/bin/sh', '-c', command], {
      encoding: 'utf8',
      env: { PATH: searchPath, LANG: 'C.UTF-8', HOME: '/root', ...environment },
      timeout: 5 * 60_000,
      maxBuffer: 64 << 20,
    });
    return { status: result.status, output: `${result.stdout}${result.stderr}${result.error ?? ''}` };
  }

  /** Runs a shell command as root to its end. @returns what it printed. @throws Error where it fails. */
  shell(command: string, environment: Readonly<Record<string, string>> = {}): string {
    const { status, output } = this.attempt(command, environment);
    if (status !== 0) {
      throw new Error(`${command}\n${output}`);
    }
    return output;
  }

  /** Does what `systemctl restart` does with a service of the kinds that the scaffold writes (systemd.exec(5)). */
  async restartUnit(name: string): Promise<void> {
    await this.stopUnit(name);
    const unit = readUnit(this.read(`/etc/systemd/system/${name}.service`));
    const user = unit.get('User') ?? 'root';
    for (const [key, parent] of [
      ['RuntimeDirectory', '/run'],
      ['StateDirectory', '/var/lib'],
    ] as const) {
      const folder = unit.get(key);
      if (folder !== undefined) {
        this.shell(`install --directory --owner=${user} --mode=755 ${parent}/${folder}`);
      }
    }
    const environment = readUnit(this.read(unit.get('EnvironmentFile') ?? '/dev/null'));
    const command = (unit.get('ExecStart') ?? '').replaceAll('%%', '%');
    const log = join(this.root, `/var/log/${name}.log`);
    const child = spawn(
      'chroot',
      [`--userspec=${user}`, this.root, '/bin/sh', '-c', `cd ${unit.get('WorkingDirectory')} && exec ${command}`],
      {
        env: { PATH: searchPath, LANG: 'C.UTF-8', ...Object.fromEntries(environment) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    child.stdout?.on('data', (chunk) => appendFileSync(log, chunk));
    child.stderr?.on('data', (chunk) => appendFileSync(log, chunk));
    this.#services.set(name, child);
  }

  /** Ends a service that `restartUnit` started, and waits for it. */
  async stopUnit(name: string): Promise<void> {
    const running = this.#services.get(name);
    this.#services.delete(name);
    if (running !== undefined && running.exitCode === null && running.signalCode === null) {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGTERM');
      await ended;
    }
  }
}
