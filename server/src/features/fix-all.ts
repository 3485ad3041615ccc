import type { WorkspacePath } from '../base/path.ts';
import type { FileEdit } from '../base/text-edit.ts';
import type { Finding } from '../rules/finding.ts';

/**
 * @returns the edits of all safe fixes that stay within the file `path`; where two fixes would touch the same place only the
 * first is taken, since the other was made for a text that is then gone.
 */
export function fixAll(findings: readonly Finding[], path: WorkspacePath): FileEdit[] {
  const taken: FileEdit[] = [];
  for (const finding of findings) {
    const fix = finding.fixes[0];
    if (fix?.kind !== 'safe' || fix.edits.some((edit) => edit.path !== path)) {
      continue;
    }
    if (!fix.edits.some((edit) => taken.some((other) => collide(edit, other)))) {
      taken.push(...fix.edits);
    }
  }
  return taken.sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
}

function collide(one: FileEdit, other: FileEdit): boolean {
  const bothInsert = one.span.start === one.span.end && other.span.start === other.span.end;
  return bothInsert
    ? one.span.start === other.span.start
    : one.span.start < other.span.end && other.span.start < one.span.end;
}
