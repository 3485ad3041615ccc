import type { WorkspacePath } from '../base/path.ts';
import type { Span } from '../base/span.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import { effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { enclosingPlace, type Place } from '../dialects/nginx/effective/place.ts';
import { fromBytes } from '../dialects/nginx/language/pattern.ts';
import { requestTo } from '../dialects/nginx/route/answers.ts';
import { escapeUri } from '../dialects/nginx/route/escape.ts';
import { ownPath } from '../dialects/nginx/route/rivals.ts';

/** A `server` or `location` and a URL that leads there. */
export interface RouteLens {
  /** The name of the statement. */
  readonly span: Span;
  readonly url: string;
}

/** @returns the servers and locations of a file that some request reaches, each with such a URL. */
export function routeLenses(configurations: readonly Configuration[], path: WorkspacePath): readonly RouteLens[] {
  const configuration = configurations.find(({ files }) => files.some((file) => file.path === path));
  if (configuration === undefined) {
    return [];
  }
  const effective = effectiveConfiguration(configuration);
  const lenses: RouteLens[] = [];
  const visit = (place: Place): void => {
    const { statement, kind } = place;
    if (statement?.file.path === path && (kind === 'server' || kind === 'location')) {
      const server = enclosingPlace(place, 'server');
      const own = kind === 'server' ? '/' : ownPath(place);
      const request =
        server === undefined || own === undefined
          ? undefined
          : requestTo(effective, server, fromBytes(escapeUri(own, 'uri')));
      if (request !== undefined) {
        const usual = request.scheme === 'https' ? 443 : 80;
        const port = request.port === usual ? '' : `:${request.port}`;
        lenses.push({
          span: statement.directive.name.span,
          url: `${request.scheme}://${request.host}${port}${request.uri}`,
        });
      }
    }
    place.inner.forEach(visit);
  };
  effective.servers.forEach(visit);
  return lenses;
}
