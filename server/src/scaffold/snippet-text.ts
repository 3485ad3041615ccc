/**
 * The marks of a place inside a block's text. They are characters of private use, which no configuration holds, so that
 * the text around them can be escaped for the snippet syntax afterwards.
 */
const open = '\uE000';
const middle = '\uE001';
const close = '\uE002';

/** @returns a place of a snippet, to be handed to a block in an argument: `number` is its tab stop. */
export function place(number: number, text: string): string {
  return `${open}${number}${middle}${text}${close}`;
}

const marked = new RegExp(`${open}(\\d+)${middle}([^${close}]*)${close}`, 'g');

function escapeText(text: string): string {
  return text.replace(/[\\$]/g, '\\$&');
}

/** A closing brace ends a place, so inside one it is escaped too. */
function escapeInPlace(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** @returns `text` in VS Code's snippet syntax: its places as `${1:default}`, repeated ones as `$1`, the rest escaped. */
export function snippetBody(text: string): string {
  const seen = new Set<string>();
  let body = '';
  let done = 0;
  for (const match of text.matchAll(marked)) {
    const [whole, number = '', content = ''] = match;
    body += escapeText(text.slice(done, match.index));
    body += seen.has(number) ? `$\{${number}}` : `$\{${number}:${escapeInPlace(content)}}`;
    seen.add(number);
    done = match.index + whole.length;
  }
  return body + escapeText(text.slice(done));
}
