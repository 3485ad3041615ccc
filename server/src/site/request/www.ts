import { allowsHost } from '../../dialects/django/allowed-hosts.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { route } from '../../dialects/nginx/route/route.ts';
import type { Application } from '../application.ts';
import type { EntryPoint } from '../entry-point.ts';
import { requestFile, servingEntries } from '../files/served-file.ts';
import type { Route } from '../route.ts';
import type { Site } from '../site.ts';
import { isPlainName } from './own-origins.ts';
import { seenHost } from './seen-request.ts';

/** What becomes of visitors whom Django sends from a name to the same with `www.` in front. */
export interface WwwFault {
  /** The name without `www.`. */
  readonly name: string;
  /** `loop`: the way leads back to the name. `refused`: Django doesn't take the other one. */
  readonly kind: 'loop' | 'refused';
  /** What sends them back. */
  readonly statement: Statement | undefined;
}

/** A chain of redirects is followed so far. */
const mostRedirects = 4;

/**
 * Follows visitors of each name without `www.` after Django has sent them to the one with it, as PREPEND_WWW does.
 * Source: Django, middleware/common.py, `CommonMiddleware.process_request`.
 * @returns the names from which they get nowhere.
 */
export function lostBehindWww(site: Site, application: Application): WwwFault[] {
  return servingEntries(application).flatMap((entry) =>
    entry.names
      .filter((name) => isPlainName(name) && !name.startsWith('www.') && seesName(application, entry, name))
      .flatMap((name) => follow(site, application, entry, name) ?? []),
  );
}

/** Whether Django is asked for the name itself when a visitor asks for it. */
function seesName(application: Application, entry: EntryPoint, name: string): boolean {
  const found = requestFile(entry, '/', undefined, name);
  const own = application.routes.find(({ location }) => location === found?.location);
  const host = own === undefined ? undefined : seenHost(application.settings, own);
  return found?.outcome.kind === 'upstream' && host?.kind === 'own' && (host.only ?? name) === name;
}

function follow(site: Site, application: Application, entry: EntryPoint, name: string): WwwFault | undefined {
  const asked = `www.${name}`;
  const [listen] = entry.listens;
  let scheme: 'http' | 'https' = entry.tls ? 'https' : 'http';
  let port = entry.listens.find(({ tls }) => tls === entry.tls)?.port ?? listen?.port ?? 80;
  for (let times = 0; times < mostRedirects; times++) {
    const request = { scheme, host: asked, port, method: 'GET', uri: '/', headers: [] };
    const found = route(entry.effective, request, { files: () => 'file' });
    const taker = site.entryPoints.find(({ server }) => server === found.server);
    if (taker === undefined || ![asked, `.${name}`, `*.${name}`].some((own) => taker.names.includes(own))) {
      return undefined;
    }
    if (found.outcome.kind === 'upstream') {
      const own = application.routes.find(({ location }) => location === found.location);
      const fault = own === undefined ? undefined : atDjango(application, own, name);
      // That a name of a server isn't allowed is told where the server names it.
      return fault?.kind === 'refused' && taker.names.includes(asked) ? undefined : fault;
    }
    const [, to, host, ownPort] =
      /^(https?):\/\/([^/:?#]+)(?::(\d+))?/.exec(found.outcome.kind === 'redirect' ? found.outcome.target : '') ?? [];
    if (host === name) {
      return {
        name,
        kind: 'loop',
        statement: found.steps.findLast(({ statement }) => statement !== undefined)?.statement,
      };
    }
    if (host !== asked) {
      return undefined;
    }
    scheme = to === 'https' ? 'https' : 'http';
    port = ownPort === undefined ? (scheme === 'https' ? 443 : 80) : Number(ownPort);
  }
  return undefined;
}

function atDjango({ settings }: Application, own: Route, name: string): WwwFault | undefined {
  const host = seenHost(settings, own);
  if (host.kind !== 'own') {
    return undefined;
  }
  if (host.only === name) {
    return { name, kind: 'loop', statement: host.statement };
  }
  return allowsHost(settings, `www.${name}`) === false ? { name, kind: 'refused', statement: undefined } : undefined;
}
