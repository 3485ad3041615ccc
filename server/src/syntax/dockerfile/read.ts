import type { WorkspacePath } from '../../base/path.ts';
import { type Glyph, ReadText } from '../../base/read-text.ts';

/** One instruction of a Dockerfile. */
export interface DockerInstruction {
  /** In capitals: `FROM`, `ENV`. */
  readonly keyword: string;
  /** What stands behind the keyword, its lines joined, without comments between them. */
  readonly value: ReadText;
}

const HEREDOC = /<<-?(["']?)(\w+)\1/g;

/**
 * Reads a Dockerfile as BuildKit does (frontend/dockerfile/parser/parser.go): a backslash at the end of a line, or what the directive
 * `escape` names, joins it with the next; lines of comments and empty ones in between are left out, and so are here-documents.
 * Never throws.
 */
export function readDockerfile(path: WorkspacePath, text: string): DockerInstruction[] {
  const joiner = /^(?:[ \t]*#[ \t]*\w+[ \t]*=.*\r?\n)*?[ \t]*#[ \t]*escape[ \t]*=[ \t]*`/i.test(text) ? '`' : '\\';
  const instructions: DockerInstruction[] = [];
  const lines = linesOf(text);
  for (let index = 0; index < lines.length; index++) {
    const glyphs: Glyph[] = [];
    for (let open = true; open && index < lines.length; index++) {
      const { start, line } = lines[index] as Line;
      if (/^\s*(?:#|$)/.test(line)) {
        open = glyphs.length > 0;
        continue;
      }
      const content = line.trimEnd();
      open = content.endsWith(joiner);
      const end = open ? content.length - 1 : content.length;
      for (let at = 0; at < end; at++) {
        glyphs.push({ character: content.charAt(at), path, start: start + at, end: start + at + 1 });
      }
    }
    index--;
    const instruction = instructionOf(path, glyphs);
    if (instruction !== undefined) {
      instructions.push(instruction);
      index = behindHeredocs(instruction.value.value, lines, index);
    }
  }
  return instructions;
}

interface Line {
  readonly start: number;
  readonly line: string;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const own = { start, line };
    start += line.length + 1;
    return own;
  });
}

function instructionOf(path: WorkspacePath, glyphs: readonly Glyph[]): DockerInstruction | undefined {
  const first = glyphs[0];
  const last = glyphs.at(-1);
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const whole = new ReadText(glyphs, { path, span: { start: first.start, end: last.end } });
  const [head, keyword] = /^\s*([A-Za-z]+)\s+/.exec(whole.value) ?? [];
  return head === undefined || keyword === undefined
    ? undefined
    : { keyword: keyword.toUpperCase(), value: whole.slice(head.length) };
}

/** @returns the last line of the here-documents that an instruction begins. */
function behindHeredocs(value: string, lines: readonly Line[], index: number): number {
  let last = index;
  for (const [, , word] of value.matchAll(HEREDOC)) {
    const end = lines.findIndex(({ line }, at) => at > last && line.trim() === word);
    last = end < 0 ? last : end;
  }
  return last;
}
