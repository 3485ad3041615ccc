import type { ReadText } from '../../base/read-text.ts';

/** One simple command of a shell text. */
export interface ShellCommand {
  /** The words as written, with their quotes; redirections are left out. `expandShellWord` gives what they stand for. */
  readonly words: readonly ReadText[];
  /** How many `if`, loops, `case` and functions are around it: above 0 it may run or not. */
  readonly depth: number;
  /** The operator behind it; a line break for none. */
  readonly operator: string;
}

const openers = new Set(['if', 'while', 'until', 'for', 'select', 'case', '{']);
const closers = new Set(['fi', 'done', 'esac', '}']);
const separators = new Set(['then', 'else', 'elif', 'do', '!', 'time']);

/**
 * Reads a POSIX shell text into its simple commands, in order: sh(1), "Shell Command Language". Conditions and loops are
 * opened up, here-documents, comments and redirections are skipped. Whatever can't be read ends a command. Never throws.
 */
export function readShell(text: ReadText): ShellCommand[] {
  return new ShellReader(text).read();
}

class ShellReader {
  readonly #text: ReadText;
  readonly #value: string;
  readonly #commands: ShellCommand[] = [];
  #at = 0;
  #words: ReadText[] = [];
  #depth = 0;
  #caseDepths: number[] = [];
  /** Whether a pattern of `case` is read, up to its `)`. */
  #inPattern = false;
  #hereDocuments: { delimiter: string; tabs: boolean }[] = [];

  constructor(text: ReadText) {
    this.#text = text;
    this.#value = text.value;
  }

  read(): ShellCommand[] {
    while (this.#at < this.#value.length) {
      this.#step();
    }
    this.#close('\n');
    return this.#commands;
  }

  #step(): void {
    const rest = this.#value.slice(this.#at, this.#at + 3);
    const character = rest.charAt(0);
    if (rest.startsWith('\\\n') || rest === '\\\r\n') {
      this.#at += rest === '\\\r\n' ? 3 : 2;
    } else if (character === '\n') {
      this.#at++;
      this.#close('\n');
      this.#skipHereDocuments();
    } else if (/\s/.test(character)) {
      this.#at++;
    } else if (character === '#') {
      this.#at = lineEnd(this.#value, this.#at);
    } else if (/[;&|()]/.test(character) && !rest.startsWith('&>')) {
      this.#operator(/^(?:&&|\|\||;;|\|&|[;&|()])/.exec(rest)?.[0] ?? character);
    } else if (/^\d*[<>]/.test(this.#value.slice(this.#at, this.#at + 12)) || rest.startsWith('&>')) {
      this.#redirection();
    } else {
      this.#word();
    }
  }

  #operator(operator: string): void {
    this.#at += operator.length;
    if (operator === '(' && this.#words.length === 1) {
      this.#words = [];
    }
    if (operator === ')' && this.#inPattern) {
      this.#words = [];
      this.#inPattern = false;
      return;
    }
    if (this.#inPattern) {
      this.#words = [];
      return;
    }
    this.#close(operator);
    if (operator === ';;') {
      this.#inPattern = this.#caseDepths.at(-1) === this.#depth;
    }
  }

  #redirection(): void {
    const mark = /^(?:&>>?|\d*(?:<<-?|>>|[<>]&|<>|>\||[<>]))/.exec(this.#value.slice(this.#at))?.[0] ?? '<';
    this.#at += mark.length;
    while (/[ \t]/.test(this.#value.charAt(this.#at))) {
      this.#at++;
    }
    const start = this.#at;
    this.#at = wordEnd(this.#value, start);
    if (mark.includes('<<')) {
      const delimiter = this.#value.slice(start, this.#at).replace(/['"\\]/g, '');
      this.#hereDocuments.push({ delimiter, tabs: mark.endsWith('-') });
    }
    if (this.#at === start && mark.length === 0) {
      this.#at++;
    }
  }

  #skipHereDocuments(): void {
    for (const { delimiter, tabs } of this.#hereDocuments) {
      while (this.#at < this.#value.length) {
        const end = lineEnd(this.#value, this.#at);
        const line = this.#value.slice(this.#at, end).replace(/\r$/, '');
        this.#at = Math.min(end + 1, this.#value.length);
        if ((tabs ? line.replace(/^\t+/, '') : line) === delimiter) {
          break;
        }
      }
    }
    this.#hereDocuments = [];
  }

  #word(): void {
    const start = this.#at;
    this.#at = Math.max(wordEnd(this.#value, start), start + 1);
    const word = this.#text.slice(start, this.#at);
    const first = this.#words.length === 0;
    if (this.#inPattern) {
      if (word.value === 'esac') {
        this.#leave();
      } else {
        this.#words.push(word);
      }
    } else if (first && openers.has(word.value)) {
      this.#depth++;
      if (word.value === 'case') {
        this.#caseDepths.push(this.#depth);
      }
      if (word.value === 'case' || word.value === 'for' || word.value === 'select') {
        this.#words.push(word);
      }
    } else if (first && closers.has(word.value)) {
      this.#leave();
    } else if (word.value === 'in' && this.#words[0]?.value === 'case') {
      this.#words = [];
      this.#inPattern = true;
    } else if (!(first && separators.has(word.value))) {
      this.#words.push(word);
    }
  }

  #leave(): void {
    if (this.#caseDepths.at(-1) === this.#depth) {
      this.#caseDepths.pop();
    }
    this.#depth = Math.max(0, this.#depth - 1);
    this.#inPattern = false;
    this.#words = [];
  }

  #close(operator: string): void {
    const opener = this.#words[0]?.value;
    if (this.#words.length > 0 && !this.#inPattern && opener !== 'for' && opener !== 'select') {
      this.#commands.push({ words: this.#words, depth: this.#depth, operator });
    }
    if (!(opener === 'case' && operator === '\n')) {
      this.#words = [];
    }
  }
}

function lineEnd(value: string, at: number): number {
  const end = value.indexOf('\n', at);
  return end < 0 ? value.length : end;
}

/** @returns where the word that begins at `from` ends; quotes and `$(…)` are inside it. */
function wordEnd(value: string, from: number): number {
  let at = from;
  while (at < value.length) {
    const character = value.charAt(at);
    if (/[\s;&|()<>]/.test(character)) {
      return at;
    }
    at = partEnd(value, at);
  }
  return at;
}

/** @returns where the character, quoted run or substitution at `at` ends. */
export function partEnd(value: string, at: number): number {
  const character = value.charAt(at);
  if (character === '\\') {
    return Math.min(at + 2, value.length);
  }
  if (character === "'") {
    const close = value.indexOf("'", at + 1);
    return close < 0 ? value.length : close + 1;
  }
  if (character === '`') {
    const close = value.indexOf('`', at + 1);
    return close < 0 ? value.length : close + 1;
  }
  if (character === '"') {
    return enclosedEnd(value, at + 1, '"');
  }
  if (value.startsWith('$(', at)) {
    return enclosedEnd(value, at + 2, ')');
  }
  if (value.startsWith('${', at)) {
    return enclosedEnd(value, at + 2, '}');
  }
  return at + 1;
}

function enclosedEnd(value: string, from: number, closer: string): number {
  let at = from;
  let open = 0;
  while (at < value.length) {
    const character = value.charAt(at);
    if (character === closer && open === 0) {
      return at + 1;
    }
    if (closer === ')' && (character === '(' || character === ')')) {
      open += character === '(' ? 1 : -1;
      at++;
    } else if (closer === '"' && character === "'") {
      at++;
    } else {
      at = partEnd(value, at);
    }
  }
  return at;
}
