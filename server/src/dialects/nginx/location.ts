import type { Span } from '../../base/span.ts';
import type { FileEdit } from '../../base/text-edit.ts';
import { offsetInWord } from '../../syntax/nginx/lexer.ts';
import type { Word } from '../../syntax/nginx/tree.ts';
import type { Statement } from './configuration.ts';

/** How a `location` takes its requests. `^~` is a prefix that keeps regexes out. */
export type LocationModifier = '=' | '^~' | '~' | '~*' | '@' | '';

/** The head of a `location`, read as `ngx_http_core_location` (src/http/ngx_http_core_module.c) reads it. */
export interface LocationHead {
  readonly modifier: LocationModifier;
  /** The path, the pattern or the name with its `@`; without the modifier. */
  readonly text: string;
  readonly textSpan: Span;
  /** The word that holds the text, and where in its value the text begins: the modifier may be written in the same word. */
  readonly word: Word;
  readonly textIndex: number;
  /** The modifier as written; empty in front of the text where there is none. */
  readonly modifierSpan: Span;
}

const JOINED_MODIFIER = /^(?:=|\^~|~\*|~)/;

/** @returns the head of a `location` statement; undefined where Nginx refuses it or the statement is none. */
export function locationHead(statement: Statement): LocationHead | undefined {
  const { directive, file } = statement;
  const [first, second] = directive.args;
  if (directive.name.value !== 'location' || first === undefined || directive.args.length > 2) {
    return undefined;
  }
  const { text } = file.document;
  if (second !== undefined) {
    const modifier = first.value;
    if (modifier !== '=' && modifier !== '^~' && modifier !== '~' && modifier !== '~*') {
      return undefined;
    }
    return {
      modifier,
      text: second.value,
      textSpan: contentSpan(text, second, 0),
      word: second,
      textIndex: 0,
      modifierSpan: first.span,
    };
  }
  const joined = JOINED_MODIFIER.exec(first.value)?.[0] ?? '';
  const modifier = joined === '' && first.value.startsWith('@') ? '@' : (joined as LocationModifier);
  const textSpan = contentSpan(text, first, joined.length);
  return {
    modifier,
    text: first.value.slice(joined.length),
    textSpan,
    word: first,
    textIndex: joined.length,
    modifierSpan: { start: contentSpan(text, first, 0).start, end: textSpan.start },
  };
}

/** The part of a word's content from `index` of its value on, without the closing quote. */
function contentSpan(text: string, word: Word, index: number): Span {
  return { start: offsetInWord(text, word, index), end: offsetInWord(text, word, word.value.length) };
}

/** @returns whether the modifier makes the text a regular expression. */
export function isRegexModifier(modifier: LocationModifier): boolean {
  return modifier === '~' || modifier === '~*';
}

/** @returns the nearest `location` that holds `statement`, or undefined. */
export function enclosingLocation(statement: Statement): Statement | undefined {
  return enclosing(statement, 'location');
}

/** @returns the nearest statement called `name` whose block holds `statement`, or undefined. */
export function enclosing(statement: Statement, name: string): Statement | undefined {
  for (let parent = statement.parent; parent !== undefined; parent = parent.parent) {
    if (parent.directive.name.value === name) {
      return parent;
    }
  }
  return undefined;
}

/** @returns the statements called `name` directly in the block of `parent`. */
export function childrenNamed(parent: Statement, name: string): Statement[] {
  return parent.children.filter((child) => child.directive.name.value === name);
}

/** @returns the edit that gives a `location` another head: `modifier` may be empty. Quotes are kept where the text had some. */
export function headEdit(location: Statement, modifier: LocationModifier, text: string): FileEdit {
  const { args } = location.directive;
  const last = args[args.length - 1] ?? location.directive.name;
  const quote = last.quote ?? '';
  return {
    path: location.file.path,
    span: { start: (args[0] ?? last).span.start, end: last.span.end },
    newText: `${modifier === '' ? '' : `${modifier} `}${quote}${text}${quote}`,
  };
}

/** @returns the edit that puts `lines` of their own in front of a statement, indented like it. */
export function insertBefore(statement: Statement, lines: readonly string[]): FileEdit {
  const { text } = statement.file.document;
  const { start } = statement.directive.span;
  const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
  return {
    path: statement.file.path,
    span: { start, end: start },
    newText: lines.map((line) => `${line}\n${indent}`).join(''),
  };
}
