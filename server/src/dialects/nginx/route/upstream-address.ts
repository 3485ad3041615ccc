import type { EffectiveConfiguration } from '../effective/configuration.ts';
import { toBytes } from '../language/pattern.ts';
import { holdsUnknown } from './unknown-value.ts';

/** The URL of a pass directive in its parts: `ngx_parse_url` (src/core/ngx_inet.c). */
export interface UpstreamUrl {
  readonly scheme: string;
  /** The host without port; for a socket `unix:` and its path. */
  readonly host: string;
  /** As written; undefined where the scheme's own port holds. */
  readonly port: string | undefined;
  /** From the first `/` or `?` on; empty where there is none. */
  readonly uri: string;
}

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443', grpc: '80', grpcs: '443' };

/** @returns the parts of `scheme://host:port/uri`, the scheme left out where `scheme` names it; undefined if it is none. */
export function readUpstreamUrl(url: string, scheme?: string): UpstreamUrl | undefined {
  const match = /^([A-Za-z]+):\/\//.exec(url);
  if (scheme === undefined && match === null) {
    return undefined;
  }
  const name = (match?.[1] ?? scheme ?? '').toLowerCase();
  const rest = match === null ? url : url.slice(match[0].length);
  if (/^unix:/i.test(rest)) {
    const end = rest.indexOf(':', 5);
    return {
      scheme: name,
      host: end < 0 ? rest : rest.slice(0, end),
      port: undefined,
      uri: end < 0 ? '' : rest.slice(end + 1),
    };
  }
  const cut = rest.search(/[/?]/);
  const place = cut < 0 ? rest : rest.slice(0, cut);
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(place);
  if (parts === null || parts[1] === '' || !isPort(parts[2])) {
    return undefined;
  }
  return { scheme: name, host: parts[1] as string, port: parts[2], uri: cut < 0 ? '' : rest.slice(cut) };
}

function isPort(text: string | undefined): boolean {
  return (
    text === undefined || holdsUnknown(text) || (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536)
  );
}

/** @returns the `Host` that a proxied request carries by itself: `$proxy_host`. */
export function hostHeader(url: UpstreamUrl): string {
  if (url.host.startsWith('unix:')) {
    return 'localhost';
  }
  return url.port === undefined || url.port === defaultPorts[url.scheme] ? url.host : `${url.host}:${url.port}`;
}

/**
 * @returns what `$proxy_host` and `$proxy_port` hold while a request is passed on to `url`.
 * Source: `ngx_http_proxy_set_vars` (src/http/modules/ngx_http_proxy_module.c).
 */
export function proxyVariables(url: UpstreamUrl): { host: string; port: string } {
  return {
    host: hostHeader(url),
    port: url.host.startsWith('unix:') ? '' : (url.port ?? defaultPorts[url.scheme] ?? ''),
  };
}

/** Where a pass directive leads. */
export interface UpstreamTarget {
  /** Each address that may be taken; a single one where the configuration decides. */
  readonly addresses: readonly string[];
  /** `name`: a host name that must be looked up. */
  readonly kind: 'address' | 'name' | 'upstream';
}

/** @returns the addresses behind a URL: of the `upstream` of that name, or its own. */
export function upstreamTarget(configuration: EffectiveConfiguration, url: UpstreamUrl): UpstreamTarget {
  if (url.host.startsWith('unix:')) {
    return { addresses: [url.host], kind: 'address' };
  }
  const group = url.port === undefined ? configuration.upstreams.get(url.host) : undefined;
  if (group !== undefined) {
    const up = group.servers.filter(({ parameters }) => !parameters.includes('down'));
    const first = up.filter(({ parameters }) => !parameters.includes('backup'));
    const servers = first.length > 0 ? first : up;
    return { addresses: [...new Set(servers.map(({ address }) => serverAddress(address)))], kind: 'upstream' };
  }
  const address = `${url.host}:${url.port ?? defaultPorts[url.scheme] ?? ''}`.replace(/:$/, '');
  const numeric = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/.test(url.host);
  return { addresses: [address], kind: numeric ? 'address' : 'name' };
}

function serverAddress(address: string): string {
  const bytes = toBytes(address);
  return bytes.startsWith('unix:') || /:\d+$/.test(bytes) ? bytes : `${bytes}:80`;
}
