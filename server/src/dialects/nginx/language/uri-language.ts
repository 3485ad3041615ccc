import { type Language, languageOfPattern } from './language.ts';
import { isPattern } from './pattern.ts';
import { readPattern } from './read-pattern.ts';

/** What Nginx can make of a request's target: no name is empty, `.` or `..`, and no byte is NUL. */
const name = '(?:[^/.\\x00][^/\\x00]*|\\.[^/.\\x00][^/\\x00]*|\\.\\.[^/\\x00]+)';
const normalized = `^(?:(?:/${name})+/?|/)\\z`;

let known: Language | undefined;

/** @returns the paths that a request can have after normalization, with `merge_slashes` on. */
export function normalizedUris(): Language {
  if (known === undefined) {
    const pattern = readPattern(normalized);
    if (!isPattern(pattern)) {
      throw new Error(`the pattern of normalized URIs is wrong: ${JSON.stringify(pattern)}`);
    }
    known = languageOfPattern(pattern);
  }
  return known;
}
