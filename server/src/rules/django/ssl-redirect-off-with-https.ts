import { message } from '../../base/message.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { plainListenPlace } from '../../site/listen-place.ts';
import { phaseOf } from '../../site/request/phase.ts';
import type { Site } from '../../site/site.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule } from '../define.ts';

const stays = 'The site answers HTTPS, but who comes over HTTP stays there: neither Nginx nor Django redirects.';
const why =
  'Passwords and session cookies then cross the network in the clear. Redirect in Nginx, as certbot does, or here.';
const plain = 'This server hands plain HTTP on.';

const switchOn = 'Set SECURE_SSL_REDIRECT to True';

/** `SECURE_SSL_REDIRECT` off while Nginx serves the site over HTTPS, and over HTTP too. */
export const sslRedirectOffWithHttps = defineRule({
  id: 'django/ssl-redirect-off-with-https',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django', 'nginx'],
  fix: 'unsafe',
  sources: ['https://docs.djangoproject.com/en/stable/topics/security/#ssl-https'],
  messages: { stays, why, plain, switchOn },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, entryPoints } = application;
      const redirect = weigh(application, settings.truth('SECURE_SSL_REDIRECT'));
      if (redirect?.value !== false || redirect.variable !== undefined || phaseOf(application) !== 'https') {
        continue;
      }
      const serving = entryPoints.filter((entry) => routes.some((route) => route.server === entry.server));
      const open = serving.find(
        (entry) =>
          entry.plain &&
          entry.redirect === undefined &&
          serving.some((other) => other.tls && runTogether(site, entry, other)),
      );
      const listen = open === undefined ? undefined : plainListenPlace(open);
      if (listen === undefined) {
        continue;
      }
      const place = settings.assignment('SECURE_SSL_REDIRECT');
      report(
        place === undefined
          ? { ...listen, message: 'stays', note: 'why' }
          : {
              path: place.path,
              span: place.span,
              message: 'stays',
              note: 'why',
              related: [{ ...listen, message: message(plain) }],
              fixes:
                place.valueSpan === undefined
                  ? []
                  : [
                      {
                        title: message(switchOn),
                        kind: 'unsafe',
                        edits: [{ path: place.path, span: place.valueSpan, newText: 'True' }],
                      },
                    ],
            },
      );
    }
  },
});

/** Whether two servers answer at the same time: one container may run one of two files that are there to choose from. */
function runTogether({ containers }: Site, one: EntryPoint, other: EntryPoint): boolean {
  return containers.get(one.effective.configuration) === containers.get(other.effective.configuration);
}
