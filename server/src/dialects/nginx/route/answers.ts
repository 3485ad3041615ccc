import type { Statement } from '../configuration.ts';
import type { EffectiveConfiguration } from '../effective/configuration.ts';
import { enclosingPlace, type Place } from '../effective/place.ts';
import { toBytes } from '../language/pattern.ts';
import { type Listener, listeners } from './listeners.ts';
import type { Outcome, Route } from './outcome.ts';
import type { FileOracle, RouteRequest } from './request.ts';
import { route } from './route.ts';
import { UnreadRegex } from './server-names.ts';

/**
 * A request that reaches `server`: on one of its ports, under a name that chooses it.
 *
 * @param uri the target of the request line.
 * @returns undefined where no name is found that chooses it.
 */
export function requestTo(
  configuration: EffectiveConfiguration,
  server: Place,
  uri: string,
  method = 'GET',
): RouteRequest | undefined {
  for (const listener of listeners(configuration)) {
    if (listener.port === 0 || !listener.servers.includes(server)) {
      continue;
    }
    const host = hostFor(listener, server);
    if (host !== undefined) {
      return {
        scheme: listener.tls ? 'https' : 'http',
        host,
        port: listener.port,
        method,
        uri,
        headers: [],
        ...(listener.address === '*' || listener.address === '[::]' ? {} : { address: listener.address }),
      };
    }
  }
  return undefined;
}

/** A host name with which `listener` chooses `server`. */
function hostFor(listener: Listener, server: Place): string | undefined {
  const names = (server.own.get('server_name') ?? []).flatMap((statement) =>
    statement.directive.args.map((word) => word.value.toLowerCase()),
  );
  const candidates = [
    ...names.filter((name) => name !== '' && !name.startsWith('~')).map((name) => name.replace(/^\*?\./, 'www.')),
    ...names.filter((name) => name.startsWith('.')).map((name) => name.slice(1)),
    'example.com',
    '127.0.0.1',
  ].map((name) => (name.endsWith('.*') ? `${name.slice(0, -1)}example` : name));
  try {
    return candidates.find((host) => (listener.names.find(toBytes(host))?.server ?? listener.defaultServer) === server);
  } catch (error) {
    if (error instanceof UnreadRegex) {
      return undefined;
    }
    throw error;
  }
}

/** @returns where a request for `uri` to the server of `place` goes; undefined where none reaches it. */
export function routeWithin(
  configuration: EffectiveConfiguration,
  place: Place,
  uri: string,
  files: FileOracle,
): Route | undefined {
  const server = enclosingPlace(place, 'server');
  const request = server === undefined ? undefined : requestTo(configuration, server, uri);
  return request === undefined ? undefined : route(configuration, request, { files });
}

const allFiles: FileOracle = () => 'file';

/** Credentials that a password file may take, so that what lies behind a password is seen too. */
const credentials = ['Authorization', 'Basic dTpw'] as const;

/**
 * Every file that a request may open within a location, were it there: for any client, whatever the configuration leaves
 * open.
 *
 * @param location the `location` statement that must answer, itself or by a location nested in it.
 * @returns undefined where no request is known that reaches its server, so that nothing can be said.
 */
export function openedFiles(
  configuration: EffectiveConfiguration,
  location: Statement,
  uri: string,
): readonly string[] | undefined {
  const place = configuration.placeOf(location);
  const server = place === undefined ? undefined : enclosingPlace(place, 'server');
  const request = server === undefined ? undefined : requestTo(configuration, server, uri);
  if (place === undefined || request === undefined) {
    return undefined;
  }
  const found = route(configuration, { ...request, headers: [credentials] }, { files: allFiles });
  return found.location !== undefined && isWithin(found.location, place) ? filesOf(found.outcome) : [];
}

function isWithin(place: Place, outer: Place): boolean {
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    if (level === outer) {
      return true;
    }
  }
  return false;
}

function filesOf(outcome: Outcome): string[] {
  if (outcome.kind === 'depends') {
    return outcome.branches.flatMap((branch) => filesOf(branch.outcome));
  }
  return outcome.kind === 'file' ? [outcome.file] : [];
}
