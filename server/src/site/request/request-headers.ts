import { baseName } from '../../base/path.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import type { Route } from '../route.ts';

/** One header that Nginx sets on the request that it hands on. */
export interface SentHeader {
  /** In lower case. */
  readonly name: string;
  /** With its variables. */
  readonly value: string;
  /** The statement that sets it, or the `include` that brings it; undefined for what Nginx sends by itself. */
  readonly statement: Statement | undefined;
}

/** The headers that a route sets. */
export interface SentHeaders {
  readonly headers: readonly SentHeader[];
  /** Whether no file that isn't in the workspace may set more. */
  readonly complete: boolean;
}

/** What the file `/etc/nginx/proxy_params` of Debian's and Ubuntu's package nginx-common sets. */
const DEBIAN_PROXY_PARAMS: readonly (readonly [string, string])[] = [
  ['host', '$host'],
  ['x-real-ip', '$remote_addr'],
  ['x-forwarded-for', '$proxy_add_x_forwarded_for'],
  ['x-forwarded-proto', '$scheme'],
];

/**
 * @returns the headers that a `proxy_pass` sets: the `proxy_set_header` lines of the nearest level that has any, and Nginx's own
 * `Host: $proxy_host` where none of them sets it (`ngx_http_proxy_headers`, src/http/modules/ngx_http_proxy_module.c).
 */
export function sentHeaders(route: Route): SentHeaders {
  const { statements, level } = inForce(route.place, 'proxy_set_header');
  const headers: SentHeader[] = statements.flatMap((statement) => {
    const [name, value] = statement.directive.args;
    return name === undefined || value === undefined
      ? []
      : [{ name: name.value.toLowerCase(), value: value.value, statement }];
  });
  const missing = unreadIncludes(route, level);
  for (const include of missing) {
    if (baseName(include.directive.args[0]?.value ?? '') === 'proxy_params') {
      const own = DEBIAN_PROXY_PARAMS.map(([name, value]) => ({ name, value, statement: include }));
      const after = headers.findIndex(({ statement }) => statement !== undefined && isBehind(statement, include));
      headers.splice(after < 0 ? headers.length : after, 0, ...own);
    }
  }
  const complete = missing.every((include) => baseName(include.directive.args[0]?.value ?? '') === 'proxy_params');
  if (!headers.some((header) => header.name === 'host')) {
    headers.push({ name: 'host', value: '$proxy_host', statement: undefined });
  }
  return { headers, complete };
}

/** @returns what a route sends as the header `name` (any case), the last one where a mistake sends several. */
export function sentHeader(route: Route, name: string): SentHeader | undefined {
  return sentHeaders(route).headers.findLast((header) => header.name === name.toLowerCase());
}

const SOCKET_PATH =
  /(?:^|[/^])(?:wss?|web-?sockets?|sockets?|socket\.io|channels?|chat|live|realtime|notifications?)(?:[/$)]|$)/i;

/**
 * @returns whether a route is there for WebSockets alone: it hands the upgrade on, and its path says so. Channels answers them itself:
 * the middleware of Django, which redirects and looks at Host and forms, never sees them.
 */
export function isForWebSockets(route: Route): boolean {
  return SOCKET_PATH.test(route.location.head?.text ?? '') && (sentHeader(route, 'Upgrade')?.value ?? '') !== '';
}

function isBehind(statement: Statement, other: Statement): boolean {
  return statement.file === other.file && statement.directive.span.start > other.directive.span.start;
}

/** The includes that gave nothing and could set headers that hold at the route: in its own level, or in any up to `level`. */
function unreadIncludes(route: Route, level: Place | undefined): Statement[] {
  const problems = route.effective.configuration.includeProblems;
  if (problems.length === 0) {
    return [];
  }
  const unread = new Set(problems.map(({ statement }) => statement));
  const found: Statement[] = [];
  for (let place: Place | undefined = route.place; place !== undefined; place = place.parent) {
    found.push(...place.statements.filter((statement) => unread.has(statement)));
    if (place === level || found.length > 0) {
      break;
    }
  }
  return found;
}
