/** The explanation of a rule as Markdown, by language. English is always there. */
export interface RulePage {
  readonly en: string;
  readonly [language: string]: string | undefined;
}

/** Pages by rule id. */
export type RulePages = Readonly<Record<string, RulePage>>;

/** The parts of a page that are for people who read it in an editor or a terminal: the examples are for its own folder. */
const SHOWN_SECTIONS = new Set(['Why', 'How to fix', '왜', '고치는 법', 'Sources']);

/**
 * @param language a tag such as `ko` or `en-GB`.
 * @returns title, summary, reason and sources of the page, in `language` where it is translated, else in English.
 */
export function explanation(page: RulePage, language: string): string {
  const text = page[language.toLowerCase().split(/[-_]/)[0] ?? 'en'] ?? page.en;
  const sections = text.split(/\n(?=## )/);
  return sections
    .filter(
      (section) => !section.startsWith('## ') || SHOWN_SECTIONS.has(section.slice(3).split('\n', 1)[0]?.trim() ?? ''),
    )
    .map((section) => section.trim())
    .join('\n\n');
}

/** @returns the line under the title of a page. */
export function summary(page: RulePage, language: string): string {
  const [, ...lines] = explanation(page, language).split('\n');
  return lines.find((line) => line.trim() !== '') ?? '';
}
