import { LineIndex } from '../../server/src/base/line-index.ts';
import type { Span } from '../../server/src/base/span.ts';
import type { Mark, PageCase, PageFile } from './page.ts';

/** A finding as each lane hands it over: paths are the page's, sentences are English. */
export interface Found {
  readonly rule: string;
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly path: string; readonly span: Span; readonly message: string }[];
}

/**
 * Compares what a lane found with what the case's markers say, both ways.
 * @returns what is missing and what is too much, each with a frame of its code; empty where all fits.
 */
export function mismatches(one: PageCase, found: readonly Found[]): string[] {
  const problems: string[] = [];
  const files = new Map(one.files.map((file) => [file.path, file]));
  const left = new Set(found);
  const related = found.flatMap((finding) => finding.related);
  for (const file of one.files) {
    for (const mark of file.marks) {
      if (mark.verb === 'related') {
        if (!related.some((place) => isAt(file, place, mark.span) && place.message.includes(mark.text))) {
          problems.push(frame(`missing: related: ${mark.text}`, file, mark.span, `page line ${mark.pageLine}`));
        }
        continue;
      }
      const hit = [...left].find(
        (finding) =>
          finding.rule === mark.verb && isAt(file, finding, mark.span) && finding.message.includes(mark.text),
      );
      if (hit === undefined) {
        problems.push(frame(`missing: ${mark.verb}: ${mark.text}`, file, mark.span, `page line ${mark.pageLine}`));
      } else {
        left.delete(hit);
      }
    }
  }
  for (const finding of left) {
    const file = files.get(finding.path);
    const what = `surplus: ${finding.rule}: ${finding.message}`;
    problems.push(file === undefined ? `${what}\n  in ${finding.path}` : frame(what, file, finding.span, ''));
  }
  return problems;
}

/** A finding that goes over several lines is compared by its part on the first: carets can't say more. */
function isAt(file: PageFile, place: { readonly path: string; readonly span: Span }, wanted: Mark['span']): boolean {
  const lineEnd = file.text.indexOf('\n', place.span.start);
  const end = lineEnd < 0 ? place.span.end : Math.min(place.span.end, lineEnd);
  return place.path === file.path && place.span.start === wanted.start && end === wanted.end;
}

function frame(what: string, file: PageFile, place: Span, where: string): string {
  const lines = new LineIndex(file.text);
  const { start, end } = lines.range(place);
  const texts = file.text.split('\n');
  const shown: string[] = [];
  for (let line = Math.max(0, start.line - 1); line <= Math.min(start.line + 1, texts.length - 1); line++) {
    shown.push(`  ${String(line + 1).padStart(4)} | ${texts[line]}`);
    if (line === start.line) {
      const width = Math.max(
        1,
        (end.line === start.line ? end.character : (texts[line] ?? '').length) - start.character,
      );
      shown.push(`       | ${' '.repeat(start.character)}${'^'.repeat(width)}`);
    }
  }
  return `${what}\n  ${file.path}:${start.line + 1}:${start.character + 1} ${where}\n${shown.join('\n')}`;
}
