import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nearest } from '../base/nearest.ts';

/** What a person wrote wrongly; the message is one line for them. */
export class UsageError extends Error {}

/** The flags that a command takes: those with a value, those with a value that may be repeated, and those without. */
export interface Flags {
  readonly values: readonly string[];
  readonly lists?: readonly string[];
  readonly switches: readonly string[];
}

/** What stands behind the name of a command. */
export interface Given {
  readonly paths: readonly string[];
  readonly values: Readonly<Record<string, string>>;
  /** The values of the flags that may be repeated, in order. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly switches: ReadonlySet<string>;
}

/** @throws UsageError on an unknown flag, a missing or a surplus value. */
export function readArguments(words: readonly string[], flags: Flags): Given {
  const lists: Record<string, string[]> = Object.fromEntries((flags.lists ?? []).map((name) => [name, []]));
  const withValue = [...flags.values, ...Object.keys(lists)];
  const options = Object.fromEntries([
    ...withValue.map((name) => [name, { type: 'string' }] as const),
    ...flags.switches.map((name) => [name, { type: 'boolean' }] as const),
  ]);
  const names = [...withValue, ...flags.switches];
  const { tokens } = parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true });
  const paths: string[] = [];
  const values: Record<string, string> = {};
  const switches = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') {
      paths.push(token.value);
    } else if (token.kind === 'option') {
      if (!names.includes(token.name)) {
        throw new UsageError(
          unknownWord(
            'option',
            token.rawName,
            names.map((name) => `--${name}`),
          ),
        );
      }
      const takesValue = withValue.includes(token.name);
      if (takesValue && (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))) {
        throw new UsageError(`${token.rawName} needs a value`);
      }
      if (!takesValue && token.value !== undefined) {
        throw new UsageError(`${token.rawName} takes no value`);
      }
      if (lists[token.name] !== undefined) {
        lists[token.name]?.push(token.value as string);
      } else if (takesValue) {
        values[token.name] = token.value as string;
      } else {
        switches.add(token.name);
      }
    }
  }
  return { paths, values, lists, switches };
}

/** @returns the value of a flag that takes one of a few words. */
export function choice<T extends string>(given: Given, name: string, allowed: readonly T[], otherwise: T): T {
  const value = given.values[name];
  if (value === undefined) {
    return otherwise;
  }
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    throw new UsageError(`--${name} is one of ${allowed.join(', ')}; "${value}" is none${hint(value, allowed)}`);
  }
  return found;
}

/**
 * @returns the folder of `--files`, which stands for `/` of the server; undefined where it isn't given.
 * @throws UsageError where it is no folder.
 */
export function filesFolder(given: Given): string | undefined {
  const folder = given.values.files;
  if (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`${folder}: no such folder`);
  }
  return folder;
}

/** @returns the line that says that a word isn't known, with the word that was likely meant. */
export function unknownWord(what: string, word: string, known: readonly string[]): string {
  return `unknown ${what} "${word}"${hint(word, known)}`;
}

function hint(word: string, known: readonly string[]): string {
  const meant = known.find((one) => one.endsWith(`/${word}`)) ?? nearest(word, known)[0];
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}
