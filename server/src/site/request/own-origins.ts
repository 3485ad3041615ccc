import { allowsHost } from '../../dialects/django/allowed-hosts.ts';
import { trustsOrigin } from '../../dialects/django/security.ts';
import { isPinnedBelow } from '../../dialects/process/pins.ts';
import type { Application } from '../application.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { Route } from '../route.ts';

const STANDARD_PORTS = { http: 80, https: 443 } as const;

/** @returns whether a word of `server_name` is a name that visitors ask for: no wildcard, pattern, catch-all or address. */
export function isPlainName(name: string): boolean {
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(name) && !/^[\d.]+$/.test(name);
}

/** @returns the origins of the pages of a server, as browsers write them: `http://shop.test`, `https://shop.test:8443`. */
export function ownOrigins({ names, listens }: EntryPoint): string[] {
  const origins = names.filter(isPlainName).flatMap((name) =>
    listens
      .filter(({ port }) => port > 0)
      .map(({ tls, port }) => {
        const scheme = tls ? 'https' : 'http';
        return `${scheme}://${name}${port === STANDARD_PORTS[scheme] ? '' : `:${port}`}`;
      }),
  );
  return [...new Set(origins)];
}

/**
 * @returns the origins of the pages of `entry` from which Django refuses forms, unless it sees the very host and scheme of the page.
 * Django before 4.0 doesn't look at the origin.
 */
export function refusedOrigins({ settings, project }: Application, entry: EntryPoint): string[] {
  return isPinnedBelow(project.workspace, 'django', [4])
    ? []
    : ownOrigins(entry).filter((origin) => trustsOrigin(settings, origin) === false);
}

/**
 * @returns whether Django refuses every form that pages behind `route` send, unless it sees the very host and scheme of the page.
 * A server without a name to ask for has origins of which nothing is known. False also where the files don't tell.
 */
export function refusesForms(application: Application, route: Route, scheme?: 'http' | 'https'): boolean {
  const { settings, entryPoints, project } = application;
  const isAsked = (origin: string): boolean => scheme === undefined || origin.startsWith(`${scheme}://`);
  const entry = entryPoints.find(({ server }) => server === route.server);
  const asked = entry === undefined ? [] : ownOrigins(entry).filter(isAsked);
  if (entry === undefined || asked.length === 0) {
    return !isPinnedBelow(project.workspace, 'django', [4]) && trustsOrigin(settings, undefined) === false;
  }
  return refusedOrigins(application, entry).filter(isAsked).length === asked.length;
}

/**
 * @returns a name of the server that Django takes, and from whose pages it refuses forms unless it sees their very host and scheme;
 * undefined where there is none. `host`, where Django always sees that one, is the one that it has to take.
 */
export function refusedName(application: Application, entry: EntryPoint, host?: string): string | undefined {
  return entry.names.find(
    (name) =>
      // Django answers a host that it doesn't take with 400, and shows no form there.
      allowsHost(application.settings, host ?? name) !== false &&
      refusedOrigins(application, { ...entry, names: [name] }).length > 0,
  );
}
