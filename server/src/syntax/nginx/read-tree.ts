import type { Span } from '../../base/span.ts';
import { type Head, Lexer, type TemplateMarks } from './lexer.ts';
import type { Directive, Recovery, SyntaxProblem, Token, Word } from './tree.ts';

/** What a text gives when its blocks are closed by braces alone, or by braces with the indentation's help. */
export interface ReadTree {
  tokens(): readonly Token[];
  readonly items: readonly Directive[];
  readonly problems: readonly SyntaxProblem[];
  readonly recoveries: readonly Recovery[];
  /** Whether each `{` had its `}`. */
  readonly balanced: boolean;
}

interface OpenBlock {
  readonly words: readonly Word[];
  readonly open: Span;
  readonly items: Directive[];
  /** The column of the statement, where it is the first of its line; -1 otherwise. */
  readonly column: number;
  /** Whether what the block holds is indented deeper than the block's own head, as far as seen. */
  indented: boolean | undefined;
}

const LUA_BLOCK = /_by_lua_block$/;

/** Deeper blocks are read as if flat: no real file nests so, and readers of the tree may recurse. */
const DEEPEST = 200;

/**
 * Reads all statements of `text`. With `braces` a block ends where Nginx ends it. With `indentation` a block also ends in front of
 * a line that isn't indented deeper than the block's head, and a `}` that stands deeper than the open block's head is passed
 * over: that finds the place of a brace that is missing or one too many.
 */
export function readTree(text: string, marks: TemplateMarks, closing: 'braces' | 'indentation'): ReadTree {
  const reader = new TreeReader(new Lexer(text, marks), closing === 'indentation');
  reader.readAll();
  const { lexer } = reader;
  return {
    tokens: () => lexer.tokens(),
    items: reader.items,
    problems: lexer.problems,
    recoveries: reader.recoveries,
    balanced: reader.balanced,
  };
}

class TreeReader {
  readonly lexer: Lexer;
  readonly items: Directive[] = [];
  readonly recoveries: Recovery[] = [];
  balanced = true;
  readonly #byIndentation: boolean;
  readonly #stack: OpenBlock[] = [];
  #tooDeep = 0;

  constructor(lexer: Lexer, byIndentation: boolean) {
    this.lexer = lexer;
    this.#byIndentation = byIndentation;
  }

  readAll(): void {
    for (;;) {
      const head = this.lexer.read();
      const first = head.words[0];
      if (first !== undefined) {
        this.#noteIndentation(first.span.start);
      }
      if (head.end === 'semicolon') {
        this.#add(statement(head, 'semicolon'));
      } else if (head.end === 'open') {
        this.#open(head);
      } else if (head.end === 'close') {
        this.#close(head);
      } else {
        this.#finish(head);
        return;
      }
    }
  }

  get #top(): OpenBlock | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  #add(directive: Directive): void {
    (this.#top?.items ?? this.items).push(directive);
  }

