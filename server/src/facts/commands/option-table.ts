/** One option of a command line program. */
export interface OptionFact {
  /** The first long name, with its dashes; the only name where there is no long one. */
  readonly name: string;
  /** Every spelling, with dashes. */
  readonly spellings: readonly string[];
  readonly takesValue: boolean;
}

/** The options of one program by each of their spellings. */
export type OptionTable = ReadonlyMap<string, OptionFact>;

/** @returns the table of a compact list: spellings joined by `|`, a `=` at the end where the option takes a value. */
export function optionTable(list: string): OptionTable {
  const table = new Map<string, OptionFact>();
  for (const entry of list.trim().split(/\s+/)) {
    const takesValue = entry.endsWith('=');
    const spellings = (takesValue ? entry.slice(0, -1) : entry).split('|');
    const name = spellings.find((spelling) => spelling.startsWith('--')) ?? (spellings[0] as string);
    for (const spelling of spellings) {
      table.set(spelling, { name, spellings, takesValue });
    }
  }
  return table;
}
