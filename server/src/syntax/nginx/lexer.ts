import type { Span } from '../../base/span.ts';
import type { SyntaxProblem, Token, TokenKind, Word } from './tree.ts';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const CLOSE_PARENTHESIS = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** `NGX_CONF_BUFFER` of src/core/ngx_conf_file.c, in bytes. */
const BUFFER_BYTES = 4096;

/** Template marks that the lexer reads over: Jinja and its like (`{{ }}`, `{% %}`, `{# #}`), ERB (`<% %>`), or `${NAME}`. */
export type TemplateMarks = 'jinja' | 'erb' | 'envsubst' | 'brace' | undefined;

/** What one reading gave: the words up to `;` or `{`, a `}` with the words in front of it, or the end of the text. */
export interface Head {
  readonly end: 'semicolon' | 'open' | 'close' | 'file';
  readonly words: readonly Word[];
  /** The `;`, `{` or `}`; empty at the end of the text. */
  readonly endSpan: Span;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === LF || code === TAB || code === CR;
}

function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return bytes;
}

/** The index at which `bytes` bytes of UTF-8 counted from `start` are used up, or the text's end. */
function indexAfterBytes(text: string, start: number, bytes: number): number {
  let index = start;
  for (let count = 0; count < bytes && index < text.length; index++) {
    count += utf8Length(text, index, index + 1);
  }
  return index;
}

/**
 * Reads a text statement head by statement head, as `ngx_conf_read_token` (src/core/ngx_conf_file.c) does. Where Nginx stops
 * with an error it notes the problem in Nginx's words and goes on, so that the tokens always make up the whole text.
 */
export class Lexer {
  readonly text: string;
  readonly problems: SyntaxProblem[] = [];
  position = 0;
  readonly #marks: TemplateMarks;
  #countedLine = 0;
  #countedTo = 0;
  /** The tokens as numbers: a large text has too many for an object each. Each token begins where the one before it ends. */
  readonly #kinds: TokenKind[] = [];
  readonly #ends: number[] = [];
  /** Whether nothing but white space stands before `position` on its line. */
  #atLineStart = true;

  constructor(text: string, marks: TemplateMarks) {
    this.text = text;
    this.#marks = marks;
  }

