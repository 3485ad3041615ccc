import type { ComposeProxy } from '../dialects/process/compose/proxies.ts';
import { isLoopback } from './address.ts';
import type { EntryPoint } from './entry-point.ts';
import type { Route } from './route.ts';

/** What the workspace tells of the ways to Nginx, beside the configuration that it works with. */
export interface Surroundings {
  readonly proxies: readonly ComposeProxy[];
  /** Whether a sample, or another configuration that Nginx doesn't work with, speaks HTTPS: it may be the one that is put in. */
  readonly hasTlsAside: boolean;
}

/**
 * @returns whether something that the Nginx files don't show may take the visitors' connections and hand their requests to Nginx: it
 * runs in a container, and no compose file says that its port is port 80 of the host.
 */
export function mayHaveFront(
  routes: readonly Route[],
  serving: readonly EntryPoint[],
  { proxies, hasTlsAside }: Surroundings,
): boolean {
  if (hasTlsAside) {
    return true;
  }
  const own = proxies.filter(({ kind }) => kind === 'nginx');
  const ports = new Set(serving.flatMap(({ listens }) => listens.map(({ port }) => port)));
  const isPublished = own.some((proxy) => proxy.service.ports.some(({ containerPort }) => ports.has(containerPort)));
  if (!routes.some(isIntoNetworkOfContainers) && (ports.has(80) || !isPublished)) {
    return false;
  }
  const isReached = (proxy: ComposeProxy): boolean =>
    !proxy.isFound && proxy.service.ports.some(({ port }) => port === 80);
  return own.length === 0 || own.length < proxies.length || !own.every(isReached);
}

/** A name without a dot is one of a service in the same network of containers. */
function isIntoNetworkOfContainers({ targets }: Route): boolean {
  return (
    targets.kind === 'known' &&
    targets.value.some(
      ({ address }) => address.kind === 'tcp' && !isLoopback(address.host) && !/[.:]/.test(address.host),
    )
  );
}
