import { isSameDomain } from './allowed-hosts.ts';
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

/** @returns whether the middleware is in MIDDLEWARE by exactly this name; undefined where a class of the same name may be made of it. */
export function hasMiddleware(settings: Settings, name: string): boolean | undefined {
  const middleware = settings.own('MIDDLEWARE');
  const isIn = middleware.kind === 'known' ? contains(middleware.value, string(name)) : undefined;
  return isIn === false && hasNamesake(settings, name) ? undefined : isIn;
}

/** @returns whether MIDDLEWARE has a class of another module with the last name of `name`, which often is made of that one. */
export function hasNamesake(settings: Settings, name: string): boolean {
  const list = settings.texts('MIDDLEWARE');
  const last = name.slice(name.lastIndexOf('.'));
  return list.kind === 'known' && list.value.items.some((item) => item !== name && item.endsWith(last));
}

/**
 * Source: Django, middleware/csrf.py, `CsrfViewMiddleware._origin_verified`.
 * @param origin such as `https://shop.test:8443`; undefined for one of which nothing is known.
 * @returns whether Django takes forms from pages of an origin that isn't the very host and scheme that it sees: the check doesn't
 * run, or the origin is trusted by name. Undefined where the files don't tell.
 */
export function trustsOrigin(settings: Settings, origin: string | undefined): boolean | undefined {
  const origins = settings.texts('CSRF_TRUSTED_ORIGINS');
  const checks = hasMiddleware(settings, 'django.middleware.csrf.CsrfViewMiddleware');
  if (checks !== true) {
    return checks === false ? true : undefined;
  }
  if (origins.kind !== 'known' || origins.assumes.length > 0) {
    return undefined;
  }
  const { items, complete } = origins.value;
  if (origin !== undefined && items.some((item) => isTrustedBy(item, origin))) {
    return true;
  }
  return complete && (origin !== undefined || items.length === 0) ? false : undefined;
}

function isTrustedBy(item: string, origin: string): boolean {
  const [scheme, host = ''] = item.split('://', 2);
  const [ownScheme, ownHost = ''] = origin.split('://', 2);
  return host.includes('*') ? scheme === ownScheme && isSameDomain(ownHost, host.replace(/^\*+/, '')) : item === origin;
}
