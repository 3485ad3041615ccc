import type { WorkspacePath } from '../../base/path.ts';
import { type Glyph, ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';
import { IniBuilder, type Line, splitLines, trimmed } from './builder.ts';
import type { IniDocument } from './tree.ts';

interface OpenEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly glyphs: Glyph[];
  readonly valueStart: number;
}

/**
 * Reads a configuration of supervisor as its `UnhosedConfigParser` (Python's `RawConfigParser` with `;` and `#` behind
 * white space as comments, options in lower case, deeper indented lines as more of the value) does. What Python would
 * refuse is a problem here. Never throws.
 */
export function readSupervisorText(path: WorkspacePath, text: string): IniDocument {
  const builder = new IniBuilder(path, text);
  let open: OpenEntry | undefined;
  let indent = Number.POSITIVE_INFINITY;
  const close = (): void => {
    if (open !== undefined) {
      builder.entry(finishEntry(path, open));
    }
    open = undefined;
  };
  for (const line of splitLines(text)) {
    const comment = commentStart(line.text);
    const content = trimmed(line, 0, comment ?? line.text.length);
    const commentSpan = comment === undefined ? undefined : trimmed(line, comment, line.text.length);
    if (content.start === content.end) {
      if (commentSpan !== undefined) {
        builder.token('comment', commentSpan);
      }
      continue;
    }
    const depth = line.text.length - line.text.trimStart().length;
    if (open !== undefined && depth > indent) {
      const at = content.start;
      open.glyphs.push({ character: '\n', path, start: at, end: at });
      append(open.glyphs, path, text, content);
      builder.token('value', content);
    } else {
      indent = depth;
      close();
      open = readLine(builder, path, text, line, content);
    }
    if (commentSpan !== undefined) {
      builder.token('comment', commentSpan);
    }
  }
  close();
  return builder.finish();
}

function readLine(
  builder: IniBuilder,
  path: WorkspacePath,
  text: string,
  line: Line,
  content: Span,
): OpenEntry | undefined {
  const written = text.slice(content.start, content.end);
  const header = /^\[(.+)\]/.exec(written);
  if (header !== null) {
    builder.token('section', content);
    builder.section({ start: content.start + 1, end: content.start + 1 + (header[1] as string).length });
    return undefined;
  }
  const separator = written.search(/[=:]/);
  if (!builder.inSection || separator < 0) {
    builder.token('value', content);
    builder.problem(content, separator < 0 ? 'this line has no "="' : 'this stands before any [section]');
    return undefined;
  }
  const at = content.start + separator;
  const key = trimmed(line, 0, at - line.start);
  const value = trimmed(line, at + 1 - line.start, content.end - line.start);
  builder.token('key', key);
  builder.token('separator', { start: at, end: at + 1 });
  builder.token('value', value);
  const glyphs: Glyph[] = [];
  append(glyphs, path, text, value);
  return { key: text.slice(key.start, key.end).toLowerCase(), keySpan: key, glyphs, valueStart: value.start };
}

function append(glyphs: Glyph[], path: WorkspacePath, text: string, part: Span): void {
  for (let at = part.start; at < part.end; at++) {
    glyphs.push({ character: text.charAt(at), path, start: at, end: at + 1 });
  }
}

function finishEntry(
  path: WorkspacePath,
  open: OpenEntry,
): {
  key: string;
  keySpan: Span;
  value: ReadText;
  span: Span;
} {
  const end = Math.max(open.valueStart, open.glyphs.at(-1)?.end ?? 0);
  const value = new ReadText(open.glyphs, { path, span: { start: open.valueStart, end } });
  return { key: open.key, keySpan: open.keySpan, value, span: { start: open.keySpan.start, end } };
}

/** Where a comment begins: at the first mark of a line, or at a `;` or `#` behind white space. */
function commentStart(line: string): number | undefined {
  const found = /(?:^|\s)[;#]/.exec(line);
  return found === null ? undefined : found.index + found[0].length - 1;
}
