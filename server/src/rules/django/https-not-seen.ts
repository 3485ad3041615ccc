import { message } from '../../base/message.ts';
import type { FileEdit } from '../../base/text-edit.ts';
import type { Workspace } from '../../base/workspace.ts';
import { hasSecurityMiddleware } from '../../dialects/django/security.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import type { Application } from '../../site/application.ts';
import { urlPath } from '../../site/files/served-file.ts';
import { addHeader } from '../../site/request/add-header.ts';
import { refusesForms } from '../../site/request/own-origins.ts';
import { isForWebSockets } from '../../site/request/request-headers.ts';
import { type UnseenHttps, unseenHttps } from '../../site/request/seen-request.ts';
import type { Route } from '../../site/route.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule, type Fix, type Related, type Report } from '../define.ts';

const loop = 'Django redirects to HTTPS for ever: it takes requests that came over HTTPS for plain ones.';
const forms =
  'Django takes requests that came over HTTPS for plain ones: forms fail with 403, and links lead to http://.';
const missing = 'Nginx does not tell Django the scheme: X-Forwarded-Proto is not set here.';
const fixed = 'X-Forwarded-Proto always says {value}.';
const strange = 'X-Forwarded-Proto says {value} here, which nobody takes for https.';
const untrusted =
  'The program that runs Django does not believe X-Forwarded-Proto on this connection, so that Django itself has to look at it.';
const mismatch = 'SECURE_PROXY_SSL_HEADER waits for another value than {value}.';
const redirects = 'SECURE_SSL_REDIRECT is on here.';
const send = 'Send X-Forwarded-Proto';
const sendScheme = 'Send the scheme of the request';
const look = 'Let Django look at X-Forwarded-Proto';

/** Django doesn't see that a request came over HTTPS. */
export const httpsNotSeen = defineRule({
  id: 'django/https-not-seen',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django', 'nginx'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header',
    'https://www.uvicorn.org/deployment/#running-behind-nginx',
  ],
  messages: { loop, forms, missing, fixed, strange, untrusted, mismatch, redirects, send, sendScheme, look },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, entryPoints } = application;
      const redirect = weigh(application, settings.truth('SECURE_SSL_REDIRECT'));
      const loops = redirect?.value === true && hasSecurityMiddleware(settings) !== false;
      if (redirect === undefined) {
        continue;
      }
      const secure = routes.filter(
        (route) =>
          entryPoints.some((entry) => entry.server === route.server && entry.tls) &&
          !isForWebSockets(route) &&
          (loops || (mayAnswerPages(application, route) && refusesForms(application, route, 'https'))),
      );
      const told = new Set<string>();
      for (const route of secure) {
        const unseen = unseenHttps(application, route);
        const place = unseen === undefined ? undefined : placeOf(application, route, unseen);
        if (unseen === undefined || place === undefined || told.has(`${place.path}:${place.span.start}`)) {
          continue;
        }
        told.add(`${place.path}:${place.span.start}`);
        report({
          ...place,
          message: loops ? 'loop' : 'forms',
          note: unseen.cause,
          values: { value: unseen.value },
          related: loops ? redirectPlace(application) : [],
          fixes: fixesOf(site.workspace, application, route, unseen),
          ...(loops && redirect.certain ? {} : { severity: 'warning' as const }),
        });
      }
    }
  },
});

/** Whether pages with forms and links may come from a location: not from one for static files or for a probe of the health. */
function mayAnswerPages(application: Application, { location }: Route): boolean {
  const path = location.head?.text ?? '/';
  const files = urlPath(application, 'STATIC_URL');
  return (
    !(files !== undefined && `${path}/`.startsWith(files)) &&
    !/\b(?:health|healthz|healthcheck|ping|livez|readyz)\b|^\/(?:static|assets)\b/i.test(path)
  );
}

function placeOf(
  { settings }: Application,
  route: Route,
  unseen: UnseenHttps,
): Pick<Report, 'path' | 'span'> | undefined {
  if (unseen.cause === 'untrusted') {
    return (
      settings.assignment('SECURE_SSL_REDIRECT') ?? { path: route.pass.file.path, span: route.pass.directive.span }
    );
  }
  if (unseen.cause === 'mismatch') {
    return settings.assignment('SECURE_PROXY_SSL_HEADER');
  }
  const statement = unseen.statement ?? route.pass;
  return { path: statement.file.path, span: statement.directive.span };
}

function redirectPlace({ settings }: Application): Related[] {
  const place = settings.assignment('SECURE_SSL_REDIRECT');
  return place === undefined ? [] : [{ path: place.path, span: place.span, message: message(redirects) }];
}

/** Nginx telling the scheme and, where that alone isn't believed, Django looking at what it tells. */
function fixesOf(workspace: Workspace, { settings }: Application, route: Route, unseen: UnseenHttps): Fix[] {
  const looks = unseen.needsLook ? lookEdit(workspace, settings) : [];
  const tells = unseen.cause === 'untrusted' ? [] : tellEdit(workspace, route, unseen);
  if (looks === undefined || tells === undefined) {
    return [];
  }
  const title =
    unseen.cause === 'missing' ? send : unseen.cause === 'fixed' || unseen.cause === 'strange' ? sendScheme : look;
  const edits = [...tells, ...looks];
  return edits.length === 0 ? [] : [{ title: message(title), kind: 'unsafe', edits }];
}

function tellEdit(workspace: Workspace, route: Route, { cause, statement }: UnseenHttps): FileEdit[] | undefined {
  if (cause === 'missing') {
    const edit = addHeader(workspace, route, 'X-Forwarded-Proto');
    return edit === undefined ? undefined : [edit];
  }
  const word = statement?.directive.args[1];
  return (cause === 'fixed' || cause === 'strange') && statement !== undefined && word !== undefined
    ? [{ path: statement.file.path, span: word.span, newText: '$scheme' }]
    : undefined;
}

/** A line of its own below the redirect, in the same block and behind its comment; undefined where more stands on that line. */
function lookEdit(workspace: Workspace, settings: Settings): FileEdit[] | undefined {
  const place = settings.assignment('SECURE_SSL_REDIRECT');
  const text = place === undefined ? undefined : workspace.read(place.path);
  if (place === undefined || text === undefined) {
    return undefined;
  }
  const before = text.slice(text.lastIndexOf('\n', place.span.start - 1) + 1, place.span.start);
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/.exec(text.slice(place.span.end))?.[0];
  if (before.trim() !== '' || rest === undefined) {
    return undefined;
  }
  const end = place.span.end + rest.length;
  const newLine = text.startsWith('\r\n', end) ? '\r\n' : '\n';
  const newText = `${newLine}${before}SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`;
  return [{ path: place.path, span: { start: end, end }, newText }];
}
