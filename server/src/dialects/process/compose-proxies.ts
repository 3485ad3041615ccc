import type { Workspace } from '../../base/workspace.ts';
import { type YamlNode, yamlChild } from '../../syntax/yaml/tree.ts';
import { isComposeFile, projectLookup, publishedPorts, readYaml, scalars, serviceLayers } from './compose.ts';
import type { PublishedPort } from './process.ts';

/** A service of a compose file that takes requests for others. */
export interface ComposeProxy {
  readonly service: string;
  /** `nginx` for one that runs the configuration of its own image or volume; `other` for one that speaks HTTPS by itself. */
  readonly kind: 'nginx' | 'other';
  readonly ports: readonly PublishedPort[];
  /** Whether its labels or variables are for a proxy that finds its services by them. */
  readonly isFound: boolean;
}

const OTHER =
  /traefik|caddy|haproxy|envoy|cloudflared|ngrok|https-portal|nginx-?proxy|proxy-manager|\bswag\b|acme-companion|letsencrypt/i;
const NGINX = /nginx|openresty|angie/i;
const FOUND_BY = /^(?:traefik|caddy|VIRTUAL_HOST|LETSENCRYPT_HOST)\b/;

const answers = new WeakMap<Workspace, readonly ComposeProxy[]>();

/** @returns the services of all compose files that are a proxy by their name or image. Remembered for each workspace. */
export function findComposeProxies(workspace: Workspace): readonly ComposeProxy[] {
  const known = answers.get(workspace);
  if (known !== undefined) {
    return known;
  }
  const found: ComposeProxy[] = [];
  for (const path of workspace.paths.filter(isComposeFile)) {
    const text = workspace.read(path);
    const services = text === undefined ? undefined : yamlChild(readYaml(path, text).root, 'services');
    const lookup = projectLookup(path, workspace);
    for (const entry of services?.kind === 'map' ? services.entries : []) {
      const layers = serviceLayers(path, entry.value, services, workspace);
      const texts = (key: string): string[] => layers.flatMap((layer) => textsIn(yamlChild(layer, key)));
      const names = [entry.key.value, ...texts('image'), ...texts('build')].join(' ');
      const kind = OTHER.test(names) ? 'other' : NGINX.test(names) ? 'nginx' : undefined;
      if (kind !== undefined) {
        found.push({
          service: entry.key.value,
          kind,
          ports: layers.flatMap((layer) => publishedPorts(yamlChild(layer, 'ports'), lookup)),
          isFound: [...texts('labels'), ...texts('environment')].some((name) => FOUND_BY.test(name)),
        });
      }
    }
  }
  answers.set(workspace, found);
  return found;
}

/** The texts of a node: of a mapping its keys and values. */
function textsIn(node: YamlNode | undefined): string[] {
  return node?.kind === 'map'
    ? node.entries.flatMap((entry) => [entry.key.value, ...scalars(entry.value).map(({ text }) => text.value)])
    : scalars(node).map(({ text }) => text.value);
}
