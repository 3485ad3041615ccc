import type { History } from '../host/history.ts';
import type { Texts } from '../host/texts.ts';
import type { Severity } from '../rules/define.ts';
import { rules } from '../rules/registry.ts';
import { isAtLeast } from '../rules/severity.ts';
import { explanation, summary } from '../service/pages.ts';
import { choice, filesFolder, type Given, UsageError, unknownWord } from './arguments.ts';
import { check } from './check.ts';
import { formatGithub } from './formats/github.ts';
import { formatJson } from './formats/json.ts';
import { formatSarif } from './formats/sarif.ts';
import { formatText } from './formats/text.ts';
import type { Terminal } from './output.ts';
import type { Person } from './person.ts';

/** What every command is given. */
export interface CommandMeans {
  readonly terminal: Terminal;
  readonly texts: Texts;
  readonly version: string;
  /** What was written, so that it can be taken back. */
  readonly history: History;
  /** @returns all of standard input. */
  readInput(): string;
  /** @returns whoever sits at the terminal; undefined where nobody can be asked. */
  person(): Person | undefined;
}

const contexts = ['auto', 'main', 'http', 'server', 'location'] as const;
const thresholds: readonly (Severity | 'never')[] = ['error', 'warning', 'info', 'hint', 'never'];

/** `siteconf check`. @returns the exit code. */
export async function runCheck(given: Given, means: CommandMeans): Promise<number> {
  const { terminal, texts } = means;
  const format = choice(given, 'format', ['text', 'json', 'sarif', 'github'], 'text');
  const context = choice(given, 'context', contexts, 'auto');
  const failOn = choice(given, 'fail-on', thresholds, 'error');
  const nginxVersion = given.values['nginx-version'];
  if (nginxVersion !== undefined && !/^\d+(?:\.\d+){1,2}$/.test(nginxVersion)) {
    throw new UsageError(`--nginx-version is a version such as 1.18 or 1.22.1; "${nginxVersion}" is none`);
  }
  const stdinPath = given.values['stdin-path'];
  if (stdinPath !== undefined && !given.switches.has('stdin')) {
    throw new UsageError('--stdin-path needs --stdin');
  }
  const stdin = given.switches.has('stdin') ? { path: stdinPath ?? 'stdin', text: means.readInput() } : undefined;
  const checked = await check(
    {
      paths: given.paths.length > 0 || stdin !== undefined ? given.paths : ['.'],
      stdin,
      separate: given.switches.has('separate'),
      nginxVersion,
      context: context === 'auto' ? undefined : context,
      files: filesFolder(given),
      locale: terminal.locale,
    },
    {
      texts,
      log: (rule, error) =>
        terminal.error(`siteconf: the rule ${rule} failed: ${error instanceof Error ? error.message : error}\n`),
    },
  );
  switch (format) {
    case 'json':
      terminal.out(formatJson(checked));
      break;
    case 'sarif':
      terminal.out(formatSarif(checked, rules, (rule) => summaryOf(texts, rule, terminal.locale), means.version));
      break;
    case 'github':
      terminal.out(formatGithub(checked));
      break;
    case 'text':
      terminal.out(formatText(checked, terminal));
      break;
  }
  return failOn !== 'never' && checked.findings.some(({ finding }) => isAtLeast(finding.severity, failOn)) ? 1 : 0;
}

function summaryOf(texts: Texts, rule: string, locale: string): string | undefined {
  const page = texts.pages[rule];
  return page === undefined ? undefined : summary(page, locale);
}

/** `siteconf explain RULE`. @returns the exit code. */
export function runExplain(given: Given, { terminal, texts }: CommandMeans): number {
  const [rule, ...more] = given.paths;
  if (rule === undefined || more.length > 0) {
    throw new UsageError('explain takes one rule, such as: siteconf explain nginx/alias-traversal');
  }
  const page = Object.hasOwn(texts.pages, rule) ? texts.pages[rule] : undefined;
  if (page === undefined) {
    throw new UsageError(unknownWord('rule', rule, Object.keys(texts.pages)));
  }
  terminal.out(`${explanation(page, terminal.locale)}\n`);
  return 0;
}
