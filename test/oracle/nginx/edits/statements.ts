import { directiveNames, directivesNamed, existsIn } from '../../../../server/src/facts/nginx/directive-facts.ts';
import { type Edit, replaced, statementsOf, tokensOf } from './edit.ts';

const NAMES = [...directiveNames()].filter((name) =>
  directivesNamed(name, '1.22.1').some(
    (fact) => fact.thirdParty === undefined && !fact.commercial && existsIn(fact, '1.22.1'),
  ),
);

/** Edits of whole statements. */
export const STATEMENT_EDITS: Readonly<Record<string, Edit>> = {
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
    const statements = statementsOf(text);
    return statements.length === 0 ? undefined : replaced(text, random.pick(statements).name.span, random.pick(NAMES));
  },
  'a name of this file': (text, random) => {
    const statements = statementsOf(text);
    return statements.length === 0
      ? undefined
      : replaced(text, random.pick(statements).name.span, random.pick(statements).name.value);
  },
  'double a statement': (text, random) => {
    const statements = statementsOf(text);
    if (statements.length === 0) {
      return undefined;
    }
    const { span } = random.pick(statements);
    return replaced(text, { start: span.end, end: span.end }, `\n${text.slice(span.start, span.end)}`);
  },
  'drop a statement': (text, random) => {
    const statements = statementsOf(text);
    return statements.length === 0 ? undefined : replaced(text, random.pick(statements).span, '');
  },
  'move a statement': (text, random) => {
    const statements = statementsOf(text);
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
  'copy a statement': (text, random) => {
    const statements = statementsOf(text);
    if (statements.length < 2) {
      return undefined;
    }
    const { span } = random.pick(statements);
    const at = random.pick(statements).span.start;
    return replaced(text, { start: at, end: at }, `${text.slice(span.start, span.end)}\n`);
  },
  'an argument more': (text, random) => {
    const statements = statementsOf(text);
    if (statements.length === 0) {
      return undefined;
    }
    const { name, args } = random.pick(statements);
    const end = (args.at(-1) ?? name).span.end;
    const words = statements.flatMap((one) => one.args.map(({ span }) => text.slice(span.start, span.end)));
    return words.length === 0 ? undefined : replaced(text, { start: end, end }, ` ${random.pick(words)}`);
  },
  'swap arguments': (text, random) => {
    const { args } = random.pick(statementsOf(text)) ?? { args: [] };
    const at = random.below(Math.max(1, args.length - 1));
    const [one, other] = [args[at], args[at + 1]];
    return one === undefined || other === undefined
      ? undefined
      : text.slice(0, one.span.start) +
          text.slice(other.span.start, other.span.end) +
          text.slice(one.span.end, other.span.start) +
          text.slice(one.span.start, one.span.end) +
          text.slice(other.span.end);
  },
  'a value of this file': (text, random) => {
    const args = statementsOf(text).flatMap((one) => [...one.args]);
    if (args.length === 0) {
      return undefined;
    }
    const { span } = random.pick(args);
    return replaced(text, random.pick(args).span, text.slice(span.start, span.end));
  },
  'a block around a statement': (text, random) => {
    const { span } = random.pick(statementsOf(text)) ?? {};
    const head = random.pick([
      'location /',
      'server',
      'http',
      'if ($host)',
      'upstream u',
      'events',
      'limit_except GET',
      'map $host $m',
      'types',
    ]);
    return span && replaced(text, span, `${head} {\n${text.slice(span.start, span.end)}\n}`);
  },
};
