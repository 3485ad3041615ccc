import { closeSync, openSync, readSync } from 'node:fs';
import { isInside, type WorkspacePath } from '../../base/path.ts';
import type { Machine } from '../../dialects/nginx/test/machine/machine.ts';
import { Accounts } from './accounts.ts';
import { addressesHere } from './addresses.ts';
import type { Hosts } from './hosts.ts';
import { type InstalledNginx, installedNginx } from './installed.ts';
import { fileSize, keyFit, pemBlocks } from './pem.ts';
import { holdsWord } from './program-text.ts';
import { ServerTree } from './tree.ts';

/** Which machine is asked. */
export interface MachineRequest {
  /** The folder that stands for `/` of the server: `/` is this machine, others hold a copy of its files. */
  readonly root: string;
  /** Looks up hosts; without it nothing is said of them. Only this machine's own are ever asked. */
  readonly hosts?: Hosts | undefined;
  /** The folder from which most relative names count; where it isn't given, the one that the machine's Nginx was built with. */
  readonly prefix?: string | undefined;
  /** Which configurations it is asked about; all below `root` where not given. */
  readonly covers?: ((path: WorkspacePath) => boolean) | undefined;
}

/** @returns the machine as it is now: what has been asked once isn't looked at again. */
export function createMachine({ root, hosts, prefix, covers }: MachineRequest): Machine {
  const tree = new ServerTree(root);
  const accounts = new Accounts(tree);
  const addresses = tree.isThisMachine ? addressesHere() : undefined;
  const pathOf = (path: string): string | undefined =>
    tree.isThisMachine ? path : isInside(path, root) ? path.slice(root.length) || '/' : undefined;
  let found: { readonly nginx: InstalledNginx | undefined } | undefined;
  const installed = (): InstalledNginx | undefined => {
    found ??= { nginx: installedNginx(tree) };
    return found.nginx;
  };
  const marks = new Map<string, boolean | undefined>();
  const holds = (path: string, mark: string): boolean | undefined => {
    const key = `${path}\n${mark}`;
    if (!marks.has(key)) {
      marks.set(
        key,
        onFile(tree, path, (file) => holdsWord(file, mark)),
      );
    }
    return marks.get(key);
  };
  return {
    get prefix() {
      return prefix ?? installed()?.prefix;
    },
    covers: covers ?? ((path) => pathOf(path) !== undefined),
    pathOf,
    at: (path) => tree.at(path),
    names: (folder) => tree.names(folder),
    size: (path) => onFile(tree, path, fileSize),
    pem: (path) => onFile(tree, path, pemBlocks),
    keyFit: (certificate, key, passwords) => {
      const [one, other] = [tree.file(certificate), tree.file(key)];
      const opener = passwords === undefined ? undefined : tree.file(passwords);
      return one === undefined || other === undefined ? 'unknown' : keyFit(one, other, opener);
    },
    isLibrary: (path) => onFile(tree, path, isLibrary),
    offers: (mark, libraries) => {
      const answers = [installed()?.program, ...libraries].map((path) =>
        path === undefined ? undefined : holds(path, mark),
      );
      return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
    },
    hasUser: (name) => accounts.has('passwd', name),
    hasGroup: (name) => accounts.has('group', name),
    resolves: (host) => (tree.isThisMachine ? hosts?.resolves(host) : undefined),
    hasAddress: (address) => addresses?.has(address),
    get speaksIpv6() {
      return addresses?.speaksIpv6;
    },
  };
}

function onFile<T>(tree: ServerTree, path: string, ask: (file: string) => T | undefined): T | undefined {
  const file = tree.file(path);
  return file === undefined ? undefined : ask(file);
}

/** Whether a file begins as a shared library of Linux does. */
function isLibrary(path: string): boolean | undefined {
  try {
    const file = openSync(path, 'r');
    const head = Buffer.alloc(4);
    const length = readSync(file, head, 0, 4, 0);
    closeSync(file);
    return length === 4 && head.toString('latin1') === '\x7fELF';
  } catch {
    return undefined;
  }
}
