import { readFileSync } from 'node:fs';
import type { ServerTree } from './tree.ts';

/** How an Nginx was built, which stands in the program itself (`nginx -V`). */
export interface InstalledNginx {
  /** The folder from which most relative names count. */
  readonly prefix: string;
  /** The main file that it reads where none is named. */
  readonly main: string;
}

const PROGRAMS = [
  '/usr/sbin/nginx',
  '/usr/local/sbin/nginx',
  '/usr/local/nginx/sbin/nginx',
  '/usr/local/openresty/nginx/sbin/nginx',
  '/usr/bin/nginx',
  '/opt/homebrew/bin/nginx',
  '/usr/local/bin/nginx',
];

/** @returns how the Nginx of a machine was built, read from its program, which isn't run; undefined where there is none. */
export function installedNginx(tree: ServerTree): InstalledNginx | undefined {
  const program = PROGRAMS.map((path) => tree.file(path)).find((file) => file !== undefined);
  if (program === undefined) {
    return undefined;
  }
  try {
    const text = readFileSync(program, 'latin1');
    const start = text.search(/ --(?:prefix|conf-path)=/);
    const options = start < 0 ? '' : text.slice(start, text.indexOf('\0', start));
    const option = (name: string): string | undefined => new RegExp(` --${name}=(\\S+)`).exec(options)?.[1];
    const prefix = option('prefix') ?? '/usr/local/nginx';
    const main = option('conf-path') ?? 'conf/nginx.conf';
    return { prefix, main: main.startsWith('/') ? main : `${prefix}/${main}` };
  } catch {
    return undefined;
  }
}
