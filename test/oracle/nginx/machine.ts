import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where an Nginx is asked: the files that it sees are written through it. */
export interface Machine {
  /** The folder for the configurations that are asked, as Nginx sees it. */
  readonly folder: string;
  /** Writes a file at an absolute path, as Nginx sees it. */
  write(path: string, text: string): void;
  /** Runs `nginx` there. @returns what it prints on its standard error. */
  nginx(args: readonly string[]): string;
  close(): void;
}

const TIMEOUT = 20_000;
/** As many links in a row as Linux follows. */
const MOST_LINKS = 40;

/** This machine as it is. Just the folder for the configurations is written to. */
export class ThisMachine implements Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'siteconf-oracle-'));

  constructor() {
    mkdirSync(join(this.folder, 'logs'));
  }

  write(path: string, text: string): void {
    writeFileSync(path, text);
  }

  nginx(args: readonly string[]): string {
    return spawnSync('nginx', ['-p', this.folder, ...args], { encoding: 'utf8', timeout: TIMEOUT }).stderr;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Mounts the copy `$0` and gives it a network in which every address may be listened on. */
const ENTER = `
mount -t overlay overlay -o "lowerdir=/,upperdir=$0/upper,workdir=$0/work" "$0/root" &&
mount --rbind /dev "$0/root/dev" && mount --rbind /proc "$0/root/proc" && ip link set lo up &&
echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind && echo 1 > /proc/sys/net/ipv6/ip_nonlocal_bind &&
`;
/** Says that it is there, then runs each line that comes in and answers with one. What Nginx says goes to a file, since a configuration may open `/dev/stderr` as a log. */
const SERVE = 'echo; while read -r line; do eval "$line" > /dev/null 2> /siteconf-said; echo; done';

/**
 * A copy of this machine, made of Linux namespaces and an overlay of `/`: any file, user and host can be put there, and nothing of it
 * stays. The configurations stand in `/etc/nginx`, so that what they include relatively is what the package brought.
 */
export class CopiedMachine implements Machine {
  readonly folder = '/etc/nginx';
  readonly #copy: string;
  readonly #shell: ChildProcess;
  readonly #asks: number;
  readonly #answers: number;
  /** What stood at the paths that were written to; undefined where nothing did. */
  readonly #before = new Map<string, string | undefined>();

  /** @returns a copy, or why none can be had here. */
  static make(): CopiedMachine | { readonly refusal: string } {
    const memory = '/dev/shm';
    const copy = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'siteconf-'));
    for (const name of ['upper', 'work', 'root']) {
      mkdirSync(join(copy, name));
    }
    const { status, stderr, error } = spawnSync('unshare', ['--mount', '--net', 'sh', '-c', `${ENTER} true`, copy], {
      encoding: 'utf8',
    });
    if (status === 0) {
      return new CopiedMachine(copy);
    }
    rmSync(copy, { recursive: true });
    return { refusal: `no copy of this machine can be made: ${error?.message ?? stderr.trim().split('\n')[0]}` };
  }

  private constructor(copy: string) {
    this.#copy = copy;
    spawnSync('mkfifo', [join(copy, 'asks'), join(copy, 'answers')]);
    const command = `${ENTER} exec chroot "$0/root" sh -c "$1" < "$0/asks" > "$0/answers"`;
    this.#shell = spawn('unshare', ['--mount', '--net', 'sh', '-c', command, copy, SERVE], { stdio: 'ignore' });
    this.#shell.unref();
    this.#asks = openSync(join(copy, 'asks'), 'w');
    this.#answers = openSync(join(copy, 'answers'), 'r');
    this.#wait();
    this.write('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files\n');
    this.#before.clear();
  }

  /** Takes away all that was put there. */
  empty(): void {
    for (const [path, before] of this.#before) {
      if (before === undefined) {
        rmSync(this.#place(path), { force: true });
      } else {
        writeFileSync(this.#place(path), before);
      }
    }
    this.#before.clear();
  }

  /** @returns a file as Nginx sees it; undefined where there is none. */
  read(path: string): string | undefined {
    return existsSync(this.#place(path)) ? readFileSync(this.#place(path), 'utf8') : undefined;
  }

  /** Nothing is written to what the copy shares with this machine. */
  write(path: string, text: string): void {
    if (/^\/proc\/\d+\/root\/(?:dev|proc|sys)(?:\/|$)/.test(this.#place(path))) {
      return;
    }
    if (!this.#before.has(path)) {
      this.#before.set(path, this.read(path));
    }
    mkdirSync(dirname(this.#place(path)), { recursive: true });
    writeFileSync(this.#place(path), text);
  }

  nginx(args: readonly string[]): string {
    const words = ['timeout', '20', 'nginx', ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
    writeSync(this.#asks, `${words.join(' ')}\n`);
    this.#wait();
    return this.read('/siteconf-said') ?? '';
  }

  close(): void {
    closeSync(this.#asks);
    closeSync(this.#answers);
    this.#shell.kill();
    rmSync(this.#copy, { recursive: true, force: true });
  }

  /** Waits for an answer of the shell inside. */
  #wait(): void {
    if (readSync(this.#answers, Buffer.alloc(1)) === 0) {
      throw new Error('the copy of this machine is gone');
    }
  }

  /** Where a file of the copy is seen from outside. Links are followed here: a target counts from the `/` of the copy, not from ours. */
  #place(path: string, links = 0): string {
    const root = `/proc/${this.#shell.pid}/root`;
    const names = path.split('/').filter((name) => name !== '');
    let at = '/';
    for (const [index, name] of names.entries()) {
      at = join(at, name);
      const target = lstatSync(root + at, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(root + at);
      if (target) {
        if (links === MOST_LINKS) {
          throw new Error(`${path} leads around in a circle`);
        }
        return this.#place(join(resolve(dirname(at), target), ...names.slice(index + 1)), links + 1);
      }
    }
    return root + at;
  }
}
