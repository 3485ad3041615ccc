import type { Random } from '../../../harness/random.ts';
import { type Edit, withToken } from './edit.ts';
import { mistyped } from './words.ts';

const UNITS = [
  '',
  'k',
  'K',
  'm',
  'M',
  'g',
  'b',
  'kb',
  'ms',
  's',
  'h',
  'd',
  'w',
  'M',
  'y',
  '%',
  ' m',
  'sec',
  'min',
  'r/s',
  'r/m',
];
const NUMBERS = [
  '-1',
  '99',
  '101',
  '600',
  '1000',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '4294967296',
  '99999999999999999999',
  '08',
  '1.5',
  '0x10',
  '1_000',
  '1,000',
];
const SWITCHES = ['on', 'off', 'On', 'OFF', 'true', 'false', 'yes', 'no', '0', '1', 'enabled', 'auto', 'any', 'always'];
/** What a hand or an editor leaves in a text: quotes of prose, spaces that don't break, marks of a byte order, umlauts, controls. */
const JUNK = [
  '\u201c',
  '\u201d',
  '\u2019',
  '\u00a0',
  '\ufeff',
  '\u200b',
  '\u2013',
  '\u00e4',
  '\u4f60',
  '\ufffd',
  '\t',
  '\r',
  '\u0007',
  '`',
  '\u{1f600}',
];
const OF_PATTERNS = [...'()[]{}*+?|^$\\.'];

/** Changes one place of a word that `where` finds. */
function inWord(where: RegExp, change: (found: string, random: Random) => string): Edit {
  return withToken(['word'], (word, random) => {
    const found = [...word.matchAll(new RegExp(where, 'g'))];
    if (found.length === 0) {
      return undefined;
    }
    const { 0: part, index } = random.pick(found);
    return word.slice(0, index) + change(part, random) + word.slice(index + part.length);
  });
}

/** Edits of what a word says. */
export const VALUE_EDITS: Readonly<Record<string, Edit>> = {
  'another unit': inWord(/(?<=\d)(?:[a-zA-Z%]+|$)/, (_, random) => random.pick(UNITS)),
  'a number out of range': inWord(/\d+/, (_, random) => random.pick(NUMBERS)),
  'another switch': inWord(/^(?:on|off|always|any|all|default)$/, (_, random) => random.pick(SWITCHES)),
  'mistype a variable': inWord(/(?<=\$\{?)\w+/, mistyped),
  'break a variable': inWord(/\$\{?\w+\}?/, (variable, random) =>
    random.pick([
      variable.slice(1),
      `$${variable}`,
      `$ ${variable.slice(1)}`,
      variable.replace(/[{}]/, ''),
      variable.replace('$', '${'),
      `${variable}}`,
      variable.replace('$', '%'),
      variable.toUpperCase(),
    ]),
  ),
  'break a pattern': withToken(['word'], (word, random) => {
    if (!/[\\^*|()[\]]/.test(word)) {
      return undefined;
    }
    const at = random.below(word.length);
    return word.slice(0, at) + random.pick([...OF_PATTERNS, '']) + word.slice(at + random.below(2));
  }),
  'break a quote': inWord(/["']/, (_, random) => random.pick(['', '"', "'", '""', '\\"', '\u201c', '`'])),
  'junk in a word': withToken(['word'], (word, random) => {
    const at = random.below(word.length + 1);
    return word.slice(0, at) + random.pick(JUNK) + word.slice(at);
  }),
  'another address': inWord(/(?<=[:/.])(?:\d+|[\w-]+(?=[:;/.]|$))|:\/\/|:\d+/, (part, random) =>
    random.pick(['', ':', '/', '//', ':/', '.', `${part}${part}`, ':0', ':99999', ':http', '*', '[', ']', '300', '-']),
  ),
  'another case': withToken(['word'], (word, random) =>
    random.pick([
      word.toUpperCase(),
      word.replace(/^./, (one) => one.toUpperCase()),
      word.replaceAll('_', '-'),
      word.replaceAll('-', '_'),
    ]),
  ),
  'another number of a word': withToken(['word'], (word) => (word.endsWith('s') ? word.slice(0, -1) : `${word}s`)),
};
