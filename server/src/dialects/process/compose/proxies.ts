import type { Workspace } from '../../../base/workspace.ts';
import { type YamlNode, yamlChild } from '../../../syntax/yaml/tree.ts';
import { scalars, serviceTexts } from './document.ts';
import { type ComposeService, readService } from './service.ts';

/** A service of a compose file that takes requests for others. */
export interface ComposeProxy {
  readonly service: ComposeService;
  /** `nginx` for one that runs the configuration of its own image or volume; `other` for one that speaks HTTPS by itself. */
  readonly kind: 'nginx' | 'other';
  /** Whether its labels or variables are for a proxy that finds its services by them. */
  readonly isFound: boolean;
}

const OTHER =
  /traefik|caddy|haproxy|envoy|cloudflared|ngrok|https-portal|nginx-?proxy|proxy-manager|\bswag\b|acme-companion|letsencrypt/i;
const NGINX = /nginx|openresty|angie/i;
const FOUND_BY = /^(?:traefik|caddy|VIRTUAL_HOST|LETSENCRYPT_HOST)\b/;

/** @returns the services of all compose files that are a proxy by their name or image. */
export function findComposeProxies(workspace: Workspace): readonly ComposeProxy[] {
  return serviceTexts(workspace).flatMap((text): ComposeProxy[] => {
    const texts = (key: string): string[] => text.layers.flatMap((layer) => textsIn(yamlChild(layer, key)));
    const names = [text.name.value, ...texts('image'), ...texts('build')].join(' ');
    const kind = OTHER.test(names) ? 'other' : NGINX.test(names) ? 'nginx' : undefined;
    const isFound = [...texts('labels'), ...texts('environment')].some((name) => FOUND_BY.test(name));
    return kind === undefined ? [] : [{ service: readService(text), kind, isFound }];
  });
}

/** The texts of a node: of a mapping its keys and values. */
function textsIn(node: YamlNode | undefined): string[] {
  return node?.kind === 'map'
    ? node.entries.flatMap((entry) => [entry.key.value, ...scalars(entry.value).map(({ text }) => text.value)])
    : scalars(node).map(({ text }) => text.value);
}
