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

/**
 * @param limit the most single changes that count as near; fewer for short words where not given, since those have many neighbours.
 * @returns the words of `all` nearest to `word`, at most three; none where nothing is near. Case doesn't count.
 */
export function nearest(
  word: string,
  all: Iterable<string>,
  limit = word.length < 4 ? 1 : word.length < 9 ? 2 : 3,
): string[] {
  let best: string[] = [];
  let least = limit;
  for (const name of all) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase(), least);
    if (distance > least) {
      continue;
    }
    best = distance < least ? [name] : [...best, name];
    least = distance;
  }
  return best.slice(0, 3);
}

/** @returns the one of `all` that `word` is surely a slip of: at most two changes, one in a short word; undefined where there is none. */
export function nearestName(word: string, all: Iterable<string>): string | undefined {
  return nearest(word, all, word.length < 5 ? 1 : 2)[0];
}
