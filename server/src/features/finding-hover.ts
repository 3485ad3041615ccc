import { touches } from '../base/span.ts';
import type { Finding } from '../rules/finding.ts';

/** What is shown for the findings under the pointer. */
export interface FindingHover {
  readonly span: Finding['span'];
  /** Markdown. */
  readonly text: string;
}

/** The narrowest findings under `offset` come first, at most this many. */
const MOST_SHOWN = 3;

/**
 * @param findings those of one file.
 * @param explain the page of a rule in the person's language, as Markdown; undefined where there is none.
 * @returns the pages of the rules whose findings stand under `offset`; undefined where there is no finding.
 */
export function findingHover(
  findings: readonly Finding[],
  offset: number,
  explain: (rule: string) => string | undefined,
): FindingHover | undefined {
  const under = findings
    .filter((finding) => touches(finding.span, offset))
    .sort((one, other) => one.span.end - one.span.start - (other.span.end - other.span.start));
  const first = under[0];
  if (first === undefined) {
    return undefined;
  }
  const pages = [...new Set(under.map((finding) => finding.rule))]
    .slice(0, MOST_SHOWN)
    .flatMap((rule) => explain(rule) ?? [])
    .map(withSmallHeadings);
  return pages.length === 0 ? undefined : { span: first.span, text: pages.join('\n\n---\n\n') };
}

/** A page in a hover has its title in bold and small headings: those of a whole document would fill the box. */
function withSmallHeadings(page: string): string {
  return page
    .split(/^(```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : part.replace(/^# (.+)$/gm, '**$1**').replace(/^##+ /gm, '#### ')))
    .join('');
}
