import { isInside, type WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import { type ComposeService, findComposeServices } from '../dialects/process/compose/service.ts';

/** Which container runs which configuration of Nginx. */
export type NginxContainers = ReadonlyMap<Configuration, ComposeService>;

/** Where images of Nginx look for files of the person's own. */
const CONFIGURED = /^\/etc\/nginx(?:\/|$)|^\/etc\/openresty(?:\/|$)/;

/**
 * @returns the containers whose compose file puts the file of a configuration in the place from which Nginx reads it; none for a
 * configuration that several containers run.
 */
export function nginxContainers(workspace: Workspace, configurations: readonly Configuration[]): NginxContainers {
  const services = findComposeServices(workspace).filter(({ isWhole }) => isWhole);
  const found = new Map<Configuration, ComposeService>();
  for (const configuration of configurations) {
    const [service, ...others] = services.filter((one) => isGiven(one, configuration.root.path));
    if (service !== undefined && others.length === 0) {
      found.set(configuration, service);
    }
  }
  return found;
}

function isGiven({ mounts }: ComposeService, path: WorkspacePath): boolean {
  return mounts.some(
    ({ source, target }) => typeof source === 'string' && CONFIGURED.test(target) && isInside(path, source),
  );
}
