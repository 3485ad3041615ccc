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
  return patterns.some((pattern) => matchesHost(domain, pattern.toLowerCase())) ? true : complete ? false : undefined;
}

/** Source: Django, utils/http.py, `is_same_domain`. */
function matchesHost(domain: string, pattern: string): boolean {
  return (
    pattern === '*' ||
    pattern === domain ||
    (pattern.startsWith('.') && (domain.endsWith(pattern) || domain === pattern.slice(1)))
  );
}
