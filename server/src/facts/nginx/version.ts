import table from './directives.json';

/** A version of Nginx, such as `1.22.1`. */
export type NginxVersion = string;

/** The version that the facts describe; what is asked of when nobody names one. */
export const newestVersion: NginxVersion = table.newest;

const known = new Map<NginxVersion, number>();

/** A version as one number; a part that is missing counts as 0. */
function rank(version: NginxVersion): number {
  let number = known.get(version);
  if (number === undefined) {
    const [major, minor, patch] = version.replace('before ', '').split('.').map(Number);
    number = ((major ?? 0) * 1000 + (minor ?? 0)) * 1000 + (patch ?? 0);
    known.set(version, number);
  }
  return number;
}

/** @returns whether `version` is `since` or a later one. */
export function isAtLeast(version: NginxVersion, since: NginxVersion): boolean {
  return rank(version) >= rank(since);
}
