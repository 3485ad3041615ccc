import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file of a case: its text without marker lines, and what the markers say. */
export interface PageFile {
  /** Absolute, as the page gives it. */
  readonly path: string;
  readonly language: string;
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A marker: what is expected at a place of the text. `verb` is a rule's id or `related`. */
export interface Mark {
  readonly verb: string;
  readonly text: string;
  readonly span: { readonly start: number; readonly end: number };
  /** The one-based line of the page that holds the marker. */
  readonly pageLine: number;
}

export type CaseKind = 'Invalid' | 'Valid' | 'Not reported';

/** One heading under Invalid, Valid or Not reported. */
export interface PageCase {
  readonly kind: CaseKind;
  readonly name: string;
  readonly files: readonly PageFile[];
  /** Paths to their text after the fix. */
  readonly fixed: ReadonlyMap<string, string>;
}

/** A rule page as tests. */
export interface Page {
  readonly id: string;
  readonly summary: string;
  readonly cases: readonly PageCase[];
  readonly sections: readonly string[];
  readonly text: string;
}

const CASE_KINDS: readonly string[] = ['Invalid', 'Valid', 'Not reported'];
const FENCE = /^(`{3,})(\S+)(?:[ \t]+(\S+))?(?:[ \t]+(\(fixed\)))?[ \t]*$/;
const CARETS = /^[ \t]*#([ \t]*)(\^+)[ \t]+([^\s:]+(?:\/[^\s:]+)?)(?::[ \t]*(.*))?$/;
const WHOLE_LINE = /^[ \t]*#<---[ \t]+([^\s:]+)(?::[ \t]*(.*))?$/;

/** @returns the page. Throws with the page's line where its form is not as the format says. */
export function readPage(markdown: string): Page {
  const lines = markdown.split('\n');
  const problem = (line: number, what: string): Error => new Error(`line ${line + 1}: ${what}`);
  const title = /^# (\S+)$/.exec(lines[0] ?? '');
  if (title === null) {
    throw problem(0, 'the page must begin with "# group/rule-id"');
  }
  const summary = lines.slice(1).find((line) => line.trim() !== '') ?? '';
  if (summary === '' || summary.startsWith('#')) {
    throw problem(1, 'a summary of one line must follow the title');
  }
  const sections: string[] = [];
  const cases: { kind: CaseKind; name: string; files: PageFile[]; fixed: Map<string, string> }[] = [];
  let section = '';
  let current: (typeof cases)[number] | undefined;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] as string;
    if (line.startsWith('## ')) {
      section = line.slice(3).trim();
      if (sections.includes(section)) {
        throw problem(i, `the section "${section}" stands twice`);
      }
      sections.push(section);
      current = undefined;
    } else if (line.startsWith('### ') && CASE_KINDS.includes(section)) {
      const name = line.slice(4).trim();
      if (cases.some((one) => one.name === name)) {
        throw problem(i, `the heading "${name}" stands twice`);
      }
      current = { kind: section as CaseKind, name, files: [], fixed: new Map() };
      cases.push(current);
    }
    const fence = FENCE.exec(line) ?? (line.startsWith('```') ? ['', line.slice(0, 3), 'text'] : null);
    if (fence === null) {
      continue;
    }
    const [, ticks, language, path, fixed] = fence as (string | undefined)[];
    const first = i + 1;
    const end = lines.findIndex((one, index) => index >= first && one.trim() === ticks);
    if (end < 0) {
      throw problem(i, 'the fence is not closed');
    }
    i = end;
    if (!CASE_KINDS.includes(section)) {
      continue;
    }
    if (current === undefined) {
      throw problem(first - 1, `a fence under "${section}" needs a ### heading`);
    }
    if (path === undefined || !path.startsWith('/') || language === undefined) {
      throw problem(first - 1, 'a fence needs a language and an absolute path');
    }
    const content = lines.slice(first, end);
    if (fixed !== undefined) {
      current.fixed.set(path, `${content.join('\n')}\n`);
    } else {
      if (current.files.some((file) => file.path === path)) {
        throw problem(first - 1, `${path} is given twice`);
      }
      current.files.push({ path, language, ...readMarks(content, first, problem) });
    }
  }
  for (const one of cases) {
    if (one.files.length === 0) {
      throw new Error(`"${one.name}" has no file`);
    }
  }
  return { id: title[1] as string, summary: summary.trim(), cases, sections, text: markdown };
}

function readMarks(
  content: readonly string[],
  firstPageLine: number,
  problem: (line: number, what: string) => Error,
): { text: string; marks: Mark[] } {
  let text = '';
  let lineStart = 0;
  let lineLength = -1;
  const marks: Mark[] = [];
  for (const [index, line] of content.entries()) {
    const carets = CARETS.exec(line);
    const whole = carets === null ? WHOLE_LINE.exec(line) : null;
    if (carets === null && whole === null) {
      if (/^[ \t]*#[ \t]*\^+[ \t]*(?:$|\S)/.test(line)) {
        throw problem(firstPageLine + index, 'the marker can not be read: "# ^^^^ rule-id: text"');
      }
      lineStart = text.length;
      lineLength = line.length;
      text += `${line}\n`;
      continue;
    }
    if (lineLength < 0) {
      throw problem(firstPageLine + index, 'a marker needs a line above it');
    }
    const pageLine = firstPageLine + index + 1;
    if (carets !== null) {
      const column = line.indexOf('^');
      const length = (carets[2] as string).length;
      if (column + length > lineLength) {
        throw problem(firstPageLine + index, 'the carets reach past the end of the line above');
      }
      const span = { start: lineStart + column, end: lineStart + column + length };
      marks.push({ verb: carets[3] as string, text: carets[4] ?? '', span, pageLine });
    } else if (whole !== null) {
      const line = text.slice(lineStart, lineStart + lineLength);
      const span = { start: lineStart + (line.length - line.trimStart().length), end: lineStart + lineLength };
      marks.push({ verb: whole[1] as string, text: whole[2] ?? '', span, pageLine });
    }
  }
  return { text, marks };
}

/** A page with where it stands. */
export interface FoundPage {
  readonly id: string;
  readonly file: string;
  readonly markdown: string;
}

/** @returns every rule page, sorted by id. */
export function findPages(): FoundPage[] {
  const folder = join(__dirname, '../../server/src/rules');
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((group) =>
      readdirSync(join(folder, group.name))
        .filter((name) => name.endsWith('.md'))
        .map((name) => {
          const file = join(folder, group.name, name);
          return { id: `${group.name}/${name.slice(0, -3)}`, file, markdown: readFileSync(file, 'utf8') };
        }),
    )
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}