  /** @returns the zero-based line of `offset` as Nginx counts: by LF only. Offsets asked for must not fall much. */
  lineOf(offset: number): number {
    if (offset < this.#countedTo) {
      this.#countedTo = 0;
      this.#countedLine = 0;
    }
    for (
      let at = this.text.indexOf('\n', this.#countedTo);
      at >= 0 && at < offset;
      at = this.text.indexOf('\n', at + 1)
    ) {
      this.#countedLine++;
      this.#countedTo = at + 1;
    }
    return this.#countedLine;
  }

  /** Notes what Nginx would stop at. */
  refuse(message: string, span: Span, line: number, insert?: SyntaxProblem['insert']): void {
    this.problems.push({ message, span, line, insert });
  }

  /** Reads on to the end of the next statement head. */
  read(): Head {
    const words: Word[] = [];
    for (;;) {
      this.#skipBetweenWords(words.length === 0);
      const start = this.position;
      if (start >= this.text.length) {
        return { end: 'file', words, endSpan: { start, end: start } };
      }
      const code = this.text.charCodeAt(start);
      if (code === OPEN_BRACE && this.#beginsTemplateValue(start)) {
        words.push(this.#plainWord());
      } else if (code === SEMICOLON || code === OPEN_BRACE) {
        this.#push(code === SEMICOLON ? 'semicolon' : 'open', start + 1);
        if (words.length > 0 || code === OPEN_BRACE) {
          if (words.length === 0) {
            this.refuse('unexpected "{"', { start, end: start + 1 }, this.lineOf(start));
          }
          return { end: code === SEMICOLON ? 'semicolon' : 'open', words, endSpan: { start, end: start + 1 } };
        }
        this.refuse('unexpected ";"', { start, end: start + 1 }, this.lineOf(start));
      } else if (code === CLOSE_BRACE) {
        this.#push('close', start + 1);
        return { end: 'close', words, endSpan: { start, end: start + 1 } };
      } else {
        words.push(code === DOUBLE_QUOTE || code === SINGLE_QUOTE ? this.#quotedWord(code) : this.#plainWord());
      }
    }
  }

  /**
   * Reads the body of a `*_by_lua_block` behind its `{`, up to the brace that closes it, as the lexer of
   * lua-nginx-module (src/ngx_http_lua_lex.c) does: braces inside Lua strings and comments don't count.
   * @returns the span of the body and of the closing brace, which is undefined at the end of the text.
   */
  readLua(openLine: number): { body: Span; close: Span | undefined } {
    const start = this.position;
    const pattern = /--\[(=*)\[|\[(=*)\[|--|["'{}]/g;
    let depth = 1;
    pattern.lastIndex = start;
    for (let match = pattern.exec(this.text); match; match = pattern.exec(this.text)) {
      const found = match[0];
      if (found === '{') {
        depth++;
      } else if (found === '}') {
        depth--;
        if (depth === 0) {
          const body = { start, end: match.index };
          if (body.end > body.start) {
            this.#push('lua', body.end);
          }
          this.#push('close', body.end + 1);
          return { body, close: { start: body.end, end: body.end + 1 } };
        }
      } else {
        const end = this.#endOfLuaText(found, pattern.lastIndex, match[1] ?? match[2]);
        if (end < 0) {
          break;
        }
        pattern.lastIndex = end;
      }
    }
    if (this.text.length > start) {
      this.#push('lua', this.text.length);
    }
    this.refuse(
      'unexpected end of file, expecting terminating characters for lua code block',
      { start: start - 1, end: start },
      openLine,
    );
    return { body: { start, end: this.text.length }, close: undefined };
  }

  #endOfLuaText(opening: string, from: number, level: string | undefined): number {
    if (opening === '"' || opening === "'") {
      for (let i = from; i < this.text.length; i++) {
        const character = this.text[i];
        if (character === '\\') {
          i++;
        } else if (character === opening || character === '\n') {
          return i + 1;
        }
      }
      return -1;
    }
    if (opening === '--') {
      const end = this.text.indexOf('\n', from);
      return end < 0 ? -1 : end + 1;
    }
    const closing = `]${level}]`;
    const end = this.text.indexOf(closing, from);
    return end < 0 ? -1 : end + closing.length;
  }

  #push(kind: TokenKind, end: number): void {
    this.#kinds.push(kind);
    this.#ends.push(end);
    this.position = end;
    this.#atLineStart = false;
  }

  /** @returns the tokens that have been read. */
  tokens(): Token[] {
    return this.#kinds.map((kind, index) => ({
      kind,
      span: { start: this.#ends[index - 1] ?? 0, end: this.#ends[index] as number },
    }));
  }

  /** @returns the end of the last token in front of `offset` that is no white space; 0 where there is none. */
  endOfContent(offset: number): number {
    for (let index = this.#ends.length - 1; index >= 0; index--) {
      const end = this.#ends[index] as number;
      if (end <= offset && this.#kinds[index] !== 'space') {
        return end;
      }
    }
    return 0;
  }

  #skipBetweenWords(atStatementStart: boolean): void {
    for (;;) {
      const start = this.position;
      let end = start;
      let code = this.text.charCodeAt(end);
      let breaksLine = start === 0;
      while (isSpace(code)) {
        breaksLine ||= code === LF;
        end++;
        code = this.text.charCodeAt(end);
      }
      if (end > start) {
        this.#push('space', end);
        this.#atLineStart = breaksLine;
      }
      if (code === HASH) {
        const lineEnd = this.text.indexOf('\n', end);
        const commentEnd = lineEnd < 0 ? this.text.length : lineEnd;
        this.#checkLength(end, commentEnd, undefined);
        this.#push('comment', commentEnd);
        continue;
      }
      const tagEnd = this.#templateTagEnd(end, atStatementStart);
      if (tagEnd < 0) {
        return;
      }
      this.#push('template', tagEnd);
    }
  }

  /** The end of a template tag that stands where a statement or a word would begin, or -1. */
  #templateTagEnd(at: number, atStatementStart: boolean): number {
    const mark = markAt(this.#marks, this.text, at);
    if (mark === undefined) {
      return -1;
    }
    const end = this.text.indexOf(mark.closing, at + 2);
    if (end < 0 || (mark.isValue && !(atStatementStart && this.#endsItsLine(end + mark.closing.length)))) {
      return -1;
    }
    return end + mark.closing.length;
  }

  #beginsTemplateValue(at: number): boolean {
    const mark = markAt(this.#marks, this.text, at);
    return mark !== undefined && this.text.includes(mark.closing, at + 2);
  }

  /** A value that makes up its whole line stands for statements and not for a word. */
  #endsItsLine(offset: number): boolean {
    const lineEnd = this.text.indexOf('\n', offset);
    return this.text.slice(offset, lineEnd < 0 ? undefined : lineEnd).trim() === '';
  }

  #plainWord(): Word {
    const { text } = this;
    const start = this.position;
    let end = start;
    let afterDollar = false;
    let escaped = false;
    while (end < text.length) {
      const code = text.charCodeAt(end);
      if (afterDollar && code === OPEN_BRACE) {
        end++;
        continue;
      }
      const mark = markAt(this.#marks, text, end);
      const tagEnd = mark === undefined ? -1 : text.indexOf(mark.closing, end + 2);
      if (mark !== undefined && tagEnd >= 0) {
        end = tagEnd + mark.closing.length;
        continue;
      }
      if (isSpace(code) || code === SEMICOLON || code === OPEN_BRACE) {
        break;
      }
      afterDollar = code === DOLLAR;
      if (code === BACKSLASH) {
        escaped = true;
        end++;
      }
      end++;
    }
    end = Math.min(end, text.length);
    this.#checkLength(start, end, undefined);
    const raw = text.slice(start, end);
    const lineStart = this.#atLineStart;
    this.#push('word', end);
    return { span: { start, end }, value: escaped ? resolveEscapes(raw) : raw, quote: undefined, lineStart };
  }

  #quotedWord(quoteCode: number): Word {
    const { text } = this;
    const start = this.position;
    const quote = quoteCode === DOUBLE_QUOTE ? '"' : "'";
    let end = start + 1;
    while (end < text.length && text.charCodeAt(end) !== quoteCode) {
      end += text.charCodeAt(end) === BACKSLASH ? 2 : 1;
    }
    if (end >= text.length) {
      return this.#unclosedQuote(start, quote);
    }
    const after = text.charCodeAt(end + 1);
    if (end + 1 < text.length && !isSpace(after) && after !== SEMICOLON && after !== OPEN_BRACE) {
      if (after !== CLOSE_PARENTHESIS) {
        const lineEnd = text.indexOf('\n', start);
        // Nginx prints the first byte; of what isn't ASCII that is half a character, which no terminal can show.
        const found = text[end + 1] as string;
        const message = `unexpected "${found <= '\u007f' ? found : '\ufffd'}"`;
        const line = this.lineOf(end + 1);
        if (lineEnd >= 0 && lineEnd < end) {
          const close = this.#endOfFirstLine(start);
          const insert = { offset: close, text: quote };
          this.refuse(message, { start, end: close }, line, insert);
          return this.#closeWord(start, close, quote, close);
        }
        const at = { start: end + 1, end: end + 2 };
        this.refuse(message, at, line, { offset: end + 1, text: ' ' });
      }
    }
    this.#checkLength(start + 1, end, quote);
    return this.#closeWord(start, end, quote, end + 1);
  }

  #closeWord(start: number, contentEnd: number, quote: '"' | "'", end: number): Word {
    const value = resolveEscapes(this.text.slice(start + 1, contentEnd));
    const lineStart = this.#atLineStart;
    this.#push('word', end);
    return { span: { start, end }, value, quote, lineStart };
  }

  /** Where a quoted word most likely should have ended: before the `;` or `{` that ends its first line. */
  #endOfFirstLine(start: number): number {
    const lineEnd = this.text.indexOf('\n', start);
    const line = this.text.slice(start, lineEnd < 0 ? undefined : lineEnd);
    const content = /^(.+?)\s*[;{]?\s*(?:#.*)?\r?$/.exec(line);
    return start + Math.max(1, (content?.[1] ?? line).length);
  }

  #unclosedQuote(start: number, quote: '"' | "'"): Word {
    const close = this.#endOfFirstLine(start);
    const insert = { offset: close, text: quote };
    const bufferEnd = indexAfterBytes(this.text, start + 1, BUFFER_BYTES);
    if (bufferEnd < this.text.length) {
      const shown = quote === '"' ? '"' : "'";
      this.refuse(
        `too long parameter, probably missing terminating "${shown}" character`,
        { start, end: close },
        this.lineOf(start),
        insert,
      );
    } else {
      this.refuse(
        'unexpected end of file, expecting ";" or "}"',
        { start, end: close },
        this.lineOf(this.text.length),
        insert,
      );
    }
    return this.#closeWord(start, close, quote, close);
  }

  /** Nginx keeps a word or a comment in a buffer of 4096 bytes, and needs one byte more to see that it has ended. */
  #checkLength(start: number, end: number, quote: '"' | "'" | undefined): void {
    if ((end - start) * 3 < BUFFER_BYTES - 1) {
      return;
    }
    const bytes = utf8Length(this.text, start, end);
    const full = quote === undefined ? BUFFER_BYTES : BUFFER_BYTES - 1;
    const readOn = bytes >= BUFFER_BYTES ? bytes > BUFFER_BYTES || end < this.text.length : end + 1 < this.text.length;
    if (bytes < full || !readOn) {
      return;
    }
    const line = this.lineOf(start);
    const message =
      quote !== undefined && bytes >= BUFFER_BYTES
        ? `too long parameter, probably missing terminating "${quote}" character`
        : `too long parameter "${this.text.slice(start, indexAfterBytes(this.text, start, 10))}..." started`;
    this.refuse(message, { start, end }, line);
  }
}

interface TemplateMark {
  readonly closing: string;
  /** Whether it prints a value, which may be part of a word; otherwise it is a command and never is. */
  readonly isValue: boolean;
}

const TEMPLATE_MARKS: Readonly<Record<NonNullable<TemplateMarks>, Readonly<Record<string, TemplateMark>>>> = {
  jinja: {
    '{{': { closing: '}}', isValue: true },
    '{%': { closing: '%}', isValue: false },
    '{#': { closing: '#}', isValue: false },
    '$((': { closing: '))', isValue: true },
  },
  erb: { '<%': { closing: '%>', isValue: false }, '<%=': { closing: '%>', isValue: true } },
  envsubst: { '${': { closing: '}', isValue: true } },
  brace: {},
};
const BRACED: TemplateMark = { closing: '}', isValue: true };

function markAt(marks: TemplateMarks, text: string, at: number): TemplateMark | undefined {
  if (marks === undefined) {
    return undefined;
  }
  if (marks === 'brace') {
    return text[at] === '{' && /^\{[A-Z][A-Z0-9_]*\}/.test(text.slice(at, at + 64)) ? BRACED : undefined;
  }
  const known = TEMPLATE_MARKS[marks];
  return known[text.substr(at, 3)] ?? known[text.substr(at, 2)];
}

/**
 * Resolves the escapes of a word as the end of `ngx_conf_read_token` does: `\"`, `\'` and `\\` lose the backslash, `\t`, `\r` and
 * `\n` become the control character, every other backslash stays.
 */
function resolveEscapes(raw: string): string {
  return raw.includes('\\')
    ? raw.replace(/\\(["'\\trn])/g, (_, character: string) =>
        character === 't' ? '\t' : character === 'r' ? '\r' : character === 'n' ? '\n' : character,
      )
    : raw;
}

/**
 * @returns the offset in the text of the character that stands at `index` of `word.value`, escapes counted; the end of the
 * word's content for an index past the value.
 */
export function offsetInWord(text: string, word: Word, index: number): number {
  let offset = word.span.start + (word.quote === undefined ? 0 : 1);
  const end = word.quote !== undefined && word.span.end > offset ? word.span.end - 1 : word.span.end;
  for (let count = 0; count < index && offset < end; count++) {
    offset += text[offset] === '\\' && /["'\\trn]/.test(text[offset + 1] ?? '') ? 2 : 1;
  }
  return Math.min(offset, end);
}
