import { certain } from '../../base/known.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { constantsOf } from '../../dialects/nginx/constants.ts';
import { addressText, isLoopback } from '../address.ts';
import type { Application } from '../application.ts';
import type { Route } from '../route.ts';
import { believedScheme, overHttps } from './believed-scheme.ts';
import { sentHeaders } from './request-headers.ts';

/** Why Django takes a request that came over HTTPS for a plain one. */
export interface UnseenHttps {
  /**
   * `missing`: Nginx doesn't tell the scheme. `fixed`: it tells a wrong one. `strange`: it tells none that is understood. `untrusted`:
   * the program that runs Django doesn't believe it, and Django itself isn't told to look. `mismatch`: Django is told to look for
   * another value.
   */
  readonly cause: 'missing' | 'fixed' | 'strange' | 'untrusted' | 'mismatch';
  /** What Nginx sends, where it sends something. */
  readonly value: string;
  readonly statement: Statement | undefined;
  /** Whether Django itself has to be told to look, since the program that runs it doesn't believe what Nginx tells. */
  readonly needsLook: boolean;
}

/**
 * Follows the scheme of a request over HTTPS to `request.is_secure()`, by what is sent and by who believes it.
 * Source: Django, http/request.py, `HttpRequest.scheme`: of several lines of a header, which are joined by commas, the first counts.
 * @returns why Django doesn't see HTTPS; undefined where it does, and where the files don't tell.
 */
export function unseenHttps(application: Application, route: Route): UnseenHttps | undefined {
  const { headers, complete } = sentHeaders(route);
  const header = proxySslHeader(application.settings);
  if (route.protocol !== 'http' || !complete || header === undefined) {
    return undefined;
  }
  if (header !== 'none') {
    const own = headers.find((one) => one.name === header.name && one.value !== '');
    if (own !== undefined) {
      const value = overHttps(own.value);
      const wrong = value !== undefined && value.split(',', 1)[0]?.trim() !== header.value;
      const cause = value === 'http' ? 'fixed' : 'mismatch';
      return wrong ? { cause, value: own.value, statement: own.statement, needsLook: false } : undefined;
    }
  }
  const { process } = application;
  const believed = process === undefined ? undefined : believedScheme(process, route, headers);
  const proto = headers.findLast(({ name, value }) => name === 'x-forwarded-proto' && value !== '');
  const needsLook = header === 'none' && believed?.looks === false;
  if (believed === undefined ? headers.some(({ name }) => OTHER_HEADERS.has(name)) : believed.scheme !== 'http') {
    return undefined;
  }
  if (proto === undefined) {
    return { cause: 'missing', value: '', statement: undefined, needsLook };
  }
  const { value, statement } = proto;
  switch (overHttps(value)) {
    case 'http':
      return { cause: 'fixed', value, statement, needsLook };
    case 'https':
      return believed?.looks === false ? { cause: 'untrusted', value, statement, needsLook } : undefined;
    case undefined:
      return undefined;
    default:
      return believed === undefined ? undefined : { cause: 'strange', value, statement, needsLook };
  }
}

/** What programs of which nothing is known may take the scheme from. */
const OTHER_HEADERS: ReadonlySet<string> = new Set(['x-forwarded-ssl', 'x-forwarded-protocol', 'forwarded']);

/** @returns whether Django surely takes a request that came over HTTP for a plain one: nothing tells it of HTTPS for each. */
export function seesPlain(settings: Settings, route: Route): boolean {
  const { headers, complete } = sentHeaders(route);
  const own = proxySslHeader(settings);
  const tells = (name: string): boolean =>
    name === 'x-forwarded-proto' || OTHER_HEADERS.has(name) || (typeof own === 'object' && own.name === name);
  const told = headers.filter(({ name }) => tells(name)).map(({ value }) => value);
  return complete && own !== undefined && told.every((value) => ['', 'http', '$scheme', '$https'].includes(value));
}

