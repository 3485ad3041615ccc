import { hasSecurityMiddleware } from '../../dialects/django/security.ts';
import type { Application } from '../application.ts';
import { weigh } from '../weight.ts';
import { phaseOf } from './phase.ts';

/** What Django sends as `Strict-Transport-Security`. */
export interface SentHsts {
  /** Whether it holds for all names below the site's too. */
  readonly withSubdomains: boolean;
}

/**
 * Source: Django, middleware/security.py, `SecurityMiddleware.process_response`.
 * @returns the header that Django surely sends over HTTPS; undefined where it sends none, where the site stands on HTTP only, and
 * where the files don't tell.
 */
export function sentHsts(application: Application): SentHsts | undefined {
  const { settings } = application;
  const seconds = weigh(application, settings.truth('SECURE_HSTS_SECONDS'));
  const subdomains = weigh(application, settings.truth('SECURE_HSTS_INCLUDE_SUBDOMAINS'));
  const sends = seconds?.value === true && hasSecurityMiddleware(settings) === true && phaseOf(application) === 'https';
  return sends ? { withSubdomains: subdomains?.value === true } : undefined;
}
