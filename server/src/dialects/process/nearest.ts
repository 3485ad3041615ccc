/** @returns the one of `names` that `written` is most likely a slip of: at most two letters off, or the same but for case. */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = written.length < 5 ? 2 : 3;
  for (const name of names) {
    const steps = name.toLowerCase() === written.toLowerCase() ? 0 : distance(written.toLowerCase(), name, least);
    if (steps < least) {
      best = name;
      least = steps;
    }
  }
  return best;
}

/** Damerau's distance with swaps of neighbours; `limit` and more are all the same. */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) {
    return limit;
  }
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one.charAt(i - 1) === other.charAt(j - 1);
      let steps = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one.charAt(i - 1) === other.charAt(j - 2) && one.charAt(i - 2) === other.charAt(j - 1)) {
        steps = Math.min(steps, (before[j - 2] as number) + 1);
      }
      next.push(steps);
    }
    before = row;
    row = next;
  }
  return row[other.length] as number;
}
