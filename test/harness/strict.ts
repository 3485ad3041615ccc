import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../server/src/rules/define.ts';
import type { Page } from './page.ts';

/** @returns what a rule and its page owe each other and don't keep; empty where all is well. */
export function broken(rule: Rule, page: Page, known: ReadonlySet<string>): string[] {
  const problems: string[] = [];
  for (const section of ['Why', 'Invalid', 'Valid', 'Sources']) {
    if (!page.sections.includes(section)) {
      problems.push(`the page has no "## ${section}"`);
    }
  }
  const ofKind = (kind: string) => page.cases.filter((one) => one.kind === kind);
  if (ofKind('Invalid').length === 0) {
    problems.push('the page has no case under Invalid');
  }
  if (ofKind('Valid').length === 0) {
    problems.push('the page has no case under Valid');
  }
  for (const one of page.cases) {
    const marks = one.files.flatMap((file) => file.marks);
    for (const mark of marks) {
      if (mark.verb !== 'related' && !known.has(mark.verb)) {
        problems.push(`page line ${mark.pageLine}: unknown verb "${mark.verb}"`);
      }
      if (mark.verb !== 'related' && (mark.text === '' || mark.text === mark.verb)) {
        problems.push(`page line ${mark.pageLine}: the marker says nothing of the message`);
      }
    }
    if (one.kind === 'Invalid' && !marks.some((mark) => mark.verb === rule.id)) {
      problems.push(`"${one.name}" under Invalid marks no finding of the rule`);
    }
    if (one.kind !== 'Invalid' && marks.length > 0) {
      problems.push(`"${one.name}" under ${one.kind} has markers`);
    }
    if (one.kind !== 'Invalid' && one.fixed.size > 0) {
      problems.push(`"${one.name}" under ${one.kind} has a fixed text`);
    }
    for (const path of one.fixed.keys()) {
      if (!one.files.some((file) => file.path === path)) {
        problems.push(`"${one.name}" has a fixed text of ${path}, which is no file of it`);
      }
    }
  }
  const hasFixed = page.cases.some((one) => one.fixed.size > 0);
  if ((rule.fix !== 'none') !== hasFixed) {
    problems.push(
      hasFixed
        ? 'the rule claims no fix, yet a (fixed) text is shown'
        : 'the rule claims a fix, yet no (fixed) text shows it',
    );
  }
  if (rule.severity === 'error' && rule.certainty === 'likely') {
    problems.push('a rule that is only likely is an error');
  }
  for (const [key, template] of Object.entries(rule.messages)) {
    if (template === key || template === rule.id || template.trim() === '') {
      problems.push(`the message "${key}" says nothing`);
    }
  }
  for (const source of rule.sources) {
    if (!source.startsWith('https://')) {
      problems.push(`the source ${source} is no https address`);
    }
  }
  const korean = join(__dirname, '../../l10n/ko/rules', `${rule.id}.md`);
  if (!existsSync(korean)) {
    problems.push(`the page has no Korean twin: l10n/ko/rules/${rule.id}.md`);
  } else if (!/^# .+\n\n?[^#\n].*\n[\s\S]*\n## 왜\n[\s\S]*\n## 고치는 법\n/.test(readFileSync(korean, 'utf8'))) {
    problems.push('the Korean page needs a title, a summary, "## 왜" and "## 고치는 법"');
  }
  return problems;
}
