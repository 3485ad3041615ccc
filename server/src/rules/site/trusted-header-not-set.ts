import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { addHeader } from '../../site/request/add-header.ts';
import { phaseOf } from '../../site/request/phase.ts';
import { sentHeaders } from '../../site/request/request-headers.ts';
import { proxySslHeader, unseenHttps } from '../../site/request/seen-request.ts';
import { defineRule } from '../define.ts';

const scheme =
  'Django believes {header}, and Nginx does not set it here: what visitors send in it reaches Django, which takes their plain requests for HTTPS.';
const host =
  'Django believes {header}, and Nginx does not set it here: visitors choose the host of all links that Django writes, also in its mails.';
const why = 'Nginx hands on every header of the visitor that it does not set itself.';
const believes = 'Django believes it here.';
const send = 'Send {header}';

/** A header that Django believes and that Nginx leaves to the visitor. */
export const trustedHeaderNotSet = defineRule({
  id: 'site/trusted-header-not-set',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx', 'django'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header',
    'https://docs.djangoproject.com/en/stable/ref/settings/#use-x-forwarded-host',
  ],
  messages: { scheme, host, why, believes, send },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, entryPoints, certainty } = application;
      const trusted = certainty === 'proven' && phaseOf(application) === 'https' ? trustedHeaders(settings) : [];
      for (const { header, setting, message: key } of trusted) {
        for (const route of routes) {
          const { headers, complete } = sentHeaders(route);
          const isSet = headers.some(({ name }) => name === header.toLowerCase());
          const isTls = entryPoints.some((entry) => entry.server === route.server && entry.tls);
          const isBroken = key === 'scheme' && isTls && unseenHttps(application, route) !== undefined;
          const isHttp = route.protocol === 'http' && route.pass.directive.name.value === 'proxy_pass';
          if (!isHttp || !complete || isSet || isBroken) {
            continue;
          }
          const place = settings.assignment(setting);
          const edit = addHeader(site.workspace, route, header);
          report({
            path: route.pass.file.path,
            span: route.pass.directive.span,
            message: key,
            values: { header },
            note: 'why',
            related: place === undefined ? [] : [{ path: place.path, span: place.span, message: message(believes) }],
            fixes: edit === undefined ? [] : [{ title: message(send, { header }), kind: 'unsafe', edits: [edit] }],
          });
        }
      }
    }
  },
});

interface Trusted {
  readonly header: string;
  readonly setting: string;
  readonly message: 'scheme' | 'host';
}

function trustedHeaders(settings: Settings): Trusted[] {
  const ssl = proxySslHeader(settings);
  const spell = (name: string): string => name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return [
    ...(ssl === undefined || ssl === 'none'
      ? []
      : [{ header: spell(ssl.name), setting: 'SECURE_PROXY_SSL_HEADER', message: 'scheme' as const }]),
    ...(certain(settings.truth('USE_X_FORWARDED_HOST')) === true
      ? [{ header: 'X-Forwarded-Host', setting: 'USE_X_FORWARDED_HOST', message: 'host' as const }]
      : []),
  ];
}
