import type { Configuration } from '../configuration.ts';
import type { NginxFinding, NginxTestOptions } from './finding.ts';
import { testConfiguration } from './test.ts';

const answered = new WeakMap<Configuration, { options: NginxTestOptions; findings: readonly NginxFinding[] }>();

/** @returns what `testConfiguration` answers; a configuration is tested once, however many rules ask. */
export function nginxAnswers(configuration: Configuration, options: NginxTestOptions): readonly NginxFinding[] {
  const before = answered.get(configuration);
  if (before?.options === options) {
    return before.findings;
  }
  const findings = testConfiguration(configuration, options);
  answered.set(configuration, { options, findings });
  return findings;
}
