import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { hasOption, optionValue } from '../../dialects/process/options.ts';
import type { Application } from '../../site/application.ts';
import { sentHeaders } from '../../site/request/request-headers.ts';
import type { Route } from '../../site/route.ts';
import { defineRule, type Related } from '../define.ts';

const missing = 'WebSockets do not get through: no location hands Upgrade and Connection on to the application.';
const why =
  'Upgrade and Connection are for the next hop only, and Nginx hands them on only where proxy_set_header says so, with proxy_http_version 1.1.';
const serves = 'The application serves WebSockets.';

/** An application with WebSockets behind locations that don't hand the upgrade on. */
export const websocketNotForwarded = defineRule({
  id: 'site/websocket-not-forwarded',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx', 'django', 'process'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/http/websocket.html'],
  messages: { missing, why, serves },
  check({ site, report }) {
    for (const application of site.applications) {
      const { routes, settings, certainty } = application;
      const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
      const place = websocketPlace(application);
      const main = routes.find((route) => route.location.head?.text === '/') ?? routes[0];
      if (
        certainty !== 'proven' ||
        main === undefined ||
        place === undefined ||
        !apps.includes('channels') ||
        !speaksWebsocket(application) ||
        routes.some(mayUpgrade)
      ) {
        continue;
      }
      report({
        path: main.pass.file.path,
        span: main.pass.directive.span,
        message: 'missing',
        note: 'why',
        related: [place],
      });
    }
  },
});

/** Where the ASGI file of the project names the protocol. */
function websocketPlace({ project }: Application): Related | undefined {
  for (const { path } of project.entries.filter(({ kind }) => kind === 'asgi')) {
    const found = /^[^#\n]*(["']websocket["'])\s*:/m.exec(project.workspace.read(path) ?? '');
    if (found !== null) {
      const start = found.index + found[0].indexOf(found[1] as string);
      return { path, span: { start, end: start + (found[1] as string).length }, message: message(serves) };
    }
  }
  return undefined;
}

/** Whether what runs the application is a server for ASGI with WebSockets. */
function speaksWebsocket({ process }: Application): boolean {
  const program = process?.program;
  if (program?.kind === 'uvicorn') {
    return optionValue(program.options, '--ws')?.value !== 'none' && !hasOption(program.options, '--factory');
  }
  return program?.kind === 'gunicorn' && /uvicorn.*Worker$/i.test(certain(program.workerClass) ?? '');
}

/** Whether a route hands the upgrade on, or a file that isn't here may make it do so. */
function mayUpgrade(route: Route): boolean {
  const { headers, complete } = sentHeaders(route);
  const has = (name: string): boolean => headers.some((header) => header.name === name && header.value !== '');
  return !complete || route.protocol !== 'http' || (has('upgrade') && has('connection'));
}
