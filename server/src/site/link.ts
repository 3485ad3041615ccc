import type { ComposeService } from '../dialects/process/compose/service.ts';
import type { Listening } from '../dialects/process/listen.ts';
import type { Process } from '../dialects/process/process.ts';
import { type Address, isLoopback, socketPath } from './address.ts';
import type { NginxContainers } from './containers.ts';
import type { Route, RouteTarget } from './route.ts';

/** A process with the addresses at which it waits for connections. */
export interface Listener {
  readonly process: Process;
  readonly listens: readonly Listening[];
}

/** A route that ends at a process: the address that both name is the evidence. */
export interface Link {
  readonly route: Route;
  readonly target: RouteTarget;
  readonly process: Process;
  readonly listening: Listening;
  /** `proven` where one process alone waits there; `assumed` where several files claim the address, or the host is only likely this one. */
  readonly certainty: 'proven' | 'assumed';
}

/**
 * @returns every pair of a route and a process that waits at one of its addresses.
 * @param containers those of Nginx: what the host publishes at its loopback isn't at theirs.
 */
export function linkRoutes(
  routes: readonly Route[],
  listeners: readonly Listener[],
  containers: NginxContainers,
): Link[] {
  const links: Link[] = [];
  for (const route of routes) {
    if (route.targets.kind !== 'known') {
      continue;
    }
    const isContained = containers.get(route.effective.configuration)?.isApart === true;
    for (const target of route.targets.value) {
      const matches = listeners.flatMap(({ process, listens }) =>
        listens.flatMap((listening) => {
          const match = meets(target.address, listening, process, isContained);
          return match === undefined ? [] : [{ process, listening, match }];
        }),
      );
      // What systemd and supervisor start stands on the server; others that open the same port are those of a desk.
      const services = matches.filter(({ process }) => ['systemd', 'supervisor'].includes(process.definition.kind));
      const likely = services.length > 0 ? services : matches;
      const single = new Set(likely.map(({ process }) => process)).size === 1;
      for (const { process, listening, match } of likely) {
        links.push({ route, target, process, listening, certainty: single ? match : 'assumed' });
      }
    }
  }
  return links;
}

/** Whether a connection to `address` reaches `listening`, and how sure that is. */
function meets(
  address: Address,
  listening: Listening,
  process: Process,
  isContained: boolean,
): Link['certainty'] | undefined {
  const { address: open } = listening;
  if (address.kind === 'unix') {
    return open.kind === 'unix' && socketPath(open.path) === address.path ? 'proven' : undefined;
  }
  if (open.kind !== 'tcp') {
    return undefined;
  }
  if (process.definition.kind === 'compose') {
    return meetsContainer(address, open.port, process.definition.service, isContained);
  }
  if (open.port !== address.port) {
    return undefined;
  }
  if (isLoopback(address.host)) {
    return open.host === '' || isLoopback(open.host) ? 'proven' : undefined;
  }
  if (open.host === address.host) {
    return 'proven';
  }
  const mayBeThisMachine = address.host === 'host.docker.internal' || /^[\d.]+$/.test(address.host);
  return open.host === '' && mayBeThisMachine ? 'assumed' : undefined;
}

function meetsContainer(
  address: Extract<Address, { kind: 'tcp' }>,
  port: number,
  service: ComposeService,
  isContained: boolean,
): Link['certainty'] | undefined {
  if (address.host === service.name) {
    return address.port === port ? 'proven' : undefined;
  }
  const published =
    !isContained && service.ports.some((one) => one.port === address.port && one.containerPort === port);
  return published && isLoopback(address.host) ? 'proven' : undefined;
}
