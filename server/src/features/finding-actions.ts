import { message } from '../base/message.ts';
import { overlaps, type Span } from '../base/span.ts';
import type { Finding } from '../rules/finding.ts';
import type { Action } from './action.ts';
import { suppressActions } from './suppress.ts';

/** The templates of this feature's titles. */
export const actionMessages = { explain: 'Explain {rule}' } as const;

/**
 * @param findings those of one file, whose text is `text`.
 * @returns what can be done about the findings that touch `range`: their fixes first, then comments that allow them, then
 * their explanation.
 */
export function findingActions(findings: readonly Finding[], range: Span, text: string): Action[] {
  const touched = findings.filter((finding) => overlaps(finding.span, range));
  const fixes = touched.flatMap((finding) =>
    finding.fixes.map((fix, index): Action => {
      const preferred = index === 0 && fix.kind === 'safe';
      return { title: fix.title, kind: 'fix', finding, edits: fix.edits, preferred };
    }),
  );
  const byRule = [...new Map(touched.map((finding) => [finding.rule, finding])).values()];
  const suppressions = byRule.flatMap((finding) => suppressActions(finding, text));
  const explanations = byRule.map(
    (finding): Action => ({
      title: message(actionMessages.explain, { rule: finding.rule }),
      kind: 'explain',
      finding,
      edits: [],
      preferred: false,
    }),
  );
  return [...fixes, ...suppressions, ...explanations];
}
