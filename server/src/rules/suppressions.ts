import type { LineIndex } from '../base/line-index.ts';

/** The comments by which a person allows a finding, as read from one text. */
export interface Suppressions {
  /** Rule ids that are allowed in the whole file; `all` stands for each. */
  readonly file: ReadonlySet<string>;
  /** Zero-based lines to the rule ids that are allowed there. */
  readonly lines: ReadonlyMap<number, ReadonlySet<string>>;
}

const COMMENT = /(?:^|[ \t])[#;][ \t]*siteconf-disable-(next-line|line|file)[ \t]+(.*)$/;

/**
 * Reads the comments `# siteconf-disable-next-line RULE[, RULE] [-- reason]`, `# siteconf-disable-line ...` and
 * `# siteconf-disable-file ...`. `all` in the place of a rule means every rule; without a rule nothing is allowed. Several
 * next-line comments below each other all speak of the line behind the last. Every notation that is read has `#` comments;
 * ini files have `;` as well.
 */
export function readSuppressions(text: string): Suppressions {
  const file = new Set<string>();
  const lines = new Map<number, Set<string>>();
  if (!text.includes('siteconf-disable-')) {
    return { file, lines };
  }
  const all = text.split(/\r\n|\n|\r/);
  const kindOf = (line: number): string | undefined => COMMENT.exec(all[line] ?? '')?.[1];
  for (const [line, content] of all.entries()) {
    const match = COMMENT.exec(content);
    if (match === null) {
      continue;
    }
    const rules = (match[2] as string)
      .replace(/(?:^|\s)--(?:\s.*)?$/, '')
      .split(/[\s,]+/)
      .filter((rule) => rule !== '');
    if (match[1] === 'file') {
      for (const rule of rules) {
        file.add(rule);
      }
      continue;
    }
    let target = line;
    if (match[1] === 'next-line') {
      do {
        target++;
      } while (kindOf(target) === 'next-line');
    }
    const allowed = lines.get(target) ?? new Set<string>();
    for (const rule of rules) {
      allowed.add(rule);
    }
    lines.set(target, allowed);
  }
  return { file, lines };
}

/** @returns whether a finding of `rule` that begins at `offset` is allowed. */
export function isSuppressed(suppressions: Suppressions, lines: LineIndex, rule: string, offset: number): boolean {
  const { file } = suppressions;
  if (file.has(rule) || file.has('all')) {
    return true;
  }
  const allowed = suppressions.lines.get(lines.lineAt(offset));
  return allowed !== undefined && (allowed.has(rule) || allowed.has('all'));
}
