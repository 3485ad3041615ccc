import { directiveNames, directivesNamed, existsIn } from '../../../server/src/facts/nginx/directive-facts.ts';
import { parseNginx } from '../../../server/src/syntax/nginx/parse.ts';
import type { Directive, Token } from '../../../server/src/syntax/nginx/tree.ts';
import type { Random } from '../../harness/random.ts';

/** A text with one edit, and what the edit was. */
export interface Mutant {
  readonly text: string;
  readonly edit: string;
}

type Mutator = (text: string, random: Random) => string | undefined;

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
const NAMES = [...directiveNames()].filter((name) =>
  directivesNamed(name, '1.22.1').some(
    (fact) => fact.thirdParty === undefined && !fact.commercial && existsIn(fact, '1.22.1'),
  ),
);

function replaced(text: string, span: { start: number; end: number }, newText: string): string {
  return text.slice(0, span.start) + newText + text.slice(span.end);
}

function tokensOf(text: string, kinds: readonly Token['kind'][]): Token[] {
  return parseNginx(text).tokens.filter((token) => kinds.includes(token.kind));
}

function statementsOf(items: readonly Directive[]): Directive[] {
  return items.flatMap((item) => [item, ...statementsOf(item.block?.items ?? [])]);
}

function withToken(
  kinds: readonly Token['kind'][],
  change: (token: string, random: Random) => string | undefined,
): Mutator {
  return (text, random) => {
    const tokens = tokensOf(text, kinds);
    if (tokens.length === 0) {
      return undefined;
    }
    const token = random.pick(tokens);
    const changed = change(text.slice(token.span.start, token.span.end), random);
    return changed === undefined ? undefined : replaced(text, token.span, changed);
  };
}

function mistyped(word: string, random: Random): string {
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

const MUTATORS: Readonly<Record<string, Mutator>> = {
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
  'swap neighbours': (text, random) => {
    const tokens = tokensOf(text, ['word', 'semicolon', 'open', 'close']);
    const at = random.below(Math.max(1, tokens.length - 1));
    const [one, other] = [tokens[at], tokens[at + 1]];
    if (one === undefined || other === undefined) {
      return undefined;
    }
    const gap = text.slice(one.span.end, other.span.start);
    const swapped =
      text.slice(other.span.start, other.span.end) + (gap || ' ') + text.slice(one.span.start, one.span.end);
    return replaced(text, { start: one.span.start, end: other.span.end }, swapped);
  },
  'another name': (text, random) => {
    const statements = statementsOf(parseNginx(text).items);
    return statements.length === 0 ? undefined : replaced(text, random.pick(statements).name.span, random.pick(NAMES));
  },
  'a name of this file': (text, random) => {
    const statements = statementsOf(parseNginx(text).items);
    return statements.length === 0
      ? undefined
      : replaced(text, random.pick(statements).name.span, random.pick(statements).name.value);
  },
  'double a statement': (text, random) => {
    const statements = statementsOf(parseNginx(text).items);
    if (statements.length === 0) {
      return undefined;
    }
    const { span } = random.pick(statements);
    return replaced(text, { start: span.end, end: span.end }, `\n${text.slice(span.start, span.end)}`);
  },
  'drop a statement': (text, random) => {
    const statements = statementsOf(parseNginx(text).items);
    return statements.length === 0 ? undefined : replaced(text, random.pick(statements).span, '');
  },
  'move a statement': (text, random) => {
    const statements = statementsOf(parseNginx(text).items);
    if (statements.length < 2) {
      return undefined;
    }
    const moved = random.pick(statements);
    const target = random.pick(statements);
    if (target.span.start >= moved.span.start && target.span.end <= moved.span.end) {
      return undefined;
    }
    const body = text.slice(moved.span.start, moved.span.end);
    const at = target.span.start;
    return at < moved.span.start
      ? `${text.slice(0, at)}${body}\n${text.slice(at, moved.span.start)}${text.slice(moved.span.end)}`
      : `${text.slice(0, moved.span.start)}${text.slice(moved.span.end, at)}${body}\n${text.slice(at)}`;
  },
  'cut the end off': (text, random) => text.slice(0, random.below(text.length)),
};

const EDITS = Object.keys(MUTATORS);

/** @returns `text` with one edit as a person's hand might make it; undefined where the chosen edit changes nothing. */
export function mutate(text: string, random: Random): Mutant | undefined {
  const edit = random.pick(EDITS);
  const changed = MUTATORS[edit]?.(text, random);
  return changed === undefined || changed === text ? undefined : { text: changed, edit };
}
