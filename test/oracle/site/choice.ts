import type { Random } from '../../harness/random.ts';

/** Chooses on axes and keeps what was chosen. */
export class Choice {
  readonly axes: Record<string, string> = {};
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The first `right` forms are chosen with the given probability, so that most sites have one fault or none. */
  of<T>(axis: string, forms: Readonly<Record<string, T>>, right: number, probability: number): T {
    const names = Object.keys(forms);
    const name = this.#random.pick(this.#random.chance(probability) ? names.slice(0, right) : names);
    this.axes[axis] = name;
    return forms[name] as T;
  }

  name<T extends string>(axis: string, names: readonly T[], right: number, probability: number): T {
    return this.of(axis, Object.fromEntries(names.map((name) => [name, name])) as Record<T, T>, right, probability);
  }
}