  #open(head: Head): void {
    const name = head.words[0];
    if (name !== undefined && LUA_BLOCK.test(name.value)) {
      const { body, close } = this.lexer.readLua(this.lexer.lineOf(head.endSpan.start));
      this.#add({
        ...statement(head, 'open'),
        span: { start: name.span.start, end: close?.end ?? body.end },
        block: { open: head.endSpan, close, items: [], lua: body },
      });
      return;
    }
    if (this.#stack.length >= DEEPEST) {
      this.#tooDeep++;
      return;
    }
    const words = name === undefined ? [emptyWord(head.endSpan.start)] : head.words;
    const column = this.#columnOf((words[0] as Word).span.start);
    this.#stack.push({ words, open: head.endSpan, items: [], column, indented: undefined });
  }

  #close(head: Head): void {
    const { start, end } = head.endSpan;
    const last = head.words[head.words.length - 1];
    if (last !== undefined) {
      this.lexer.refuse('unexpected "}"', head.endSpan, this.lexer.lineOf(start), { offset: last.span.end, text: ';' });
      this.recoveries.push({
        kind: 'semicolon',
        span: { start: last.span.end, end: last.span.end },
        merged: undefined,
      });
      this.#add(statement(head, 'missing'));
    }
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    if (this.#byIndentation && this.#passesOver(head.endSpan)) {
      return;
    }
    if (this.#stack.length > 0) {
      this.#endBlock({ start, end });
    } else {
      this.balanced = false;
      if (last === undefined) {
        this.lexer.refuse('unexpected "}"', head.endSpan, this.lexer.lineOf(start));
      }
    }
  }

  #finish(head: Head): void {
    const { start } = head.endSpan;
    const last = head.words[head.words.length - 1];
    const line = this.lexer.lineOf(this.lexer.text.length);
    const alreadyTold =
      this.lexer.problems.length > 0 && this.lexer.problems.at(-1)?.line === line && last !== undefined;
    if (last !== undefined) {
      if (!alreadyTold) {
        this.lexer.refuse('unexpected end of file, expecting ";" or "}"', last.span, line, {
          offset: last.span.end,
          text: ';',
        });
      }
      this.recoveries.push({
        kind: 'semicolon',
        span: { start: last.span.end, end: last.span.end },
        merged: undefined,
      });
      this.#add(statement(head, 'missing'));
    }
    const innermost = this.#top;
    if (innermost !== undefined) {
      this.balanced = false;
      if (last === undefined) {
        this.lexer.refuse('unexpected end of file, expecting "}"', innermost.open, line);
      }
      while (this.#stack.length > 0) {
        this.#recoverClose(start);
      }
    }
  }

  /** Ends the innermost block at `close`, or without one at `end`. */
  #endBlock(close: Span | undefined, end = close?.end ?? 0): void {
    const block = this.#stack.pop();
    if (block === undefined) {
      return;
    }
    const name = block.words[0] as Word;
    const args = block.words.slice(1);
    this.#add({
      span: { start: name.span.start, end },
      name,
      args,
      terminator: 'open',
      terminatorSpan: block.open,
      block: { open: block.open, close, items: block.items, lua: undefined },
    });
  }

  #recoverClose(offset: number): void {
    const end = Math.max(this.lexer.endOfContent(offset), this.#top?.open.end ?? 0);
    this.#endBlock(undefined, end);
    this.recoveries.push({ kind: 'close', span: { start: end, end }, merged: undefined });
  }

  /** The column of `offset` where only white space stands before it on its line, else -1. A tab counts one. */
  #columnOf(offset: number): number {
    const { text } = this.lexer;
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    return text.slice(lineStart, offset).trim() === '' ? offset - lineStart : -1;
  }

  #noteIndentation(offset: number): void {
    if (!this.#byIndentation) {
      return;
    }
    const column = this.#columnOf(offset);
    if (column < 0) {
      return;
    }
    for (let top = this.#top; top !== undefined && top.column >= 0; top = this.#top) {
      if (top.indented === undefined) {
        top.indented = column > top.column;
      }
      if (!top.indented || column > top.column) {
        return;
      }
      this.#recoverClose(offset);
    }
  }

  /** Closes what the indentation of a `}` says was left open above it; @returns whether the brace itself is one too many. */
  #passesOver(brace: Span): boolean {
    const column = this.#columnOf(brace.start);
    if (column < 0) {
      return false;
    }
    const top = this.#top;
    if (top?.indented && top.column >= 0 && column > top.column) {
      this.recoveries.push({ kind: 'surplus', span: brace, merged: undefined });
      return true;
    }
    while (this.#stack.length > 1 && this.#top?.indented && (this.#top?.column ?? -1) > column) {
      this.#recoverClose(brace.start);
    }
    return false;
  }
}

function statement(head: Head, terminator: Directive['terminator']): Directive {
  const name = head.words[0] as Word;
  const args = head.words.slice(1);
  const last = args[args.length - 1] ?? name;
  const terminatorSpan = terminator === 'missing' ? { start: last.span.end, end: last.span.end } : head.endSpan;
  return {
    span: { start: name.span.start, end: terminatorSpan.end },
    name,
    args,
    terminator,
    terminatorSpan,
    block: undefined,
  };
}

function emptyWord(offset: number): Word {
  return { span: { start: offset, end: offset }, value: '', quote: undefined, lineStart: false };
}
