import { directiveNames, directivesNamed, existsIn } from '../../../facts/nginx/directive-facts.ts';
import type { FactContext } from '../../../facts/nginx/rows.ts';
import type { NginxVersion } from '../../../facts/nginx/version.ts';

/**
 * @returns how many single changes (a letter more, less, other, or two letters swapped) lead from one word to the other; `limit + 1`
 * where it is more than `limit`.
 */
export function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) {
    return limit + 1;
  }
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] as number) + 1);
      }
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) {
      return limit + 1;
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length] as number;
}

/** @returns the words of `all` nearest to `word`, at most three, the nearest first; none where nothing is near. */
export function nearest(word: string, all: Iterable<string>): string[] {
  const limit = word.length < 4 ? 1 : word.length < 9 ? 2 : 3;
  const found: { name: string; distance: number }[] = [];
  for (const name of all) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase(), limit);
    if (distance <= limit && name !== word) {
      found.push({ name, distance });
    }
  }
  const best = Math.min(...found.map((one) => one.distance));
  return found
    .filter((one) => one.distance === best)
    .slice(0, 3)
    .map((one) => one.name);
}

const allowedNames = new Map<string, readonly string[]>();

/** The names of the directives that may stand in `context`. */
function allowedIn(context: FactContext, version: NginxVersion): readonly string[] {
  const key = `${version} ${context}`;
  let allowed = allowedNames.get(key);
  if (allowed === undefined) {
    allowed = [...directiveNames()].filter((one) =>
      directivesNamed(one, version).some(
        (fact) =>
          existsIn(fact, version) &&
          !fact.commercial &&
          (fact.contexts.includes(context) || fact.contexts.includes('any')),
      ),
    );
    allowedNames.set(key, allowed);
  }
  return allowed;
}

/** @returns directives that may stand in `context` and are spelled much like `name`. */
export function similarNames(name: string, context: FactContext, version: NginxVersion): string[] {
  return name.length > 60 ? [] : nearest(name, allowedIn(context, version));
}
