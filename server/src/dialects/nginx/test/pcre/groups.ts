import { PatternError, type PatternReader } from './reader.ts';

/** An open parenthesis. */
interface Group {
  readonly kind: 'plain' | 'reset' | 'lookbehind' | 'options' | 'condition';
  readonly start: number;
  readonly extended: boolean;
  readonly resetTo: number;
  highest: number;
}

interface Reference {
  readonly group: number | string;
  readonly offset: number;
}

/** The parentheses of a pattern: which are open, what they capture and what is said of them elsewhere. */
export class PatternGroups {
  readonly #groups: Group[] = [];
  readonly #names = new Map<string, number>();
  readonly #references: Reference[] = [];
  #captures = 0;
  #highestCapture = 0;
  /** Whether white space and comments count for nothing (`x`). */
  extended = false;
  /** Whether a name may be given twice (`J`). */
  duplicateNames = false;
  /** Whether an assertion must come next, as behind `(?(`. */
  expectAssertion = false;

  get depth(): number {
    return this.#groups.length;
  }

  /** How many capturing groups stand in front. */
  get captures(): number {
    return this.#captures;
  }

  get highestCapture(): number {
    return this.#highestCapture;
  }

  get names(): readonly string[] {
    return [...this.#names.keys()];
  }

  /** Where the innermost lookbehind begins; undefined outside of one. */
  get lookbehind(): number | undefined {
    return this.#groups.findLast((group) => group.kind === 'lookbehind')?.start;
  }

  /** Notes that a group is spoken of, which may come later. */
  refer(group: number | string, offset: number): void {
    this.#references.push({ group, offset });
  }

  /** Refuses what is said of groups that there are none of. */
  checkReferences(): void {
    for (const { group, offset } of this.#references) {
      const exists = typeof group === 'string' ? this.#names.has(group) : group <= this.#highestCapture;
      if (!exists) {
        throw new PatternError('reference to non-existent subpattern', offset);
      }
    }
  }

  push(kind: Group['kind'], start: number): void {
    this.#groups.push({
      kind,
      start,
      extended: this.extended,
      resetTo: this.#captures,
      highest: this.#captures,
    });
  }

  capture(start: number): void {
    this.#captures++;
    this.#highestCapture = Math.max(this.#highestCapture, this.#captures);
    this.push('plain', start);
  }

  /** Opens a named group; its name ends in front of the reader's place. */
  define(reader: PatternReader, name: string, start: number): void {
    const number = this.#captures + 1;
    const before = this.#names.get(name);
    if (before !== undefined && before !== number && !this.duplicateNames) {
      reader.fail('two named subpatterns have the same name (PCRE2_DUPNAMES not set)');
    }
    if (before === undefined && [...this.#names.values()].includes(number)) {
      reader.fail('different names for subpatterns of the same number are not allowed');
    }
    this.#names.set(name, number);
    this.capture(start);
  }

  /** Takes back the last group: an option setting without a colon opens none. */
  drop(): void {
    this.#groups.pop();
  }

  alternative(): void {
    const group = this.#groups[this.#groups.length - 1];
    if (group?.kind === 'reset') {
      group.highest = Math.max(group.highest, this.#captures);
      this.#captures = group.resetTo;
    }
  }

  /** Closes the innermost group. */
  close(reader: PatternReader): boolean {
    const group = this.#groups.pop();
    if (group === undefined) {
      return reader.fail('unmatched closing parenthesis', 1);
    }
    this.extended = group.extended;
    if (group.kind === 'reset') {
      this.#captures = Math.max(group.highest, this.#captures);
    }
    return true;
  }
}
