import { type Known, known, unknown } from '../base/known.ts';
import type { Configuration, Statement } from '../dialects/nginx/configuration.ts';
import { constantsOf } from '../dialects/nginx/constants.ts';
import type { EffectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { passDirectives } from '../dialects/nginx/effective/in-force.ts';
import type { Place } from '../dialects/nginx/effective/place.ts';
import { type Address, readAddress } from './address.ts';

/** One server that a request may be handed on to. */
export interface RouteTarget {
  readonly address: Address;
  /** The statement that names it: the pass itself, or the `server` of an `upstream`. */
  readonly statement: Statement;
}

/** A place of a configuration that hands its requests on to another program. */
export interface Route {
  readonly effective: EffectiveConfiguration;
  /** The `server` that it is part of. */
  readonly server: Place;
  /** The `location`, or the `if` or `limit_except` in one, that holds the pass. */
  readonly place: Place;
  /** The nearest `location`, with its head. */
  readonly location: Place;
  readonly pass: Statement;
  /** `http`, `https`, `grpc`, `grpcs`, or `fastcgi`, `uwsgi`, `scgi`, `memcached`. */
  readonly protocol: string;
  /** What stands behind the address in a `proxy_pass`: from the first `/` or `?` on. Undefined where there is none. */
  readonly uri: string | undefined;
  /** The name of the `upstream` that it goes through. */
  readonly upstream: string | undefined;
  readonly targets: Known<readonly RouteTarget[]>;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, grpc: 80, grpcs: 443 };

/** @returns every place of a configuration that hands requests on, in the order of the text. */
export function readRoutes(configuration: Configuration): Route[] {
  const effective = effectiveConfiguration(configuration);
  return effective.servers.flatMap((server) => routesIn(effective, server, server));
}

function routesIn(effective: EffectiveConfiguration, server: Place, place: Place): Route[] {
  const routes: Route[] = [];
  const location = nearestLocation(place);
  if (location !== undefined) {
    for (const name of passDirectives) {
      const pass = place.own.get(name)?.at(-1);
      if (pass !== undefined) {
        routes.push(readRoute(effective, server, place, location, pass));
      }
    }
  }
  return [...routes, ...place.inner.flatMap((inner) => routesIn(effective, server, inner))];
}

function nearestLocation(place: Place): Place | undefined {
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    if (level.kind === 'location' || (level.kind === 'server' && level.statement === undefined)) {
      return level;
    }
  }
  return undefined;
}

function readRoute(
  effective: EffectiveConfiguration,
  server: Place,
  place: Place,
  location: Place,
  pass: Statement,
): Route {
  const written = pass.directive.args[0]?.value ?? '';
  const value = constantsOf(effective.configuration).fold(written, pass);
  const scheme = /^([a-z]+):\/\//i.exec(value)?.[1]?.toLowerCase();
  const protocol = scheme ?? pass.directive.name.value.replace(/_pass$/, '').replace(/^proxy$/, 'http');
  const rest = scheme === undefined ? value : value.slice(scheme.length + '://'.length);
  const { host, uri } = splitHost(rest);
  const upstream = effective.upstreams.get(host);
  const origin = { path: pass.file.path, span: pass.directive.args[0]?.span ?? pass.directive.span };
  const base = { effective, server, place, location, pass, protocol, uri, upstream: upstream?.name };
  if (upstream !== undefined) {
    const targets = upstream.servers.map(({ address, statement }) => ({
      address: readAddress(address, DEFAULT_PORTS[protocol] ?? 80),
      statement,
    }));
    const all = targets.filter((target): target is RouteTarget => target.address !== undefined);
    return {
      ...base,
      targets:
        all.length === targets.length
          ? known(all, [origin])
          : unknown('a server of the upstream is a variable', [origin]),
    };
  }
  const address = mayBeUpstream(host, effective) ? undefined : readAddress(host, DEFAULT_PORTS[protocol] ?? 80);
  return {
    ...base,
    targets:
      address === undefined
        ? unknown('the address is a variable, or an upstream that is not in view', [origin])
        : known([{ address, statement: pass }], [origin]),
  };
}

/** Whether a bare name can be that of an `upstream` in a file that isn't read with this one. */
function mayBeUpstream(host: string, { configuration }: EffectiveConfiguration): boolean {
  const isPart = configuration.context === 'server' || configuration.context === 'location';
  return /^\w+$/.test(host) && host !== 'localhost' && (isPart || configuration.includeProblems.length > 0);
}

/** Cuts `host:port/uri`, or `unix:/path:/uri`, as `ngx_parse_url` (src/core/ngx_inet.c) does. */
function splitHost(rest: string): { host: string; uri: string | undefined } {
  if (rest.startsWith('unix:')) {
    const end = rest.indexOf(':', 'unix:'.length);
    return end < 0
      ? { host: rest, uri: undefined }
      : { host: rest.slice(0, end), uri: rest.slice(end + 1) || undefined };
  }
  const end = rest.search(/[/?]|\$(?=\{?(?:request_)?uri\b)/);
  return end < 0 ? { host: rest, uri: undefined } : { host: rest.slice(0, end), uri: rest.slice(end) };
}
