import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import type { Application } from '../../site/application.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { sharesFiles } from '../../site/files/served-file.ts';
import { refusedName, refusesForms } from '../../site/request/own-origins.ts';
import { phaseOf } from '../../site/request/phase.ts';
import { seenHost } from '../../site/request/seen-request.ts';
import type { Route } from '../../site/route.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const lost =
  'Django is asked for a host without the port {port}: forms fail with 403, and links lead to the port {usual}.';
const why =
  'The browser sends an origin with the port, and {value} has none. Django takes only forms whose origin is the very host that it is asked for.';
const related = 'The site is on this port.';
const send = 'Send the port too';

/** A site on a port of its own whose port Django doesn't learn. */
export const portNotForwarded = defineRule({
  id: 'site/port-not-forwarded',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'django', 'process'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/csrf/#how-it-works',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#var_host',
  ],
  messages: { lost, why, related, send },
  check({ site, report }) {
    for (const application of site.applications.filter(isReachedDirectly)) {
      for (const route of application.routes) {
        const entry = application.entryPoints.find(({ server }) => server === route.server);
        const host = seenHost(application.settings, route);
        const port = entry === undefined ? undefined : ownPort(site, entry);
        const place = entry?.listens[0]?.statement;
        if (entry === undefined || port === undefined || host.kind !== 'own' || host.withPort) {
          continue;
        }
        if (!isOwnWord(application, host.statement) || !losesForms(application, route, entry, host.only)) {
          continue;
        }
        const statement = host.statement ?? route.pass;
        const word = host.statement?.directive.args[1];
        const isValue = word !== undefined && host.statement?.directive.name.value === 'proxy_set_header';
        const fixes: Fix[] = isValue
          ? [
              {
                title: message(send),
                kind: 'unsafe',
                edits: [{ path: statement.file.path, span: word.span, newText: `${word.value}:$server_port` }],
              },
            ]
          : [];
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: 'lost',
          values: { port, usual: entry.tls ? 443 : 80, value: isValue ? word.value : '$host' },
          note: 'why',
          related:
            place === undefined
              ? []
              : [{ path: place.file.path, span: place.directive.span, message: message(related) }],
          fixes,
        });
      }
    }
  },
});

/** A program of this machine that a service starts, and nothing in front of Nginx: what listens is what browsers ask for. */
function isReachedDirectly(application: Application): boolean {
  const { process, certainty } = application;
  const starter = process?.definition.kind;
  return (
    certainty === 'proven' &&
    (starter === 'systemd' || starter === 'supervisor') &&
    sharesFiles(application) &&
    phaseOf(application) !== 'unknown'
  );
}

function losesForms(application: Application, route: Route, entry: EntryPoint, host: string | undefined): boolean {
  return refusesForms(application, route) || refusedName(application, entry, host) !== undefined;
}

/** Whether Django sees what this Nginx says, and nothing that a proxy in front of it says in `X-Forwarded-Host`. */
function isOwnWord({ settings }: Application, statement: Statement | undefined): boolean {
  return (
    statement?.directive.args[0]?.value.toLowerCase() === 'x-forwarded-host' ||
    certain(settings.truth('USE_X_FORWARDED_HOST')) === false
  );
}

/** The one port of a server that strangers ask for, where it isn't the usual one of its scheme; undefined for any other server. */
function ownPort(site: Site, { listens }: EntryPoint): number | undefined {
  const ports = new Set(listens.map(({ port }) => port));
  const [port] = ports;
  const isOpen = listens.every(({ address }) => address === '*' || address === '[::]');
  const isInner = site.routes.some(isTarget);
  return ports.size === 1 && port !== undefined && ![0, 80, 443].includes(port) && isOpen && !isInner
    ? port
    : undefined;

  function isTarget({ targets }: Route): boolean {
    return (
      targets.kind !== 'known' || targets.value.some(({ address }) => address.kind === 'tcp' && address.port === port)
    );
  }
}
