import { certain, type Known } from '../../base/known.ts';
import type { Process } from '../../dialects/process/process.ts';
import { type Address, isLoopback } from '../address.ts';
import type { Route } from '../route.ts';
import type { SentHeader } from './request-headers.ts';

/** What gunicorn's `secure_scheme_headers` wants to read in each header of a request over HTTPS. */
const GUNICORN_HEADERS: ReadonlyMap<string, string> = new Map([
  ['x-forwarded-protocol', 'ssl'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-ssl', 'on'],
]);

/** What the program that runs Django makes of a request over HTTPS. */
export interface BelievedScheme {
  /** `refused`: gunicorn answers 400, since two headers contradict each other. */
  readonly scheme: 'http' | 'https' | 'refused';
  /** Whether it looks at what Nginx tells of the scheme. */
  readonly looks: boolean;
}

/**
 * Source: uvicorn, middleware/proxy_headers.py, where the last `X-Forwarded-Proto` counts; gunicorn, http/message.py,
 * `_apply_header_policy`.
 * @param headers what Nginx sends. @returns undefined where the files don't tell.
 */
export function believedScheme(
  process: Process,
  route: Route,
  headers: readonly SentHeader[],
): BelievedScheme | undefined {
  const kind = serverKind(process);
  const looks = looksAtScheme(process, route);
  if (kind === undefined || looks === false) {
    return looks === false ? { scheme: 'http', looks } : undefined;
  }
  const believed = kind === 'uvicorn' ? byUvicorn(headers) : byGunicorn(process, headers);
  return believed === undefined || (looks === undefined && believed !== 'http')
    ? undefined
    : { scheme: believed, looks: looks ?? true };
}

/** @returns what a value comes to in a request over HTTPS; undefined where that depends on more. */
export function overHttps(value: string): string | undefined {
  return over('https', value);
}

/** What a value comes to in a request of a visitor; `$https` is empty over HTTP, and Nginx sends no empty header. */
function over(scheme: 'http' | 'https', value: string): string | undefined {
  return value === '$scheme'
    ? scheme
    : value === '$https'
      ? scheme === 'https'
        ? 'on'
        : ''
      : value.includes('$')
        ? undefined
        : value;
}

function byUvicorn(headers: readonly SentHeader[]): 'http' | 'https' | undefined {
  const last = headers.findLast(({ name, value }) => name === 'x-forwarded-proto' && value !== '');
  const value = last === undefined ? '' : overHttps(last.value)?.trim();
  return value === undefined ? undefined : value === 'https' ? 'https' : 'http';
}

function byGunicorn(process: Process, headers: readonly SentHeader[]): BelievedScheme['scheme'] | undefined {
  const told = toldToGunicorn(process, headers, 'https');
  const first = told?.[0]?.scheme ?? 'http';
  return told === undefined ? undefined : told.every(({ scheme }) => scheme === first) ? first : 'refused';
}

/** A header and the scheme that gunicorn reads in it. */
export interface ToldScheme {
  readonly header: SentHeader;
  readonly scheme: 'http' | 'https';
}

/** What gunicorn reads in each header that tells of the scheme; undefined where the files don't tell. */
function toldToGunicorn(
  { program }: Process,
  headers: readonly SentHeader[],
  scheme: 'http' | 'https',
): ToldScheme[] | undefined {
  if (program.kind !== 'gunicorn' || program.schemeHeaders.kind !== 'absent') {
    return undefined;
  }
  const told: ToldScheme[] = [];
  for (const header of headers.filter(({ name }) => GUNICORN_HEADERS.has(name))) {
    const value = over(scheme, header.value);
    if (value === undefined) {
      return undefined;
    }
    if (value !== '') {
      told.push({ header, scheme: value === GUNICORN_HEADERS.get(header.name) ? 'https' : 'http' });
    }
  }
  return told;
}

/**
 * Source: gunicorn, http/message.py, `_apply_header_policy`, which answers with 400 (`InvalidSchemeHeaders`).
 * @param scheme over which the visitor asks.
 * @returns the first two headers of which one tells gunicorn of HTTPS and the other of HTTP; undefined where none do, or where it
 * isn't sure that gunicorn looks at them.
 */
export function contradictingHeaders(
  process: Process,
  route: Route,
  headers: readonly SentHeader[],
  scheme: 'http' | 'https',
): readonly [ToldScheme, ToldScheme] | undefined {
  if (serverKind(process) !== 'gunicorn' || looksAtScheme(process, route) !== true) {
    return undefined;
  }
  const [first, ...others] = toldToGunicorn(process, headers, scheme) ?? [];
  const other = others.find((one) => one.scheme !== first?.scheme);
  return first === undefined || other === undefined ? undefined : [first, other];
}

function serverKind({ program }: Process): 'uvicorn' | 'gunicorn' | undefined {
  if (program.kind !== 'gunicorn') {
    return program.kind === 'uvicorn' ? 'uvicorn' : undefined;
  }
  const worker = program.workerClass.kind === 'absent' ? 'sync' : certain(program.workerClass);
  return worker === undefined ? undefined : /uvicorn/i.test(worker) ? 'uvicorn' : 'gunicorn';
}

function looksAtScheme(process: Process, route: Route): boolean | undefined {
  const { program } = process;
  if (program.kind !== 'uvicorn' && program.kind !== 'gunicorn') {
    return undefined;
  }
  if (program.kind === 'uvicorn' && program.proxyHeaders.kind !== 'absent') {
    const looks = certain(program.proxyHeaders);
    if (looks !== true) {
      return looks;
    }
  }
  const targets = route.targets.kind === 'known' ? route.targets.value.map(({ address }) => address) : [];
  // Gunicorn believes whoever may write to its socket; to Uvicorn such a client has no address.
  if (serverKind(process) === 'gunicorn' && targets.length > 0 && targets.every(({ kind }) => kind === 'unix')) {
    return true;
  }
  return believesClient(trusted(process, program.forwardedAllowIps), targets);
}

/** The addresses that are believed, by the option, else by the variable, else by default. */
function trusted({ environment }: Process, option: Known<string>): string[] | undefined {
  const variable = environment.variables.get('FORWARDED_ALLOW_IPS')?.value;
  const byDefault =
    variable !== undefined ? certain(variable.toKnown()) : environment.complete ? '127.0.0.1' : undefined;
  const text = option.kind === 'absent' ? byDefault : certain(option);
  return text?.split(',').map((entry) => entry.trim());
}

function believesClient(entries: readonly string[] | undefined, targets: readonly Address[]): boolean | undefined {
  if (entries === undefined || targets.length === 0 || (entries.includes('*') && entries.length > 1)) {
    return undefined;
  }
  if (entries[0] === '*') {
    return true;
  }
  if (targets.every(({ kind }) => kind === 'unix')) {
    return false;
  }
  const local = targets.every((target) => target.kind === 'tcp' && isLoopback(target.host));
  return local && entries.every(isAddressOrNetwork) ? entries.some(holdsLoopback) : undefined;
}

function isAddressOrNetwork(entry: string): boolean {
  return /^(?:\d+\.){3}\d+(?:\/\d+)?$/.test(entry) || /^[\da-f:]*:[\da-f:]*(?:\/\d+)?$/i.test(entry);
}

/** Whether an address or a network in IPv4 holds 127.0.0.1, from which Nginx comes to a program of the same machine. */
function holdsLoopback(entry: string): boolean {
  const [address = '', bits = '32'] = entry.split('/');
  const wanted = numberOf('127.0.0.1');
  const size = 2 ** (32 - Number(bits));
  return /^[\d.]+$/.test(address) && Math.floor(numberOf(address) / size) === Math.floor(wanted / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
