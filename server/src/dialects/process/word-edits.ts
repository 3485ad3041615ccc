import type { Origin } from '../../base/known.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { FileEdit } from '../../base/text-edit.ts';
import type { Workspace } from '../../base/workspace.ts';

/**
 * @returns the edit that puts `joint` in the place of what parts two neighbouring words: white space on a line of a shell,
 * quotes and a comma in a list. Undefined where they don't stand side by side in one file.
 */
export function joinWords(
  workspace: Workspace,
  word: ReadText,
  next: ReadText,
  joint: string,
): readonly FileEdit[] | undefined {
  const path = word.origin.path;
  const between = textBetween(workspace, word.origin, next.origin);
  if (between === undefined) {
    return undefined;
  }
  const inLine = /^[\s\\]*$/.test(between);
  const start = inLine ? word.origin.span.end : word.place().span.end;
  const end = inLine ? next.origin.span.start : next.place().span.start;
  return end > start ? [{ path, span: { start, end }, newText: joint }] : undefined;
}

/**
 * @returns the edits that move `words`, which follow one another, in front of `target`, which stands before them. Undefined
 * where they are no words of one line of a shell, as the items of a list are.
 */
export function moveWords(
  workspace: Workspace,
  words: readonly ReadText[],
  target: ReadText,
): readonly FileEdit[] | undefined {
  const first = words[0];
  const last = words.at(-1);
  const { path } = target.origin;
  const text = workspace.read(path);
  if (first === undefined || last === undefined || text === undefined) {
    return undefined;
  }
  const way = textBetween(workspace, target.origin, first.origin);
  const inside = first === last ? '' : textBetween(workspace, first.origin, last.origin);
  const line = way === undefined || inside === undefined ? undefined : way + inside;
  if (line === undefined || /[,[\]]|^[\s]*-\s/m.test(line.replace(/\s-(?=[\w-])/g, ''))) {
    return undefined;
  }
  const at = target.origin.span.start;
  const gap = /[\s\\]*$/.exec(way ?? '')?.[0].length ?? 0;
  const removed = { start: first.origin.span.start - gap, end: last.origin.span.end };
  return [
    { path, span: { start: at, end: at }, newText: `${text.slice(first.origin.span.start, last.origin.span.end)} ` },
    { path, span: removed, newText: '' },
  ];
}

function textBetween(workspace: Workspace, one: Origin, other: Origin): string | undefined {
  if (one.path !== other.path || other.span.start < one.span.end) {
    return undefined;
  }
  return workspace.read(one.path)?.slice(one.span.end, other.span.start);
}
