import { certain } from '../../base/known.ts';
import type { Settings } from './settings.ts';

const validHost = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$/;

/**
 * Source: Django, http/request.py, `HttpRequest.get_host` and `validate_host`.
 * @returns whether Django takes a request with this `Host`; undefined where the files don't tell.
 */
export function allowsHost(settings: Settings, host: string): boolean | undefined {
  const match = validHost.exec(host.toLowerCase());
  if (match === null) {
    return false;
  }
  const domain = (match[1] as string).replace(/\.$/, '');
  const hosts = settings.texts('ALLOWED_HOSTS');
  if (hosts.kind !== 'known' || hosts.assumes.length > 0) {
    return undefined;
  }
  const { items, complete } = hosts.value;
  let patterns = items;
  if (items.length === 0 && complete) {
    const debug = certain(settings.truth('DEBUG'));
    if (debug === undefined) {
      return undefined;
    }
    patterns = debug ? ['.localhost', '127.0.0.1', '[::1]'] : [];
  }
  const matches = patterns.some((pattern) => pattern === '*' || isSameDomain(domain, pattern));
  return matches ? true : complete ? false : undefined;
}

/**
 * Source: Django, utils/http.py, `is_same_domain`.
 * @returns whether `domain` (in lower case) is `pattern` (in any case), or below it where it begins with a dot.
 */
export function isSameDomain(domain: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  return wanted === domain || (wanted.startsWith('.') && (domain.endsWith(wanted) || domain === wanted.slice(1)));
}
