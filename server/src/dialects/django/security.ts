import { contains } from './operators.ts';
import type { Settings } from './settings.ts';
import { string } from './value.ts';

const securityMiddleware = 'django.middleware.security.SecurityMiddleware';

/**
 * @returns whether the security middleware, which makes the SECURE_ settings work, runs: undefined where the files don't
 * tell, and where MIDDLEWARE isn't set at all, as in a part of a settings module.
 */
export function hasSecurityMiddleware(settings: Settings): boolean | undefined {
  return hasMiddleware(settings, securityMiddleware);
}

/** @returns whether the middleware is in MIDDLEWARE by exactly this name. */
export function hasMiddleware(settings: Settings, name: string): boolean | undefined {
  const middleware = settings.own('MIDDLEWARE');
  return middleware.kind === 'known' ? contains(middleware.value, string(name)) : undefined;
}

/**
 * @returns whether Django refuses forms whose origin isn't the very host and scheme that it sees: the check runs, and no origin
 * is trusted by name. False also where the files don't tell.
 */
export function trustsOnlyItsOwnOrigin(settings: Settings): boolean {
  const origins = settings.texts('CSRF_TRUSTED_ORIGINS');
  return (
    hasMiddleware(settings, 'django.middleware.csrf.CsrfViewMiddleware') === true &&
    origins.kind === 'known' &&
    origins.assumes.length === 0 &&
    origins.value.complete &&
    origins.value.items.length === 0
  );
}
