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
  const endsOtherwise = name.length === meant.length && name.slice(0, -1) === meant.slice(0, -1);
  return !endsOtherwise && !/\d$/.test(name);
}
