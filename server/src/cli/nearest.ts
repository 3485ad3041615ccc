/** @returns the word of `known` that `word` was most likely meant to be; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const one of known) {
    const distance = one.endsWith(`/${word}`) ? 0 : editDistance(word.toLowerCase(), one.toLowerCase());
    if (distance <= most && (best === undefined || distance < best.distance)) {
      best = { word: one, distance };
    }
  }
  return best?.word;
}

/** The number of letters to add, take away, change or swap with their neighbour to turn `one` into `other`. */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (last[column] as number) + 1,
        (next[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        cost = Math.min(cost, (before[column - 2] as number) + 1);
      }
      next.push(cost);
    }
    before = last;
    last = next;
  }
  return last[other.length] as number;
}
