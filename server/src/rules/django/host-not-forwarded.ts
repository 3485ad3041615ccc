import { message } from '../../base/message.ts';
import { allowsHost } from '../../dialects/django/allowed-hosts.ts';
import { hasSecurityMiddleware } from '../../dialects/django/security.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import type { Application } from '../../site/application.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { requestFile } from '../../site/files/served-file.ts';
import { addHeader } from '../../site/request/add-header.ts';
import { isPlainName, refusedName, refusedOrigins, refusesForms } from '../../site/request/own-origins.ts';
import { isForWebSockets } from '../../site/request/request-headers.ts';
import { type SeenHost, seenHost, seesPlain } from '../../site/request/seen-request.ts';
import type { Route } from '../../site/route.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule, type Related, type Report } from '../define.ts';

const refused =
  'Django is asked for the host {host}, which ALLOWED_HOSTS does not name, and answers every request with 400.';
const forms =
  'Django is asked for the host {host} and not for the name of the site: forms fail with 403, and links lead nowhere.';
const oneName =
  'Django is asked for the host {host} also when the visitor asks for {name}: forms fail with 403 there, since their origin is another one.';
const port =
  'Django is asked for the host {host}, and browsers leave the usual port out of the origin: forms fail with 403.';
const redirect =
  'Django is asked for the host {host} and redirects plain requests to HTTPS on that port, where nobody speaks it.';
const elsewhere =
  'Django is asked for the host {host} and redirects plain requests to https://{host}/, which is not this site.';
const sendHost = 'Send the host without the port';
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
  messages: { refused, forms, oneName, port, redirect, elsewhere, twice, why, allowed, send, sendHost },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings, routes, certainty } = application;
      for (const route of routes) {
        const host = seenHost(settings, route);
        if (host.kind === 'unknown' || (host.kind !== 'twice' && isForWebSockets(route))) {
          continue;
        }
        if (host.kind === 'own') {
          const fault = namePort(application, route, host) ?? nameTakenForAnother(application, route, host);
          if (fault !== undefined) {
            report({ ...fault, severity: 'warning' });
          }
          continue;
        }
        const statement = host.statement ?? route.pass;
        const takes = host.kind === 'twice' ? false : allowsHost(settings, host.host);
        const told =
          host.kind === 'twice' ? { message: 'twice', values: {} } : faultOf(application, route, host.host, takes);
        if (told === undefined) {
          continue;
        }
        const edit = host.statement === undefined ? addHeader(site.workspace, route, 'Host') : undefined;
        report({
          path: statement.file.path,
          span: statement.directive.span,
          ...told,
          ...(host.kind === 'twice' ? {} : { note: 'why' }),
          related: host.kind === 'twice' ? [] : allowedPlace(settings),
          fixes: edit === undefined ? [] : [{ title: message(send), kind: 'unsafe', edits: [edit] }],
          ...(takes || certainty === 'assumed' ? { severity: 'warning' as const } : {}),
        });
      }
    }
  },
});

/** What comes of a host that isn't the site's own, of which ALLOWED_HOSTS `takes` what is said; undefined where nothing breaks, or the files don't tell. */
function faultOf(
  application: Application,
  route: Route,
  host: string,
  takes: boolean | undefined,
): Pick<Report, 'message' | 'values'> | undefined {
  if (takes !== true) {
    return takes === false ? { message: 'refused', values: { host } } : undefined;
  }
  if (refusesForms(application, route)) {
    return { message: 'forms', values: { host } };
  }
  const entry = application.entryPoints.find(({ server }) => server === route.server);
  if (entry === undefined) {
    return undefined;
  }
  if (redirects(application, route) && entry.tls && entry.listens.some(({ tls }) => !tls)) {
    return { message: 'elsewhere', values: { host } };
  }
  const name = nameWithoutForms(application, route, entry, host);
  return name === undefined ? undefined : { message: 'oneName', values: { host, name } };
}

type OwnHost = Extract<SeenHost, { kind: 'own' }>;

/** A usual port that is written behind the host: `$host:$server_port` is right on any other port only. */
function namePort(application: Application, route: Route, { only, statement }: OwnHost): Report | undefined {
  const entry = application.entryPoints.find(({ server }) => server === route.server);
  const word = statement?.directive.args[1];
  const [, name, port] = /^(.+?):(\$server_port|\d+)$/.exec(word?.value ?? '') ?? [];
  const listens = entry?.listens.filter((listen) => port === '$server_port' || port === String(listen.port)) ?? [];
  const [listen] = listens;
  const isUsual =
    listens.length === entry?.listens.length && listens.every(({ tls, port: own }) => own === (tls ? 443 : 80));
  if (entry === undefined || word === undefined || statement === undefined || listen === undefined || !isUsual) {
    return undefined;
  }
  const refused = refusedName(application, entry, only);
  const told = refused !== undefined ? 'port' : !listen.tls && redirects(application, route) ? 'redirect' : undefined;
  const host = only ?? refused ?? entry.names.find(isPlainName);
  return host === undefined || told === undefined
    ? undefined
    : {
        path: statement.file.path,
        span: statement.directive.span,
        message: told,
        values: { host: `${host}:${listen.port}` },
        fixes: [
          {
            title: message(sendHost),
            kind: 'unsafe',
            edits: [{ path: statement.file.path, span: word.span, newText: name === '$server_name' ? name : '$host' }],
          },
        ],
      };
}

/** Whether Django sends requests over HTTP on, which it takes for what they are. */
function redirects(application: Application, route: Route): boolean {
  const { settings } = application;
  return (
    seesPlain(settings, route) &&
    weigh(application, settings.truth('SECURE_SSL_REDIRECT'))?.value === true &&
    hasSecurityMiddleware(settings) === true
  );
}

/** A name of the server under which forms fail, since Django always sees another one of its names. */
function nameTakenForAnother(application: Application, route: Route, { only, statement }: OwnHost): Report | undefined {
  const entry = application.entryPoints.find(({ server }) => server === route.server);
  if (only === undefined || entry === undefined || allowsHost(application.settings, only) !== true) {
    return undefined;
  }
  const name = nameWithoutForms(application, route, entry, only);
  const { file, directive } = statement ?? route.pass;
  return name === undefined
    ? undefined
    : { path: file.path, span: directive.span, message: 'oneName', values: { host: only, name } };
}

/** @returns a name of the server whose pages have forms that Django refuses where it sees `host` instead. */
function nameWithoutForms(application: Application, route: Route, entry: EntryPoint, host: string): string | undefined {
  return entry.names.find((other) => {
    // Pages over HTTP, which Django itself sends on to HTTPS, have no forms.
    const isSentOn = entry.tls && redirects(application, route);
    const refused = refusedOrigins(application, { ...entry, names: [other] });
    return (
      other !== host &&
      refused.some((origin) => !isSentOn || origin.startsWith('https:')) &&
      requestFile(entry, '/', undefined, other)?.outcome.kind === 'upstream'
    );
  });
}

function allowedPlace(settings: Settings): Related[] {
  const place = settings.assignment('ALLOWED_HOSTS');
  return place === undefined ? [] : [{ path: place.path, span: place.span, message: message(allowed) }];
}
