import { programText } from './program-text.ts';
import type { ServerTree } from './tree.ts';

/** How an Nginx was built, which stands in the program itself (`nginx -V`). */
export interface InstalledNginx {
  /** The program, by the machine's name for it. */
  readonly program: string;
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

/** @returns how the Nginx of a machine was built, read from its program, which isn't run; undefined where there is none, or more than one. */
export function installedNginx(tree: ServerTree): InstalledNginx | undefined {
  const found = PROGRAMS.filter((path) => tree.file(path) !== undefined);
  const [program = ''] = found;
  const files = new Set(found.map((path) => tree.file(path) ?? ''));
  const [file] = files;
  if (file === undefined || files.size > 1) {
    return undefined;
  }
  const text = programText(file);
  if (text === undefined) {
    return undefined;
  }
  const start = text.search(/ --(?:prefix|conf-path)=/);
  const options = start < 0 ? '' : text.slice(start, text.indexOf('\0', start));
  const option = (name: string): string | undefined => new RegExp(` --${name}=(\\S+)`).exec(options)?.[1];
  const prefix = option('prefix') ?? '/usr/local/nginx';
  const main = option('conf-path') ?? 'conf/nginx.conf';
  return { program, prefix, main: main.startsWith('/') ? main : `${prefix}/${main}` };
}
