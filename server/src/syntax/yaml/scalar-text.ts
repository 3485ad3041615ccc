import type { WorkspacePath } from '../../base/path.ts';
import { type Glyph, ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';

/**
 * @returns `value`, which the scalar at `span` of `text` stands for, with each character laid on the place that it came
 * from: folded line breaks on the white space, escapes on the whole escape. A character that can't be found again stands
 * where the search was.
 */
export function scalarText(path: WorkspacePath, text: string, span: Span, value: string): ReadText {
  const written = text.slice(span.start, span.end);
  const quote = written.charAt(0) === '"' || written.charAt(0) === "'" ? written.charAt(0) : '';
  const block = /^[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n/.exec(written);
  let at = quote === '' ? (block?.[0].length ?? 0) : 1;
  const glyphs: Glyph[] = [];
  for (const character of value.split('')) {
    const found = place(written, at, character, quote);
    glyphs.push({ character, path, start: span.start + found.start, end: span.start + found.end });
    at = found.end;
  }
  return new ReadText(glyphs, { path, span });
}

function place(written: string, from: number, character: string, quote: string): Span {
  let at = from;
  if (quote === '"' && written.charAt(at) === '\\') {
    const length = /^\\(?:x..|u.{4}|U.{8}|.)/s.exec(written.slice(at, at + 10))?.[0].length ?? 1;
    if (!/\s/.test(written.charAt(at + 1)) || length > 2) {
      return { start: at, end: at + length };
    }
    at += length;
  }
  if (quote === "'" && character === "'" && written.startsWith("''", at)) {
    return { start: at, end: at + 2 };
  }
  if (written.charAt(at) === character) {
    return { start: at, end: at + 1 };
  }
  const blank = /^\s+/.exec(written.slice(at))?.[0].length ?? 0;
  if (/\s/.test(character)) {
    return { start: at, end: at + Math.max(blank, 0) };
  }
  const behind = at + blank;
  return written.charAt(behind) === character
    ? { start: behind, end: behind + 1 }
    : { start: Math.min(at, written.length), end: Math.min(at, written.length) };
}
