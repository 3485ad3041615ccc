import type { FactContext } from '../../../facts/nginx/rows.ts';
import type { Configuration } from '../configuration.ts';
import type { NginxFinding, NginxTestOptions } from './finding.ts';
import { frameAround } from './frames.ts';
import { checkStartup } from './machine/startup.ts';
import { Run } from './run.ts';
import { strictConfiguration } from './strict.ts';
import { Walk } from './walk.ts';

/**
 * Tests a configuration as `nginx -t` would, without Nginx and without the machine.
 * @returns everything that Nginx would refuse or warn of, in the order in which Nginx would meet it. Nginx itself stops at the first
 * `emerg`, which is marked.
 */
export function testConfiguration(configuration: Configuration, options: NginxTestOptions): readonly NginxFinding[] {
  if (configuration.context === 'entries' || configuration.context === 'unknown') {
    return [];
  }
  const findings = run(configuration, options);
  const strict = strictConfiguration(configuration);
  if (strict === undefined) {
    return markFirst(findings);
  }
  return withStrictFirst(findings, run(strict, options));
}

function run(configuration: Configuration, options: NginxTestOptions): NginxFinding[] {
  const run = new Run(configuration, options);
  const frame = frameAround(configuration.context as FactContext);
  new Walk(run).all(frame);
  checkStartup(run, frame);
  return run.findings;
}

function markFirst(findings: readonly NginxFinding[]): readonly NginxFinding[] {
  const first = findings.findIndex((finding) => finding.level === 'emerg');
  return findings.map((finding, index) => (index === first ? { ...finding, first: true } : finding));
}

/**
 * A brace that is missing or one too many makes Nginx read the rest differently from what was meant. What was meant gives the
 * findings; what Nginx reads gives its first one, which stands for the brace.
 */
function withStrictFirst(findings: NginxFinding[], strict: readonly NginxFinding[]): readonly NginxFinding[] {
  const first = strict.find((finding) => finding.level === 'emerg');
  if (first === undefined) {
    return markFirst(findings);
  }
  const same = findings.findIndex(
    (finding) => finding.message === first.message && finding.line === first.line && finding.file === first.file,
  );
  if (same >= 0) {
    return findings.map((finding, index) => (index === same ? { ...finding, first: true } : finding));
  }
  const others = findings.filter((finding) => finding.kind !== 'syntax');
  const fixes =
    first.fixes.length > 0 ? first.fixes : findings.flatMap((one) => (one.kind === 'syntax' ? one.fixes : []));
  return [{ ...first, first: true, kind: 'syntax', fixes: fixes.slice(0, 1) }, ...others];
}
