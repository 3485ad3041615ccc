import { readFileSync, statSync } from 'node:fs';

/** The programs that were read, each with its state then. */
const known = new Map<string, { readonly state: string; readonly text: string }>();
const MOST_KNOWN = 20;

/** @returns the bytes of a program or library, one character each; undefined where it can't be read. */
export function programText(path: string): string | undefined {
  try {
    const { mtimeMs, size } = statSync(path);
    const state = `${mtimeMs} ${size}`;
    let one = known.get(path);
    if (one?.state !== state) {
      one = { state, text: readFileSync(path, 'latin1') };
      if (known.size >= MOST_KNOWN) {
        known.clear();
      }
      known.set(path, one);
    }
    return one.text;
  } catch {
    return undefined;
  }
}

/** @returns whether a program has a text that ends with `word`, as compilers write it: with a zero behind it. */
export function holdsWord(path: string, word: string): boolean | undefined {
  return programText(path)?.includes(`${word}\0`);
}
