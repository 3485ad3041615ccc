import type { Problem } from '../../base/problem.ts';
import type { Span } from '../../base/span.ts';

/**
 * What a run of text is. `word` is a parameter or a name with its quotes; `lua` is the body of a `*_by_lua_block`;
 * `template` is a tag of a template language (`{% if %}`, `{{ name }}`) that stands where a statement would.
 */
export type TokenKind = 'space' | 'comment' | 'word' | 'semicolon' | 'open' | 'close' | 'lua' | 'template';

/** One run of text. All tokens of a document, put together, are the text again. */
export interface Token {
  readonly kind: TokenKind;
  readonly span: Span;
}

/** A name or a parameter. */
export interface Word {
  /** With its quotes. */
  readonly span: Span;
  /** What Nginx hands to the directive: without quotes, escapes resolved as in `ngx_conf_read_token`. */
  readonly value: string;
  readonly quote: '"' | "'" | undefined;
  /** Whether it is the first of its line. */
  readonly lineStart: boolean;
}

/** How a statement ended; `missing` where neither `;` nor `{` was found. */
export type Terminator = 'semicolon' | 'open' | 'missing';

/** The part of a statement between `{` and `}`. */
export interface Block {
  readonly open: Span;
  /** Undefined where the closing brace is missing. */
  readonly close: Span | undefined;
  readonly items: readonly Directive[];
  /** The text of a `*_by_lua_block`, which holds no statements. */
  readonly lua: Span | undefined;
}

/** One statement: a name, its parameters, and a block where it has one. */
export interface Directive {
  /** From the name to the `;` or `}` that ends it. */
  readonly span: Span;
  readonly name: Word;
  readonly args: readonly Word[];
  readonly terminator: Terminator;
  /** The `;` or `{`; an empty span behind the last word where it is missing. */
  readonly terminatorSpan: Span;
  readonly block: Block | undefined;
}

/** What a parser finding is in Nginx's own words; `message` of the problem is the same text. */
export interface SyntaxProblem extends Problem {
  /** The zero-based line on which Nginx reports it. */
  readonly line: number;
  /** What to insert to mend it, where that is certain. */
  readonly insert: { readonly offset: number; readonly text: string } | undefined;
}

/** What was assumed to read on behind a slip, so that one slip costs one finding. */
export interface Recovery {
  /** A `;` or `}` that is missing, or a `}` too many. */
  readonly kind: 'semicolon' | 'close' | 'surplus';
  /** Where it is missing: behind the last word in front of it. The surplus brace itself. */
  readonly span: Span;
  /** The statement as Nginx reads it, where a missing `;` lets it swallow the next one; of its parameters as many as it may be particular about. */
  readonly merged: Directive | undefined;
}

/** A parsed text. */
export interface NginxDocument {
  readonly text: string;
  /** Made anew at each reading. */
  readonly tokens: readonly Token[];
  /** The statements as the person most likely meant them: read with the `recoveries`. */
  readonly items: readonly Directive[];
  /** The statements exactly as Nginx splits them; the very same array as `items` where nothing was recovered. */
  readonly strict: readonly Directive[];
  readonly recoveries: readonly Recovery[];
  /** In the order of the text. The first is the one at which Nginx stops. */
  readonly problems: readonly SyntaxProblem[];
  /** The template language whose marks stand in the text: then unreadable statements are no findings. */
  readonly template: 'jinja' | 'envsubst' | 'placeholder' | undefined;
}
