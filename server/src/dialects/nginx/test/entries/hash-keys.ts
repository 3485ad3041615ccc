/** What became of a key: `busy` where it is there already, `declined` where its stars or dots are wrong. */
export type KeyOutcome = 'ok' | 'busy' | 'declined';

/** The keys of a hash with wildcards (`ngx_hash_add_key`, src/core/ngx_hash.c). */
export class HashKeys {
  readonly #exact = new Set<string>();
  readonly #heads = new Set<string>();
  readonly #tails = new Set<string>();

  /** Adds a key; letter case doesn't count. `wildcards`: whether stars have a meaning. */
  add(key: string, wildcards: boolean): KeyOutcome {
    const lower = key.toLowerCase();
    if (!wildcards) {
      return addTo(this.#exact, lower);
    }
    const stars = lower.split('*').length - 1;
    if (stars > 1 || lower.includes('..') || lower.includes('\0')) {
      return 'declined';
    }
    if (lower.length > 1 && lower[0] === '.') {
      const name = lower.slice(1);
      return addTo(this.#exact, name) === 'busy' ? 'busy' : addTo(this.#heads, name);
    }
    if (lower.length > 2) {
      if (lower.startsWith('*.')) {
        return addTo(this.#heads, lower.slice(2));
      }
      if (lower.endsWith('.*')) {
        return addTo(this.#tails, lower.slice(0, -2));
      }
    }
    return stars > 0 ? 'declined' : addTo(this.#exact, lower);
  }
}

function addTo(set: Set<string>, key: string): KeyOutcome {
  if (set.has(key)) {
    return 'busy';
  }
  set.add(key);
  return 'ok';
}
