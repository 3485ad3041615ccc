import type { WorkspacePath } from '../base/path.ts';
import type { Configuration } from '../dialects/nginx/configuration.ts';
import { effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import { listeners } from '../dialects/nginx/route/listeners.ts';
import type { Route } from '../dialects/nginx/route/outcome.ts';
import { noFiles, type RouteRequest } from '../dialects/nginx/route/request.ts';
import { route } from '../dialects/nginx/route/route.ts';

/** What of a request can't be meant; the message is one line for the person. */
export class RequestError extends Error {}

/** What a person or a line of a batch says of a request; the rest is filled in. */
export interface AskedRequest {
  readonly uri: string;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly scheme?: string | undefined;
  readonly method?: string | undefined;
  readonly headers?: readonly (readonly [string, string])[] | undefined;
  readonly client?: string | undefined;
  readonly address?: string | undefined;
}

/**
 * Fills in what isn't said: a whole URL tells scheme, host and port; without a port it is the scheme's, or the only one
 * that is listened on.
 *
 * @param ports the ports that the configuration listens on.
 * @throws RequestError where something can't be meant.
 */
export function fillRequest(asked: AskedRequest, ports: readonly number[]): RouteRequest {
  const url = /^(https?):\/\/([^/?#]*)(.*)$/is.exec(asked.uri);
  const scheme = (asked.scheme ?? url?.[1] ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') {
    throw new RequestError(`a scheme is http or https; "${scheme}" is neither`);
  }
  const host = asked.host ?? (url === null ? 'localhost' : url[2]);
  const path = url === null ? asked.uri : (url[3] as string).replace(/^(?!\/)/, '/');
  const written = /:(\d+)$/.exec(host ?? '')?.[1];
  const usual = scheme === 'https' ? 443 : 80;
  const only = ports.length === 1 && !ports.includes(80) && !ports.includes(443) ? ports[0] : undefined;
  const port = asked.port ?? (written === undefined ? (only ?? usual) : Number(written));
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new RequestError(`a port is a number from 1 to 65535; "${port}" is none`);
  }
  return {
    scheme,
    host,
    port,
    method: asked.method ?? 'GET',
    uri: path,
    headers: asked.headers ?? [],
    ...(asked.client === undefined ? {} : { client: asked.client }),
    ...(asked.address === undefined ? {} : { address: asked.address }),
  };
}

/**
 * @param path a file of the configuration that is asked; undefined to ask the first whole one.
 * @returns where the request goes; undefined where there is no configuration of HTTP.
 * @throws RequestError where something can't be meant.
 */
export function routeAsked(
  configurations: readonly Configuration[],
  asked: AskedRequest,
  path: WorkspacePath | undefined,
): Route | undefined {
  const order = (one: Configuration): number =>
    (path !== undefined && one.files.some((file) => file.path === path) ? 0 : 2) + (one.context === 'main' ? 0 : 1);
  const effective = [...configurations]
    .sort((one, other) => order(one) - order(other))
    .map(effectiveConfiguration)
    .find(({ servers }) => servers.length > 0);
  if (effective === undefined) {
    return undefined;
  }
  const ports = [...new Set(listeners(effective).map(({ port }) => port))].filter((port) => port > 0);
  return route(effective, fillRequest(asked, ports), { files: noFiles });
}
