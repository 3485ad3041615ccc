import { LineIndex } from '../base/line-index.ts';
import { rememberByText } from '../base/memo.ts';
import { type Message, message, renderMessage } from '../base/message.ts';
import type { Site } from '../site/site.ts';
import type { Report, Rule } from './define.ts';
import { compareFindings, type Finding } from './finding.ts';
import { hasParts } from './parts.ts';
import { milder, type SeveritySettings } from './severity.ts';
import { isSuppressed, readSuppressions } from './suppressions.ts';

/** Told when a rule throws: the rule's id and what it threw. The other rules go on. */
export type RuleLog = (rule: string, error: unknown) => void;

/**
 * Asks every rule about a site.
 * @param settings what the person set; a rule without a setting has its own severity.
 * @returns the findings that no comment allows, each once, sorted by path, place and rule. A rule that throws gives none.
 */
export function runRules(rules: readonly Rule[], site: Site, settings: SeveritySettings, log: RuleLog): Finding[] {
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    const setting = settings[rule.id] ?? rule.severity;
    if (setting === 'off') {
      continue;
    }
    try {
      if (!hasParts(site, rule.needs)) {
        continue;
      }
      const ofRule: Finding[] = [];
      const told = new Set<string>();
      rule.check({
        site,
        report: (report) => {
          const place = `${report.path}:${report.span.start}`;
          if (rule.oncePerPlace && told.has(place)) {
            return;
          }
          told.add(place);
          const severity = milder(setting, report.severity ?? setting);
          ofRule.push({
            rule: rule.id,
            path: report.path,
            span: report.span,
            severity,
            message: sentence(rule, report.message, report),
            note: report.note === undefined ? undefined : sentence(rule, report.note, report),
            related: report.related ?? [],
            fixes: report.fixes ?? [],
            nginx: report.nginx,
          });
        },
      });
      for (const finding of ofRule) {
        found.set(identity(finding), found.get(identity(finding)) ?? finding);
      }
    } catch (error) {
      log(rule.id, error);
    }
  }
  return [...found.values()].filter((finding) => !isAllowed(site, finding)).sort(compareFindings);
}

function sentence(rule: Rule, key: string, report: Report): Message {
  const template = rule.messages[key];
  if (template === undefined) {
    throw new Error(`the rule has no message "${key}"`);
  }
  return message(template, report.values);
}

/** A file that is included twice is checked twice and would say the same twice. */
function identity({ rule, path, span, message }: Finding): string {
  return `${rule}\n${path}\n${span.start}-${span.end}\n${renderMessage(message)}`;
}

const suppressionsOf = rememberByText((text) =>
  text.includes('siteconf-disable-') ? { read: readSuppressions(text), lines: new LineIndex(text) } : undefined,
);

function isAllowed(site: Site, { path, rule, span }: Finding): boolean {
  const suppressions = suppressionsOf(site.workspace.read(path) ?? '');
  return suppressions !== undefined && isSuppressed(suppressions.read, suppressions.lines, rule, span.start);
}
