import type { Span } from '../../../base/span.ts';
import type { TextEdit } from '../../../base/text-edit.ts';
import { acceptsCount, type DirectiveFact, directivesNamed } from '../../../facts/nginx/directive-facts.ts';
import type { Word } from '../../../syntax/nginx/tree.ts';
import type { Statement } from '../configuration.ts';
import type { FindingFix } from './finding.ts';

/** What says the same in versions that lack a directive, or have dropped it. */
export const OLD_SPELLINGS: Readonly<Record<string, string>> = {
  http2: 'listen ... http2',
  ssl: 'listen ... ssl',
};

/**
 * @returns how a directive that the target version doesn't have is written there: `http2 on` and `ssl on` as a parameter of the server's
 * `listen`s, or under its other name. None where other files or other parameters would have to change.
 */
export function oldSpelling(statement: Statement, fact: DirectiveFact | undefined): FindingFix[] {
  const name = statement.directive.name.value;
  const [value] = statement.directive.args;
  if (Object.hasOwn(OLD_SPELLINGS, name) && statement.directive.args.length === 1 && value !== undefined) {
    return value.value.toLowerCase() === 'on' ? asParameter(statement, name) : [];
  }
  return fact === undefined ? [] : otherName(statement, fact);
}

/** @returns a directive that is replaced by another of the same shape, under that one's name. */
export function otherName(statement: Statement, fact: DirectiveFact): FindingFix[] {
  const { args, name } = statement.directive;
  const newText = fact.deprecated?.replacement ?? '';
  const heir = directivesNamed(newText, '99').find((one) => one.family === fact.family);
  const takesValue = heir !== undefined && (fact.type === undefined || fact.type === heir.type);
  return takesValue && acceptsCount(heir.args, args.length)
    ? [{ kind: 'replace', span: name.span, newText, safe: false }]
    : [];
}

/** `http2 on` or `ssl on` as a parameter of each `listen` of its server that it would change. */
function asParameter(statement: Statement, name: string): FindingFix[] {
  const listens = ownListens(statement);
  if (listens === undefined) {
    return [];
  }
  const changed = listens.filter(
    (one) => !hasParameter(one, name) && (name === 'ssl' || hasParameter(one, 'ssl')) && !isUnix(one),
  );
  if (changed.length === 0 && !listens.some((one) => hasParameter(one, name))) {
    return [];
  }
  const also = changed.map((one): TextEdit => {
    const { end } = (one.directive.args.at(-1) ?? one.directive.name).span;
    return { span: { start: end, end }, newText: ` ${name}` };
  });
  const span = wholeLine(statement);
  return [{ kind: 'instead', span, newText: '', also, shown: `listen ... ${name}`, safe: false }];
}

/** @returns `listen ... http2` as the directive that took its place, for all `listen`s of the server. */
export function http2Directive(statement: Statement): FindingFix[] {
  const listens = ownListens(statement)?.filter((one) => hasParameter(one, 'http2'));
  const last = listens?.at(-1);
  if (listens === undefined || last === undefined) {
    return [];
  }
  const { parent, file } = statement;
  const removed = listens.flatMap(({ directive }) =>
    directive.args.filter(isHttp2).map(withSpaceBefore(file.document.text)),
  );
  const [first, ...others] = removed;
  const has = parent?.children.some(({ directive }) => directive.name.value === 'http2') === true;
  const { end } = last.directive.span;
  const line = { span: { start: end, end }, newText: `\n${indentOf(last)}http2 on;` };
  return first === undefined
    ? []
    : [
        {
          kind: 'instead',
          span: first,
          newText: '',
          also: [...others.map((span): TextEdit => ({ span, newText: '' })), ...(has ? [] : [line])],
          shown: 'http2 on;',
          safe: false,
        },
      ];
}

/** The `listen`s of the server that holds a statement; undefined where some stand in another file. */
function ownListens(statement: Statement): readonly Statement[] | undefined {
  const { parent, file } = statement;
  if (parent?.directive.name.value !== 'server') {
    return undefined;
  }
  const listens = parent.children.filter(({ directive }) => directive.name.value === 'listen');
  return listens.every((one) => one.file === file && one.directive.args.length > 0) ? listens : undefined;
}

const isHttp2 = (word: Word, index: number): boolean => index > 0 && word.value === 'http2';

function hasParameter({ directive }: Statement, name: string): boolean {
  return directive.args.some((word, index) => index > 0 && word.value === name);
}

function isUnix({ directive }: Statement): boolean {
  return directive.args[0]?.value.toLowerCase().startsWith('unix:') === true;
}

function withSpaceBefore(text: string): (word: Word) => Span {
  return ({ span: { start, end } }) => {
    const before = text.slice(0, start).trimEnd().length;
    return { start: before, end };
  };
}

function indentOf({ directive, file }: Statement): string {
  const { text } = file.document;
  const { start } = directive.span;
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
}

/** A statement with its line, where nothing else stands there. */
function wholeLine({ directive, file }: Statement): Span {
  const { text } = file.document;
  const { start, end } = directive.span;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const alone = text.slice(lineStart, start).trim() === '' && lineEnd >= 0 && text.slice(end, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd + 1 } : { start, end };
}
