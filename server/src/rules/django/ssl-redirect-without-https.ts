import { message } from '../../base/message.ts';
import { hasSecurityMiddleware } from '../../dialects/django/security.ts';
import { plainListenPlace } from '../../site/listen-place.ts';
import { phaseOf } from '../../site/request/phase.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule, type Related } from '../define.ts';

const nobody = 'Django redirects every request to HTTPS, but no server of this site answers HTTPS.';
const unless =
  'Unless {variable} is set, Django redirects every request to HTTPS, but no server of this site answers HTTPS.';
const why =
  'The browser is sent to https:// and finds nothing there, and it keeps the redirect. Switch this on after HTTPS works.';
const onlyHttp = 'This server answers only HTTP.';
const switchOff = 'Set SECURE_SSL_REDIRECT to False';

/** `SECURE_SSL_REDIRECT` on while Nginx serves the site over HTTP only. */
export const sslRedirectWithoutHttps = defineRule({
  id: 'django/ssl-redirect-without-https',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django', 'nginx'],
  fix: 'unsafe',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#secure-ssl-redirect'],
  messages: { nobody, unless, why, onlyHttp, switchOff },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, entryPoints } = application;
      const redirect = weigh(application, settings.truth('SECURE_SSL_REDIRECT'));
      const place = settings.assignment('SECURE_SSL_REDIRECT');
      const elsewhere = settings.own('SECURE_SSL_HOST').kind !== 'absent';
      if (redirect?.value !== true || place === undefined || elsewhere || phaseOf(application) !== 'http') {
        continue;
      }
      if (hasSecurityMiddleware(settings) === false) {
        continue;
      }
      const servers = entryPoints.filter((entry) => routes.some((route) => route.server === entry.server));
      report({
        path: place.path,
        span: place.span,
        message: redirect.variable === undefined ? 'nobody' : 'unless',
        values: { variable: redirect.variable ?? '' },
        note: 'why',
        related: servers.flatMap((entry): Related[] => {
          const listen = plainListenPlace(entry);
          return listen === undefined ? [] : [{ ...listen, message: message(onlyHttp) }];
        }),
        ...(redirect.certain ? {} : { severity: 'warning' as const }),
        fixes: [
          {
            title: message(switchOff),
            kind: 'unsafe',
            edits: place.valueSpan === undefined ? [] : [{ path: place.path, span: place.valueSpan, newText: 'False' }],
          },
        ],
      });
    }
  },
});
