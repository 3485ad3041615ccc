import { editDistance } from '../../../base/nearest.ts';

/**
 * @returns whether one change makes `name` of `meant`, and nobody would call another thing so: `hosts`, `uri2` and `cache_b` are names of their
 * own beside `host`, `uri` and `cache_a`.
 */
export function isSlip(name: string, meant: string): boolean {
  if (editDistance(name, meant, 1) !== 1) {
    return false;
  }
  if (name.slice(0, -1) === meant) {
    return name.at(-1) === name.at(-2) || /[a-rt-z]$/.test(name);
  }
  return !endsOtherwise(name, meant) && !/\d$/.test(name);
}

/** Whether just the last letter is another one. */
function endsOtherwise(name: string, meant: string): boolean {
  return name.length === meant.length && name.slice(0, -1) === meant.slice(0, -1);
}

/** Names of one's own that are one letter away from a name of Nginx. */
const OWN = new Set(
  (
    'url urls urn uid gid ip id ui port post most cost lost ghost hot hose arg argv argc http schema theme user ' +
    'site state name query query_args real_ip real_uri statue hosts schemes requests'
  ).split(' '),
);

/**
 * @param meant the name of a variable that Nginx has by itself, so that nobody calls a sister of it almost the same.
 * @returns whether one change makes `name` of it, the last letter included.
 */
export function isSlipOfBuiltin(name: string, meant: string): boolean {
  const isOtherwise = endsOtherwise(name, meant);
  if (name === meant || OWN.has(name) || (/\d$/.test(name) && !isOtherwise)) {
    return false;
  }
  return isSlip(name, meant) || (isOtherwise && /[a-z0-9]$/.test(name)) || name === `${meant}s`;
}

/** @returns whether somebody may have called a zone or a format so: by letters and a few marks, and by more than a size or a number. */
export function mayBeName(name: string): boolean {
  return /^(?:[\w.-]+|%\w+%)$/.test(name) && !/^\d+[kmg]?$/i.test(name);
}
