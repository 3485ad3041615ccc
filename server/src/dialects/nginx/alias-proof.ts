import { normalizePath } from '../../base/path.ts';
import type { Witness } from './alias.ts';
import type { Configuration, Statement } from './configuration.ts';
import { effectiveConfiguration } from './effective/configuration.ts';
import { toBytes } from './language/pattern.ts';
import { openedFiles } from './route/answers.ts';
import { escapeUri } from './route/escape.ts';

/** Names to ask for: another location may take some of them away. */
const names = ['secret.txt', 'secret', 'secret.bak', '.secret', 'secret.sqlite3'];

/**
 * Sends the request of a witness through the whole configuration.
 *
 * @param location the location whose alias the witness leads out of.
 * @returns the witness, with another name where only that one gets through; undefined where every such request ends
 *   elsewhere. A location that no request can be led to keeps its witness.
 */
export function provenWitness(
  configuration: Configuration,
  location: Statement,
  witness: Witness,
): Witness | undefined {
  const effective = effectiveConfiguration(configuration);
  for (const name of names) {
    const renamed = { uri: rename(witness.uri, name), file: rename(witness.file, name) };
    const opened = openedFiles(effective, location, escapeUri(toBytes(renamed.uri), 'uri'));
    if (opened === undefined || opened.some((file) => isSame(file, renamed.file))) {
      return opened === undefined ? witness : renamed;
    }
  }
  return undefined;
}

/** Whether a file is the one of the witness, in which variables are still spelled as such and a relative path still lacks Nginx's own folder. */
function isSame(file: string, spelled: string): boolean {
  const literal = normalizePath(spelled)
    .split(/\$\w+/)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const start = spelled.startsWith('/') || spelled.startsWith('$') ? '^' : '(?:^|/)';
  return new RegExp(`${start}${literal.join('.*')}$`, 's').test(normalizePath(file));
}

function rename(path: string, name: string): string {
  return path.replace(/secret\.txt$/, name);
}
