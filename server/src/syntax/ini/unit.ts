import type { WorkspacePath } from '../../base/path.ts';
import { type Glyph, ReadText } from '../../base/read-text.ts';
import { IniBuilder, type Line, splitLines, trimmed } from './builder.ts';
import type { IniDocument } from './tree.ts';

/**
 * Reads a systemd unit, drop-in or any file of that notation, as `config_parse` of systemd's `conf-parser.c` and
 * systemd.syntax(7) do: a backslash at the end of a line joins it with the next by a space, comment lines in between are
 * left out, keys keep their case. What systemd would skip with a warning is a problem here. Never throws.
 */
export function readUnitText(path: WorkspacePath, text: string): IniDocument {
  const builder = new IniBuilder(path, text);
  const lines = splitLines(text);
  for (let i = 0; i < lines.length; i++) {
    const first = lines[i] as Line;
    const content = trimmed(first);
    if (content.start === content.end) {
      continue;
    }
    const opening = text.charAt(content.start);
    if (opening === '#' || opening === ';') {
      builder.token('comment', { start: content.start, end: first.end });
      continue;
    }
    const parts: Line[] = [first];
    const comments: Line[] = [];
    let open = continues(first);
    while (open && i + 1 < lines.length) {
      i++;
      const next = lines[i] as Line;
      if (/^[ \t]*[#;]/.test(next.text)) {
        comments.push(next);
      } else {
        parts.push(next);
        open = continues(next);
      }
    }
    readStatement(builder, path, text, parts, comments);
  }
  return builder.finish();
}

function readStatement(
  builder: IniBuilder,
  path: WorkspacePath,
  text: string,
  lines: readonly Line[],
  comments: readonly Line[],
): void {
  const first = lines[0] as Line;
  const whole = trimmed(first);
  if (text.charAt(whole.start) === '[') {
    builder.token('section', whole);
    if (text.charAt(whole.end - 1) === ']') {
      builder.section({ start: whole.start + 1, end: whole.end - 1 });
    } else {
      builder.problem(whole, 'the name of the section has no closing bracket');
    }
    return;
  }
  const equals = first.text.indexOf('=');
  if (equals < 0) {
    builder.token('value', whole);
    const end = trimmed(lines.at(-1) as Line).end;
    builder.problem({ start: whole.start, end: Math.max(whole.end, end) }, 'this line has no "="; systemd ignores it');
    return;
  }
  const key = trimmed(first, 0, equals);
  if (key.start === key.end || !builder.inSection) {
    builder.problem(whole, builder.inSection ? 'the name before "=" is missing' : 'this stands before any [section]');
  }
  builder.token('key', key);
  builder.token('separator', { start: first.start + equals, end: first.start + equals + 1 });
  const glyphs: Glyph[] = [];
  let last = first;
  lines.forEach((line, index) => {
    const more = index < lines.length - 1;
    const from = index === 0 ? first.start + equals + 1 : line.start;
    const to = more ? line.start + line.text.length - 1 : line.end;
    for (let at = from; at < to; at++) {
      glyphs.push({ character: text.charAt(at), path, start: at, end: at + 1 });
    }
    if (more) {
      glyphs.push({ character: ' ', path, start: to, end: to + 1 });
    }
    for (const comment of comments) {
      if (comment.start > last.start && comment.start < line.start) {
        builder.token('comment', trimmed(comment));
      }
    }
    builder.token('value', trimmed(line, index === 0 ? equals + 1 : 0));
    last = line;
  });
  const value = trimGlyphs(path, glyphs, first.start + equals + 1);
  builder.entry({
    key: text.slice(key.start, key.end),
    keySpan: key,
    value,
    span: { start: key.start, end: Math.max(value.origin.span.end, first.start + equals + 1) },
  });
}

function continues(line: Line): boolean {
  const slashes = /\\+$/.exec(line.text)?.[0].length ?? 0;
  return slashes % 2 === 1;
}

function trimGlyphs(path: WorkspacePath, glyphs: readonly Glyph[], fallback: number): ReadText {
  const blank = (glyph: Glyph): boolean => glyph.character.trim() === '';
  const start = glyphs.findIndex((glyph) => !blank(glyph));
  if (start < 0) {
    return new ReadText([], { path, span: { start: fallback, end: fallback } });
  }
  const end = glyphs.findLastIndex((glyph) => !blank(glyph)) + 1;
  const kept = glyphs.slice(start, end);
  return new ReadText(kept, { path, span: { start: (kept[0] as Glyph).start, end: (kept.at(-1) as Glyph).end } });
}
