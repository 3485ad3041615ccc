import { message } from '../../base/message.ts';
import { hasMiddleware } from '../../dialects/django/security.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { plainListenPlace } from '../../site/listen-place.ts';
import { phaseOf } from '../../site/request/phase.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule, type Related } from '../define.ts';

const session =
  'Browsers do not send the session cookie back, since the site answers only HTTP: nobody stays logged in.';
const csrf = 'Browsers do not send the CSRF cookie back, since the site answers only HTTP: every form fails with 403.';
const onlyHttp = 'This server answers only HTTP.';
const switchOff = 'Set {setting} to False';

/** `SESSION_COOKIE_SECURE` or `CSRF_COOKIE_SECURE` on while Nginx serves the site over HTTP only. */
export const secureCookieWithoutHttps = defineRule({
  id: 'django/secure-cookie-without-https',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django', 'nginx'],
  fix: 'unsafe',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#session-cookie-secure'],
  messages: { session, csrf, onlyHttp, switchOff },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, entryPoints } = application;
      if (phaseOf(application) !== 'http') {
        continue;
      }
      for (const [setting, key] of [
        ['SESSION_COOKIE_SECURE', 'session'],
        ['CSRF_COOKIE_SECURE', 'csrf'],
      ] as const) {
        const secure = weigh(application, settings.truth(setting));
        const place = settings.assignment(setting);
        const unused = key === 'csrf' && isUnused(settings);
        if (secure?.value !== true || secure.variable !== undefined || place === undefined || unused) {
          continue;
        }
        const servers = entryPoints.filter((entry) => routes.some((route) => route.server === entry.server));
        report({
          path: place.path,
          span: place.span,
          message: key,
          related: servers.flatMap((entry): Related[] => {
            const listen = plainListenPlace(entry);
            return listen === undefined ? [] : [{ ...listen, message: message(onlyHttp) }];
          }),
          ...(secure.certain ? {} : { severity: 'warning' as const }),
          fixes:
            place.valueSpan === undefined
              ? []
              : [
                  {
                    title: message(switchOff, { setting }),
                    kind: 'unsafe',
                    edits: [{ path: place.path, span: place.valueSpan, newText: 'False' }],
                  },
                ],
        });
      }
    }
  },
});

/** Whether no form may need the CSRF cookie: none is checked, or the token may stand in the session. */
function isUnused(settings: Settings): boolean {
  return (
    settings.truth('CSRF_USE_SESSIONS').kind === 'unknown' ||
    hasMiddleware(settings, 'django.middleware.csrf.CsrfViewMiddleware') === false
  );
}
