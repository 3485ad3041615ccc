import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Message } from '../base/message.ts';
import { enableHttps } from '../scaffold/https.ts';
import type { History } from './history.ts';

/** A file of this machine with the text that it has and the one that it is to have. */
export interface FileChange {
  /** The absolute path, links followed. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The files that change, none where HTTPS is on already; or why it can't be turned on yet. */
export type HttpsPlan =
  | { readonly kind: 'planned'; readonly changes: readonly FileChange[] }
  | { readonly kind: 'refused'; readonly message: Message };

/**
 * Reads the site file and the environment file, and plans what turns HTTPS on.
 * @throws the error of the file system where one of them can't be read.
 */
export function planHttps(siteFile: string, environmentFile: string): HttpsPlan {
  const [site, environment] = [realpathSync(siteFile), realpathSync(environmentFile)];
  const [siteText, environmentText] = [readFileSync(site, 'utf8'), readFileSync(environment, 'utf8')];
  const result = enableHttps(siteText, environmentText);
  if (result.kind === 'refused') {
    return result;
  }
  const changes = [
    { path: site, before: siteText, after: result.site },
    { path: environment, before: environmentText, after: result.environment },
  ];
  return { kind: 'planned', changes: changes.filter(({ before, after }) => before !== after) };
}

/**
 * Writes all the changes or none, and remembers the run; permissions stay as they are.
 * @returns why the run can't be taken back, for a person; undefined where it can.
 * @throws WriteError for the file that could not be written.
 */
export async function writeChanges(changes: readonly FileChange[], history: History): Promise<string | undefined> {
  const folder = commonFolder(changes.map(({ path }) => dirname(path)));
  return history.write(
    folder,
    changes.map(({ path, after }) => ({
      path: relative(folder, path).split(sep).join('/'),
      text: after,
      mode: statSync(path).mode & 0o7777,
      replace: true,
    })),
  );
}

function commonFolder(folders: readonly string[]): string {
  const [first = sep, ...others] = folders;
  let common = first;
  while (!others.every((folder) => folder === common || folder.startsWith(join(common, sep)))) {
    common = dirname(common);
  }
  return common;
}
