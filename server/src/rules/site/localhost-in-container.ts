import { message } from '../../base/message.ts';
import type { ComposeService } from '../../dialects/process/compose/service.ts';
import { isLoopback } from '../../site/address.ts';
import { neededServers } from '../../site/needed-servers.ts';
import type { RouteTarget } from '../../site/route.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const nginx = 'In its container, {address} is Nginx itself: {service} is another container, {other}.';
const why = 'Nginx answers every request for this location with 502 Bad Gateway.';
const server = 'In its container, {process} finds no {what} at {host}: that is the container {service}.';
const refused = 'Each container has a localhost of its own. The connection is refused.';
const related = '{service} is a container of its own.';
const use = 'Use {other}';

/** An address of the container itself for something that runs in another one. */
export const localhostInContainer = defineRule({
  id: 'site/localhost-in-container',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: ['https://docs.docker.com/compose/how-tos/networking/'],
  messages: { nginx, why, server, refused, related, use },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { target, service, port, place } of lostTargets(site)) {
      const word = target.statement.directive.args[0];
      const { address } = target;
      if (word === undefined || address.kind !== 'tcp') {
        continue;
      }
      const other = `${service.name}:${port}`;
      report({
        path: target.statement.file.path,
        span: word.span,
        message: 'nginx',
        values: { address: `${address.host}:${address.port}`, service: service.name, other },
        note: 'why',
        related: [{ ...place, message: message(related, { service: service.name }) }],
        fixes: renamed(target, `${address.host}:${address.port}`, other),
      });
    }
    for (const { process, service, what, host, origin } of neededServers(site)) {
      report({
        ...origin,
        message: 'server',
        values: { process: process.name, what, host, service: service.name },
        note: 'refused',
        related: [{ ...service.origin, message: message(related, { service: service.name }) }],
      });
    }
  },
});

interface LostTarget {
  readonly target: RouteTarget;
  readonly service: ComposeService;
  readonly port: number;
  readonly place: ComposeService['origin'];
}

/** The targets of an Nginx in a container that are its own loopback, where another container of its file waits at the port. */
function lostTargets(site: Site): LostTarget[] {
  return site.routes.flatMap((route) => {
    const own = site.containers.get(route.effective.configuration);
    const targets = route.targets.kind === 'known' && own?.isApart === true ? route.targets.value : [];
    return targets.flatMap((target): LostTarget[] => {
      const { address } = target;
      if (address.kind !== 'tcp' || !isLoopback(address.host)) {
        return [];
      }
      const waiting = site.listeners.flatMap(({ process: { definition }, listens }) =>
        definition.kind === 'compose' &&
        definition.service.path === own?.path &&
        listens.some((one) => one.address.kind === 'tcp' && one.address.port === address.port)
          ? [definition.service]
          : [],
      );
      const [service, ...others] = new Set(waiting);
      return service === undefined || others.length > 0 || service === own || !service.isApart
        ? []
        : [{ target, service, port: address.port, place: service.origin }];
    });
  });
}

function renamed({ statement: { file, directive } }: RouteTarget, address: string, other: string): Fix[] {
  const word = directive.args[0];
  const raw = word === undefined ? '' : file.document.text.slice(word.span.start, word.span.end);
  const start = (word?.span.start ?? 0) + raw.indexOf(address);
  return raw.includes(address)
    ? [
        {
          title: message(use, { other }),
          kind: 'unsafe',
          edits: [{ path: file.path, span: { start, end: start + address.length }, newText: other }],
        },
      ]
    : [];
}
