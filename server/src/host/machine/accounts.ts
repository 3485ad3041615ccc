import { readFileSync } from 'node:fs';
import type { ServerTree } from './tree.ts';

/** What `nsswitch.conf` may name beside the files, without more users than they have: those of systemd are its own. */
const LOCAL = new Set(['files', 'compat', 'systemd', 'altfiles', 'mymachines']);

/** The users and groups of a machine, as getpwnam(3) and getgrnam(3) find them in its files. */
export class Accounts {
  readonly #tree: ServerTree;
  readonly #read = new Map<string, ReadonlySet<string> | undefined>();

  constructor(tree: ServerTree) {
    this.#tree = tree;
  }

  /** @returns whether there is such a name; undefined where others than the files are asked too, or the files can't be read. */
  has(database: 'passwd' | 'group', name: string): boolean | undefined {
    if (!this.#read.has(database)) {
      this.#read.set(database, this.#names(database));
    }
    const names = this.#read.get(database);
    return names?.has(name) === true ? true : names === undefined || !this.#isLocal(database) ? undefined : false;
  }

  #names(database: string): ReadonlySet<string> | undefined {
    const names = this.#text(`/etc/${database}`)
      ?.split('\n')
      .map((line) => line.slice(0, Math.max(0, line.indexOf(':'))));
    return names === undefined || names.some((name) => /^[+-]/.test(name)) ? undefined : new Set(names);
  }

  #isLocal(database: string): boolean {
    const sources = new RegExp(`^\\s*${database}:(.*)$`, 'm').exec(this.#text('/etc/nsswitch.conf') ?? '')?.[1];
    const named = (sources ?? 'files').replace(/#.*|\[[^\]]*\]/g, '').split(/\s+/);
    return named.every((source) => source === '' || LOCAL.has(source));
  }

  #text(path: string): string | undefined {
    const file = this.#tree.file(path);
    try {
      return file === undefined ? undefined : readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  }
}
