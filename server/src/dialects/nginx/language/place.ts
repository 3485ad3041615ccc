import { wordBytes } from './byte-set.ts';
import type { Place } from './pattern.ts';

/** @returns whether an assertion without width holds at the offset `at` of a byte string. */
export function holdsAt(place: Place, subject: string, at: number): boolean {
  switch (place) {
    case 'start':
      return at === 0;
    case 'end':
      return at === subject.length;
    case 'last-line-end':
      return at === subject.length || (at === subject.length - 1 && subject[at] === '\n');
    case 'line-start':
      return at === 0 || (subject[at - 1] === '\n' && at < subject.length);
    case 'line-end':
      return at === subject.length || subject[at] === '\n';
    case 'word-edge':
      return isWord(subject, at - 1) !== isWord(subject, at);
    case 'no-word-edge':
      return isWord(subject, at - 1) === isWord(subject, at);
  }
}

function isWord(subject: string, at: number): boolean {
  return at >= 0 && wordBytes[subject.charCodeAt(at)] === 1;
}
