import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A snippet as VS Code reads it. */
export interface StoredSnippet {
  readonly file: string;
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
}

const folder = join(__dirname, '../../snippets');

/** @returns every snippet of every file. */
export function storedSnippets(): StoredSnippet[] {
  return readdirSync(folder).flatMap((file) => {
    const entries = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<
      string,
      Omit<StoredSnippet, 'file' | 'name'>
    >;
    return Object.entries(entries).map(([name, entry]) => ({ file, name, ...entry }));
  });
}

/**
 * @param body text in VS Code's snippet syntax: `$1`, `${1}`, `${1:default}` and escapes with a backslash.
 * @returns the text that a person gets who takes every default.
 * @throws Error where a place has no default anywhere or isn't closed.
 */
export function expandSnippet(body: string): string {
  const defaults = new Map<string, string>();
  const read = (take: (stop: string, fallback: string | undefined) => string): string =>
    body.replace(
      /\\([\\$}])|\$(\d+)|\$\{(\d+)(?::((?:\\[\\$}]|[^}\\])*))?\}|\$/g,
      (whole, escaped, bare, stop, fallback) => {
        if (escaped !== undefined) {
          return escaped as string;
        }
        if (whole === '$') {
          throw new Error(`an unescaped $ in: ${body}`);
        }
        return take((bare ?? stop) as string, (fallback as string | undefined)?.replace(/\\(.)/g, '$1'));
      },
    );
  read((stop, fallback) => {
    if (fallback !== undefined) {
      defaults.set(stop, fallback);
    }
    return '';
  });
  return read((stop) => {
    const text = defaults.get(stop);
    if (text === undefined) {
      throw new Error(`no default for place ${stop} in: ${body}`);
    }
    return text;
  });
}
