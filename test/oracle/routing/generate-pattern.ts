import type { Random } from '../../harness/random.ts';

const atoms = [
  'a',
  'b',
  '/',
  '.',
  '[ab]',
  '[^/]',
  '\\w',
  '\\d',
  '(?:ab)',
  'x',
  '\\.',
  '[^a]',
  '[a-c/]',
  '\\W',
  '[[:alpha:]]',
  '\\x61',
  '\\h',
  '\\Qa.b\\E',
  '\\N',
  '\\R',
  '[[:^lower:]]',
  '[\\E^b\\d]',
];

/** @returns a random PCRE pattern, without what Nginx would refuse. */
export function generatePattern(random: Random): string {
  const body = alternatives(random, 0);
  const start = random.chance(0.4) ? '^' : random.chance(0.05) ? '(?i)' : '';
  const end = random.chance(0.35) ? '$' : random.chance(0.05) ? '\\z' : '';
  const again = /\((?![?*])/.test(body) && random.chance(0.2) ? '\\1' : '';
  return start + body + again + end;
}

function alternatives(random: Random, depth: number): string {
  const count = random.chance(0.25) ? 2 : 1;
  return Array.from({ length: count }, () => sequence(random, depth)).join('|');
}

function sequence(random: Random, depth: number): string {
  return Array.from({ length: 1 + random.below(3) }, () => item(random, depth)).join('');
}

function item(random: Random, depth: number): string {
  let atom = random.pick(atoms);
  if (depth < 3 && random.chance(0.35)) {
    const opening = random.pick([
      '(',
      '(',
      '(',
      '(?:',
      '(?=',
      '(?!',
      '(?>',
      '(?i:',
      '(?<=a)(',
      '(?<!b)(',
      '(?s-i:',
      '(?U:',
      '(?x: ',

      '(*atomic:',
    ]);
    atom = `${opening}${alternatives(random, depth + 1)})`;
  }
  const quantifier = random.chance(0.4)
    ? random.pick(['*', '+', '?', '*?', '+?', '??', '*+', '++', '{2}', '{1,2}', '{0,2}?', '{1,}'])
    : '';
  return atom + (/^\(\?[=!]/.test(atom) ? '' : quantifier);
}

/** @returns a random subject that such patterns have a chance with. */
export function generateSubject(random: Random): string {
  const pieces = ['a', 'b', 'ab', 'x', '/', '.', 'A', '1', 'c', '-', ' ', 'B'];
  return Array.from({ length: random.below(8) }, () => random.pick(pieces))
    .join('')
    .trim();
}
