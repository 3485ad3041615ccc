import { resolve } from 'node:path';
import { directoryName, isInside, type WorkspacePath } from '../base/path.ts';
import type { Machine } from '../dialects/nginx/test/machine/machine.ts';
import { Hosts } from '../host/machine/hosts.ts';
import { type InstalledNginx, installedNginx } from '../host/machine/installed.ts';
import { createMachine } from '../host/machine/machine.ts';
import { ServerTree } from '../host/machine/tree.ts';
import { toWorkspacePath } from '../host/node-path.ts';
import { realPathOf } from '../host/walk.ts';

/** How long nobody must have typed before the names of hosts are looked up, in milliseconds. */
const PAUSE = 1000;

/** The machine that a client's configurations are held against. */
export class Machines {
  readonly #hosts = new Hosts();
  readonly #learnt: () => void;
  #installed: { readonly nginx: InstalledNginx | undefined } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param learnt told when hosts were looked up, so that the answers are others now. */
  constructor(learnt: () => void) {
    this.#learnt = learnt;
  }

  /**
   * @param setting `auto`: this machine, for the folder that its own Nginx reads, without looking hosts up; `off`: none; else the folder that
   * stands for `/`, counted from the first of `folders`.
   * @returns the machine as it is now; undefined where none is asked.
   */
  current(setting: string, folders: readonly WorkspacePath[]): Machine | undefined {
    if (setting === 'off') {
      return undefined;
    }
    if (setting === 'auto') {
      this.#installed ??= { nginx: installedNginx(new ServerTree('/')) };
      const live = this.#installed.nginx && realPathOf(directoryName(this.#installed.nginx.main));
      return live === undefined
        ? undefined
        : createMachine({ root: '/', prefix: this.#installed.nginx?.prefix, covers: (path) => isInside(path, live) });
    }
    const [first = ''] = folders;
    const root = realPathOf(toWorkspacePath(resolve(first, setting)));
    this.#lookUpSoon();
    return root && createMachine({ root, hosts: this.#hosts });
  }

  /** A name that is being typed is asked for at each key: what was asked before is forgotten, and what stays is looked up. */
  #lookUpSoon(): void {
    this.#hosts.forgetAsked();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      if (await this.#hosts.lookUp()) {
        this.#learnt();
      }
    }, PAUSE).unref();
  }
}
