import { applyEdits } from '../../server/src/base/text-edit.ts';
import type { Fix } from '../../server/src/rules/define.ts';
import type { Finding } from '../../server/src/rules/finding.ts';
import type { Files } from './service-lane.ts';

/**
 * @returns the files after one fix of each finding: the one at `choice`, or its last where it has fewer. A fix that would touch
 * what another has changed is left out.
 */
export function applyFixes(files: Files, findings: readonly Finding[], choice: number): Map<string, string> {
  const chosen: Fix[] = [];
  for (const finding of findings) {
    const fix = finding.fixes[Math.min(choice, finding.fixes.length - 1)];
    const taken = chosen.flatMap((one) => one.edits);
    const collides = fix?.edits.some((edit) =>
      taken.some(
        (other) => other.path === edit.path && edit.span.start <= other.span.end && other.span.start <= edit.span.end,
      ),
    );
    if (fix !== undefined && !collides) {
      chosen.push(fix);
    }
  }
  const result = new Map(files);
  for (const [path, text] of files) {
    const edits = chosen.flatMap((fix) => fix.edits).filter((edit) => edit.path === path);
    result.set(path, applyEdits(text, edits));
  }
  return result;
}
