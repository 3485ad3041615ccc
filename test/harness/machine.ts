import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Machine } from '../../server/src/dialects/nginx/test/machine/machine.ts';
import { createMachine } from '../../server/src/host/machine/machine.ts';

/** Writes files, by their absolute paths on a server, below a folder. */
export function writeTree(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Has `use` look at a machine of which just `files` are known, by the paths that they have there; they lie on the disk meanwhile. */
export function withMachine<T>(files: ReadonlyMap<string, string>, use: (machine: Machine) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'siteconf-machine-'));
  try {
    writeTree(root, files);
    const machine = createMachine({ root, prefix: '/usr/share/nginx', covers: () => true });
    return use(Object.create(machine, { pathOf: { value: (path: string) => path } }));
  } finally {
    rmSync(root, { recursive: true });
  }
}
