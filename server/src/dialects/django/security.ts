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
