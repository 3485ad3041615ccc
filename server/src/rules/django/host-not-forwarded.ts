import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { allowsHost } from '../../dialects/django/allowed-hosts.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { addHeader } from '../../site/add-header.ts';
import { refusesForms } from '../../site/own-origins.ts';
import { sentHeader } from '../../site/request-headers.ts';
import { seenHost } from '../../site/seen-request.ts';
import { defineRule, type Related } from '../define.ts';

const refused =
  'Django is asked for the host {host}, which ALLOWED_HOSTS does not name, and answers every request with 400.';
const forms =
  'Django is asked for the host {host} and not for the name of the site: forms fail with 403, and links lead nowhere.';
const twice = 'Nginx sends Host twice, and the request is answered with 400.';
const why =
  'Without proxy_set_header Host, Nginx sends the address of the upstream. A location with headers of its own loses those of the levels around it.';
const allowed = 'The hosts that Django takes.';
const send = 'Send the host that the visitor asked for';

/** The `Host` of the visitor doesn't reach Django. */
export const hostNotForwarded = defineRule({
  id: 'django/host-not-forwarded',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django', 'nginx'],
  fix: 'unsafe',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header',
    'https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts',
  ],
  messages: { refused, forms, twice, why, allowed, send },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, certainty } = application;
      const byForwarded = settings.truth('USE_X_FORWARDED_HOST');
      for (const route of routes) {
        const host = seenHost(route);
        const forwarded = sentHeader(route, 'X-Forwarded-Host') !== undefined;
        if (host.kind === 'own' || host.kind === 'unknown' || (forwarded && certain(byForwarded) !== false)) {
          continue;
        }
        const statement = host.statement ?? route.pass;
        const takes = host.kind === 'twice' ? false : allowsHost(settings, host.host);
        if (takes === undefined || (takes && !refusesForms(application, route))) {
          continue;
        }
        const edit = host.statement === undefined ? addHeader(site.workspace, route, 'Host') : undefined;
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: host.kind === 'twice' ? 'twice' : takes ? 'forms' : 'refused',
          values: { host: host.kind === 'twice' ? '' : host.host },
          ...(host.kind === 'twice' ? {} : { note: 'why' }),
          related: host.kind === 'twice' ? [] : allowedPlace(settings),
          fixes: edit === undefined ? [] : [{ title: message(send), kind: 'unsafe', edits: [edit] }],
          ...(takes || certainty === 'assumed' ? { severity: 'warning' as const } : {}),
        });
      }
    }
  },
});

function allowedPlace(settings: Settings): Related[] {
  const place = settings.assignment('ALLOWED_HOSTS');
  return place === undefined ? [] : [{ path: place.path, span: place.span, message: message(allowed) }];
}
