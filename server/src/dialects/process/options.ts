import { type Known, unknown } from '../../base/known.ts';
import { type ReadText, toKnown } from '../../base/read-text.ts';
import type { OptionFact, OptionTable } from '../../facts/commands/option-table.ts';

/** One option as it was given. */
export interface GivenOption {
  readonly fact: OptionFact;
  /** The option itself, without a value that is joined to it. */
  readonly spelling: ReadText;
  /** Undefined for an option that takes none, and where the value is missing. */
  readonly value: ReadText | undefined;
}

/** The words of a command, told apart. */
export interface Options {
  readonly given: readonly GivenOption[];
  /** Words that are no options. */
  readonly operands: readonly ReadText[];
  /** Words that begin with a dash and that the table doesn't have. */
  readonly strange: readonly ReadText[];
  /** Whether all words are known; else an option that isn't in `given` may be there all the same. */
  readonly complete: boolean;
}

/**
 * Tells options from operands as click and argparse do: `--name value`, `--name=value`, `-n value`, `-nvalue`, flags in one
 * bunch, and unambiguous beginnings of long names (argparse). What follows `--` is operands.
 */
export function readOptions(words: readonly ReadText[], table: OptionTable): Options {
  const given: GivenOption[] = [];
  const operands: ReadText[] = [];
  const strange: ReadText[] = [];
  let complete = true;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as ReadText;
    const value = word.value;
    if (value === '--') {
      operands.push(...words.slice(i + 1));
      break;
    }
    if (!value.startsWith('-') || value === '-') {
      complete &&= !word.splits;
      operands.push(word);
      continue;
    }
    const equals = value.startsWith('--') ? value.indexOf('=') : -1;
    const name = equals < 0 ? value : value.slice(0, equals);
    const fact = table.get(name) ?? beginning(name, table);
    if (fact !== undefined) {
      const next = words[i + 1];
      const takesNext = fact.takesValue && equals < 0 && next !== undefined;
      const own = equals >= 0 ? word.slice(equals + 1) : takesNext ? next : undefined;
      given.push({ fact, spelling: word.slice(0, name.length), value: own });
      i += takesNext ? 1 : 0;
    } else if (!value.startsWith('--')) {
      i += readBunch(word, words[i + 1], table, given, strange);
    } else {
      strange.push(word);
    }
  }
  return { given, operands, strange, complete };
}

/** @returns the last value given to the option `name` (its first long spelling). */
export function optionValue(options: Options, name: string): ReadText | undefined {
  return options.given.findLast((option) => option.fact.name === name)?.value;
}

/** @returns the value of an option: absent only where it is certainly not given. */
export function optionKnown(options: Options, name: string): Known<string> {
  const value = optionValue(options, name);
  return value === undefined && !options.complete ? unknown('a part of the command is not known') : toKnown(value);
}

/** @returns whether the option `name` was given. */
export function hasOption(options: Options, name: string): boolean {
  return options.given.some((option) => option.fact.name === name);
}

function beginning(name: string, table: OptionTable): OptionFact | undefined {
  if (!name.startsWith('--') || name.length < 4) {
    return undefined;
  }
  const facts = new Set([...table].filter(([spelling]) => spelling.startsWith(name)).map(([, fact]) => fact));
  return facts.size === 1 ? [...facts][0] : undefined;
}

/** Reads `-lINFO` or `-EB`; @returns how many further words it took. */
function readBunch(
  word: ReadText,
  next: ReadText | undefined,
  table: OptionTable,
  given: GivenOption[],
  strange: ReadText[],
): number {
  for (let at = 1; at < word.length; at++) {
    const fact = table.get(`-${word.value.charAt(at)}`);
    if (fact === undefined) {
      strange.push(word);
      return 0;
    }
    const spelling = word.slice(at === 1 ? 0 : at, at + 1);
    if (fact.takesValue) {
      const rest = word.slice(at + 1);
      given.push({ fact, spelling, value: rest.length > 0 ? rest : next });
      return rest.length > 0 || next === undefined ? 0 : 1;
    }
    given.push({ fact, spelling, value: undefined });
  }
  return 0;
}
