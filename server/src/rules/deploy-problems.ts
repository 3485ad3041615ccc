import { type ServedSettings, servedProblems } from '../site/served-settings.ts';
import type { RuleContext } from './define.ts';

/** Of which problems a rule tells. */
export interface DeployFilter {
  /** Whether a problem may be told of these settings; of all that a server runs with where not given. */
  readonly speaks?: (served: ServedSettings) => boolean;
  /** Only where the setting is given a value, not where it just lacks one. */
  readonly onlyWritten?: boolean;
}

/** Reports what `manage.py check --deploy` has against the settings that a server runs with, as far as `messages` has its number. */
export function reportDeployProblems(
  { site, report }: RuleContext,
  messages: Readonly<Record<string, string>>,
  { speaks = () => true, onlyWritten = false }: DeployFilter = {},
): void {
  for (const { key, path, span, isWritten } of servedProblems(site, messages, speaks)) {
    if (isWritten || !onlyWritten) {
      report({ path, span, message: key });
    }
  }
}
