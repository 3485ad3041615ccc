import type { Random } from '../../../harness/random.ts';
import { type Edit, withToken } from './edit.ts';

const VALUES = [
  'on',
  'off',
  '0',
  '1',
  '-1',
  '10',
  '10k',
  '10m',
  '1g',
  '60s',
  '1h',
  '5ms',
  '1.5',
  '1y',
  'abc',
  '""',
  "''",
  '/',
  '/a',
  '=',
  '~',
  '^~',
  '*',
  '$host',
  '$nosuch',
  '${host}',
  '$',
  '${',
  '127.0.0.1',
  '127.0.0.1:80',
  '[::1]:80',
  'localhost',
  '999',
  '80800',
  'http://127.0.0.1',
  'https://127.0.0.1:8443/x',
  'unix:/tmp/s',
  'all',
  'none',
  'default',
  'max',
  '@named',
  '~^/a(',
  '"a b"',
  'last',
  'always',
  '100%',
  '4 8k',
  '8 4k',
];
/** @returns a word with one letter left out, put in, exchanged or doubled. */
export function mistyped(word: string, random: Random): string {
  const at = random.below(word.length);
  const letter = random.pick([...'abcdefghijklmnopqrstuvwxyz0123456789_-./:']);
  switch (random.below(4)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + letter + word.slice(at);
    case 2:
      return word.slice(0, at) + letter + word.slice(at + 1);
    default:
      return at + 1 < word.length
        ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
        : `${word}${word[at]}`;
  }
}

/** Edits of one word or mark. */
export const WORD_EDITS: Readonly<Record<string, Edit>> = {
  'drop a word': withToken(['word'], () => ''),
  'drop a mark': withToken(['semicolon', 'open', 'close'], () => ''),
  'double a word': withToken(['word'], (word) => `${word} ${word}`),
  'double a mark': withToken(['semicolon', 'open', 'close'], (mark) => mark + mark),
  'another mark': withToken(['semicolon', 'open', 'close'], (mark, random) =>
    random.pick([';', '{', '}', '"', ':', ','].filter((one) => one !== mark)),
  ),
  'mistype a word': withToken(['word'], (word, random) => mistyped(word, random) || undefined),
  'another value': withToken(['word'], (_, random) => random.pick(VALUES)),
  'another number': withToken(['word'], (word, random) =>
    /\d/.test(word)
      ? word.replace(/\d+/, () => random.pick(['0', '1', '7', '64', '1000', '65536', '99999999999999999999']))
      : undefined,
  ),
  'a quote in a word': withToken(['word'], (word, random) => {
    const at = random.below(word.length + 1);
    return word.slice(0, at) + random.pick(['"', "'", '\\', ' ', '#', '$']) + word.slice(at);
  }),
};
