import { baseName, isInside } from '../base/path.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import { effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { isSamplePath } from '../dialects/nginx/recognize.ts';
import { readEntryPoints } from './entry-point.ts';

/** The configurations that Nginx works with, and those that only lie beside them. */
export interface SplitConfigurations {
  readonly live: readonly Configuration[];
  readonly aside: readonly Configuration[];
}

/** `nginx.debug.conf`, `local.conf`; a name such as `dev.shop.test` in a folder of sites is one of a site. */
const DEVELOPMENT_NAME =
  /^(?:(?:nginx|default|app|site)[._-])?(?:dev|debug|local|development)(?:[._-](?:nginx|default))?\.conf\b/i;

/**
 * @returns the configurations of a workspace apart: samples, those of a developer's machine, and in a copy of a server's tree what a
 * project keeps of a site that stands in `/etc/nginx`, are no part of the site where there is another configuration.
 */
export function splitConfigurations(configurations: readonly Configuration[]): SplitConfigurations {
  const tree = serverTree(configurations);
  const isAside = ({ root }: Configuration): boolean =>
    isSamplePath(root.path) || DEVELOPMENT_NAME.test(baseName(root.path));
  const isCopy = (one: Configuration): boolean =>
    tree !== undefined && isInside(one.root.path, tree.folder) && !isInside(one.root.path, tree.nginx) && tree.has(one);
  const live = configurations.filter((one) => !isAside(one) && !isCopy(one));
  return live.some(servesSomething)
    ? { live, aside: configurations.filter((one) => !live.includes(one)) }
    : { live: configurations, aside: [] };
}

function servesSomething(configuration: Configuration): boolean {
  return readEntryPoints(effectiveConfiguration(configuration)).length > 0;
}

interface ServerTree {
  /** The folder that stands for `/` of the server. */
  readonly folder: string;
  readonly nginx: string;
  /** @returns whether Nginx's own folder has the site of a configuration too, by its name or by the name of its file. */
  has(configuration: Configuration): boolean;
}

/** The outermost `etc/nginx` with the folder that a server works with: what lies beside `etc` may be a project that keeps a copy. */
function serverTree(configurations: readonly Configuration[]): ServerTree | undefined {
  const [nginx] = configurations
    .flatMap(({ files }) =>
      files.map(({ path }) => /^(.*?\/etc\/nginx)\/(?:nginx\.conf$|sites-enabled\/)/.exec(path)?.[1]),
    )
    .filter((folder) => folder !== undefined)
    .sort((one, other) => one.length - other.length);
  if (nginx === undefined) {
    return undefined;
  }
  const own = configurations.filter(({ root }) => isInside(root.path, nginx));
  const names = new Set(own.flatMap(serverNames));
  const files = new Set(own.flatMap((one) => one.files.map(({ path }) => baseName(path))));
  return {
    folder: nginx.slice(0, -'/etc/nginx'.length),
    nginx,
    has: (configuration) =>
      files.has(baseName(configuration.root.path)) || serverNames(configuration).some((name) => names.has(name)),
  };
}

function serverNames(configuration: Configuration): string[] {
  return readEntryPoints(effectiveConfiguration(configuration)).flatMap(({ names }) =>
    names.filter((name) => /[a-z]\.[a-z]/.test(name)),
  );
}