/** @returns the header and value of SECURE_PROXY_SSL_HEADER; `none` where it is unset, undefined where the files don't tell. */
export function proxySslHeader(settings: Settings): { name: string; value: string } | 'none' | undefined {
  const setting = settings.get('SECURE_PROXY_SSL_HEADER');
  if (setting.kind !== 'known') {
    return undefined;
  }
  if (setting.value.type === 'none') {
    return 'none';
  }
  const pair = settings.texts('SECURE_PROXY_SSL_HEADER');
  const [name, value, ...more] = pair.kind === 'known' && pair.value.complete ? pair.value.items : [];
  if (name === undefined || value === undefined || more.length > 0 || !name.startsWith('HTTP_')) {
    return undefined;
  }
  return { name: name.slice('HTTP_'.length).toLowerCase().replaceAll('_', '-'), value };
}

/** Which `Host` a route hands on. */
export type SeenHost =
  /** The one that the visitor asked for; with `only` always this name of the server, and the port only `withPort`. */
  | {
      readonly kind: 'own';
      readonly only: string | undefined;
      readonly withPort: boolean;
      readonly statement: Statement | undefined;
    }
  /** Always this one, which isn't the name of the server. */
  | { readonly kind: 'fixed'; readonly host: string; readonly statement: Statement | undefined }
  /** Two or more lines, which servers of Django refuse. */
  | { readonly kind: 'twice'; readonly statement: Statement | undefined }
  | { readonly kind: 'unknown' };

/**
 * Source: Django, http/request.py, `HttpRequest._get_raw_host`.
 * @returns the host that Django takes a request for: `Host`, or `X-Forwarded-Host` where the settings say so and it is sent.
 */
export function seenHost(settings: Settings, route: Route): SeenHost {
  const { headers, complete } = sentHeaders(route);
  const isForwarded = headers.some(({ name, value }) => name === 'x-forwarded-host' && value !== '');
  const looks = isForwarded ? certain(settings.truth('USE_X_FORWARDED_HOST')) : false;
  if (looks === undefined) {
    return { kind: 'unknown' };
  }
  const hosts = headers.filter(({ name }) => name === (looks ? 'x-forwarded-host' : 'host'));
  const [only, ...more] = hosts.filter(({ value }) => value !== '');
  if (!complete || route.protocol !== 'http' || route.pass.directive.name.value !== 'proxy_pass') {
    return { kind: 'unknown' };
  }
  if (more.length > 0) {
    return { kind: 'twice', statement: more.at(-1)?.statement };
  }
  const [, variable, port = ''] = /^\$(host|http_host|server_name)(:\$?\w+)?$/.exec(only?.value ?? '') ?? [];
  const names = (route.server.own.get('server_name') ?? []).flatMap(({ directive }) =>
    directive.args.map(({ value }) => value.toLowerCase()),
  );
  if (variable !== undefined) {
    return {
      kind: 'own',
      only: variable === 'server_name' ? names[0] : undefined,
      withPort: variable === 'http_host' || port !== '',
      statement: only?.statement,
    };
  }
  const host = only === undefined ? addressOfPass(route) : only.value === '$proxy_host' ? proxyHost(route) : only.value;
  const statement = (only ?? hosts[0])?.statement;
  if (host === undefined || host.includes('$')) {
    return { kind: 'unknown' };
  }
  const [name = ''] = host.toLowerCase().split(':');
  return names.includes(name)
    ? { kind: 'own', only: name, withPort: host.includes(':'), statement }
    : { kind: 'fixed', host, statement };
}

/** Nginx's `$proxy_host`: the name and port of the `proxy_pass` as written, or `localhost` for a socket. */
function proxyHost(route: Route): string | undefined {
  if (route.upstream !== undefined) {
    return route.upstream;
  }
  const written = route.pass.directive.args[0]?.value ?? '';
  const value = constantsOf(route.effective.configuration).fold(written, route.pass);
  const rest = value.replace(/^https?:\/\//i, '');
  return rest.includes('$') ? undefined : rest.startsWith('unix:') ? 'localhost' : rest.split('/')[0];
}

/** What Django takes for the host of a request without one: where the program behind the route listens (`get_host`, http/request.py). */
function addressOfPass({ targets }: Route): string | undefined {
  const [target, ...more] = targets.kind === 'known' ? targets.value : [];
  if (target === undefined || more.length > 0) {
    return undefined;
  }
  const { address } = target;
  return address.kind === 'unix'
    ? address.path
    : isLoopback(address.host)
      ? `127.0.0.1:${address.port}`
      : addressText(address);
}
