import { isInside } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import { type ComposeService, filesGiven, findComposeServices } from '../dialects/process/compose/service.ts';

/** Which container runs which configuration of Nginx. */
export type NginxContainers = ReadonlyMap<Configuration, ComposeService>;

/** Where images of Nginx look for files of the person's own. */
const CONFIGURED = /^\/etc\/nginx(?:\/|$)|^\/etc\/openresty(?:\/|$)/;

/**
 * @returns the containers into which the file of a configuration is put where Nginx reads it; none for a
 * configuration that several containers run.
 */
export function nginxContainers(workspace: Workspace, configurations: readonly Configuration[]): NginxContainers {
  const services = findComposeServices(workspace).filter(({ isWhole }) => isWhole);
  const found = new Map<Configuration, ComposeService>();
  for (const configuration of configurations) {
    const { path } = configuration.root;
    const [service, ...others] = services.filter((one) =>
      filesGiven(workspace, one).some(({ source, target }) => CONFIGURED.test(target) && isInside(path, source)),
    );
    if (service !== undefined && others.length === 0) {
      found.set(configuration, service);
    }
  }
  return found;
}
