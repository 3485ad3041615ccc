import { certain, type Known } from '../base/known.ts';
import type { Settings } from '../dialects/django/settings.ts';
import type { Statement } from '../dialects/nginx/configuration.ts';
import type { Process } from '../dialects/process/process.ts';
import { isLoopback } from './address.ts';
import type { Application } from './application.ts';
import { sentHeaders } from './request-headers.ts';
import type { Route } from './route.ts';

/** Why Django takes a request that came over HTTPS for a plain one. */
export interface UnseenHttps {
  /**
   * `missing`: Nginx doesn't tell the scheme. `fixed`: it tells a wrong one. `untrusted`: the program that runs Django doesn't
   * believe it, and Django itself isn't told to look. `mismatch`: Django is told to look for another value.
   */
  readonly cause: 'missing' | 'fixed' | 'untrusted' | 'mismatch';
  /** What Nginx sends, where it sends something. */
  readonly value: string;
  readonly statement: Statement | undefined;
  /** Whether Django itself has to be told to look, since the program that runs it doesn't believe what Nginx tells. */
  readonly needsLook: boolean;
}

/**
 * Follows the scheme of a request over HTTPS to `request.is_secure()`, by what is sent and by who believes it.
 * Source: Django, http/request.py, `HttpRequest.scheme`; uvicorn, middleware/proxy_headers.py; gunicorn, http/message.py.
 * @returns why Django doesn't see HTTPS; undefined where it does, and where the files don't tell.
 */
export function unseenHttps(application: Application, route: Route): UnseenHttps | undefined {
  const { headers, complete } = sentHeaders(route);
  const header = proxySslHeader(application.settings);
  if (route.protocol !== 'http' || !complete || header === undefined) {
    return undefined;
  }
  const sent = (name: string) => headers.findLast((one) => one.name === name);
  if (header !== 'none') {
    const own = sent(header.name);
    const value = own === undefined ? undefined : overHttps(own.value);
    if (own !== undefined) {
      const wrong = value !== undefined && value.split(',', 1)[0]?.trim() !== header.value;
      return wrong
        ? {
            cause: value === 'http' ? 'fixed' : 'mismatch',
            value: own.value,
            statement: own.statement,
            needsLook: false,
          }
        : undefined;
    }
  }
  const proto = sent('x-forwarded-proto');
  const others = headers.some(
    ({ name }) => name === 'x-forwarded-ssl' || name === 'x-forwarded-protocol' || name === 'forwarded',
  );
  if (others) {
    return undefined;
  }
  const believed = application.process === undefined ? undefined : believesScheme(application.process, route);
  const needsLook = header === 'none' && believed === false;
  if (proto === undefined) {
    return { cause: 'missing', value: '', statement: undefined, needsLook };
  }
  const { value: text, statement } = proto;
  const value = overHttps(text);
  if (value === 'http') {
    return { cause: 'fixed', value: text, statement, needsLook };
  }
  return value === 'https' && believed === false
    ? { cause: 'untrusted', value: text, statement, needsLook }
    : undefined;
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

/** What a value comes to in a request over HTTPS; undefined where that depends on more. */
function overHttps(value: string): string | undefined {
  return value === '$scheme' ? 'https' : value === '$https' ? 'on' : value.includes('$') ? undefined : value;
}

/** @returns whether the program turns `X-Forwarded-Proto: https` of Nginx into the scheme; undefined where that isn't told. */
function believesScheme(process: Process, route: Route): boolean | undefined {
  const { program } = process;
  const targets = route.targets.kind === 'known' ? route.targets.value.map(({ address }) => address) : [];
  const unix = targets.length > 0 && targets.every((address) => address.kind === 'unix');
  const loopback = targets.length > 0 && targets.every((address) => address.kind === 'tcp' && isLoopback(address.host));
  const allowed = (ips: Known<string>): boolean | undefined => {
    const list = ips.kind === 'absent' ? (process.environment.complete ? '127.0.0.1' : undefined) : certain(ips);
    const entries = list?.split(',').map((ip) => ip.trim());
    if (entries === undefined || process.environment.variables.has('FORWARDED_ALLOW_IPS')) {
      return undefined;
    }
    return entries.includes('*') || (unix ? false : loopback && entries.includes('127.0.0.1') ? true : undefined);
  };
  switch (program.kind) {
    case 'uvicorn': {
      const looks = program.proxyHeaders.kind === 'absent' ? true : certain(program.proxyHeaders);
      return looks === true ? allowed(program.forwardedAllowIps) : looks;
    }
    case 'gunicorn': {
      const worker = program.workerClass.kind === 'absent' ? 'sync' : certain(program.workerClass);
      if (worker === undefined) {
        return undefined;
      }
      return /uvicorn/i.test(worker) ? allowed(program.forwardedAllowIps) : unix || allowed(program.forwardedAllowIps);
    }
    default:
      return undefined;
  }
}

/** Which `Host` a route hands on. */
export type SeenHost =
  /** The one that the visitor asked for; with `firstNameOnly` always the first name of the server, and the port only `withPort`. */
  | {
      readonly kind: 'own';
      readonly firstNameOnly: boolean;
      readonly withPort: boolean;
      readonly statement: Statement | undefined;
    }
  /** Always this one. */
  | { readonly kind: 'fixed'; readonly host: string; readonly statement: Statement | undefined }
  /** Two or more lines, which servers of Django refuse. */
  | { readonly kind: 'twice'; readonly statement: Statement | undefined }
  | { readonly kind: 'unknown' };

/** @returns the `Host` that the program behind the route is given. */
export function seenHost(route: Route): SeenHost {
  const { headers, complete } = sentHeaders(route);
  const hosts = headers.filter(({ name, value }) => name === 'host' && value !== '');
  const [only] = hosts;
  if (!complete || route.protocol !== 'http' || route.pass.directive.name.value !== 'proxy_pass') {
    return { kind: 'unknown' };
  }
  if (hosts.length > 1) {
    return { kind: 'twice', statement: hosts.at(-1)?.statement };
  }
  if (only === undefined) {
    return { kind: 'unknown' };
  }
  if (/^\$(?:host|http_host|server_name)(?::\$?\w+)?$/.test(only.value)) {
    return {
      kind: 'own',
      firstNameOnly: only.value.startsWith('$server_name'),
      withPort: only.value === '$http_host' || only.value.includes(':'),
      statement: only.statement,
    };
  }
  const host = only.value === '$proxy_host' ? proxyHost(route) : only.value.includes('$') ? undefined : only.value;
  return host === undefined ? { kind: 'unknown' } : { kind: 'fixed', host, statement: only.statement };
}

/** Nginx's `$proxy_host`: the name and port of the `proxy_pass` as written, or `localhost` for a socket. */
function proxyHost(route: Route): string | undefined {
  const written = route.pass.directive.args[0]?.value ?? '';
  if (route.upstream !== undefined) {
    return route.upstream;
  }
  const rest = written.replace(/^https?:\/\//i, '');
  return rest.includes('$') ? undefined : rest.startsWith('unix:') ? 'localhost' : rest.split('/')[0];
}
