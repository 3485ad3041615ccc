import { message } from '../../base/message.ts';
import type { Workspace } from '../../base/workspace.ts';
import { hasSecurityMiddleware, trustsOnlyItsOwnOrigin } from '../../dialects/django/security.ts';
import { addHeader } from '../../site/add-header.ts';
import type { Application } from '../../site/application.ts';
import type { Route } from '../../site/route.ts';
import { type UnseenHttps, unseenHttps } from '../../site/seen-request.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule, type Fix, type Related, type Report } from '../define.ts';

const loop = 'Django redirects to HTTPS for ever: it takes requests that came over HTTPS for plain ones.';
const forms =
  'Django takes requests that came over HTTPS for plain ones: forms fail with 403, and links lead to http://.';
const missing = 'Nginx does not tell Django the scheme: X-Forwarded-Proto is not set here.';
const fixed = 'X-Forwarded-Proto always says {value}.';
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
  messages: { loop, forms, missing, fixed, untrusted, mismatch, redirects, send, sendScheme, look },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, entryPoints } = application;
      const redirect = weigh(application, settings.truth('SECURE_SSL_REDIRECT'));
      const loops = redirect?.value === true && hasSecurityMiddleware(settings) !== false;
      if (redirect === undefined || (!loops && !trustsOnlyItsOwnOrigin(settings))) {
        continue;
      }
      const secure = routes.filter((route) => entryPoints.some((entry) => entry.server === route.server && entry.tls));
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

function fixesOf(workspace: Workspace, { settings }: Application, route: Route, unseen: UnseenHttps): Fix[] {
  const { statement } = unseen;
  if (unseen.cause === 'missing') {
    const edit = addHeader(workspace, route, 'X-Forwarded-Proto');
    return edit === undefined ? [] : [{ title: message(send), kind: 'unsafe', edits: [edit] }];
  }
  const word = statement?.directive.args[1];
  if (unseen.cause === 'fixed' && statement !== undefined && word !== undefined) {
    const edit = { path: statement.file.path, span: word.span, newText: '$scheme' };
    return [{ title: message(sendScheme), kind: 'unsafe', edits: [edit] }];
  }
  const place = settings.assignment('SECURE_SSL_REDIRECT');
  if (unseen.cause === 'untrusted' && place !== undefined) {
    const text = '\nSECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")';
    const edit = { path: place.path, span: { start: place.span.end, end: place.span.end }, newText: text };
    return [{ title: message(look), kind: 'unsafe', edits: [edit] }];
  }
  return [];
}
