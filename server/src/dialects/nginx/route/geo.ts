import { isInNetwork, parseNetwork } from '../address.ts';
import type { Statement } from '../configuration.ts';
import { toBytes } from '../language/pattern.ts';
import type { RequestState } from './state.ts';
import { unknownValue } from './unknown-value.ts';

const settings: ReadonlySet<string> = new Set(['default', 'proxy', 'proxy_recursive', 'ranges', 'delete', 'include']);

/**
 * @returns what a `geo` gives for the client's address; unknown where the address is, and entries differ.
 * Source: `ngx_http_geo_cidr_variable` (src/http/modules/ngx_http_geo_module.c).
 */
export function geoValue(state: RequestState, geo: Statement): string {
  const { args } = geo.directive;
  const name = args.at(-1)?.value ?? '$geo';
  const entries = geo.children.filter((child) => !settings.has(child.directive.name.value));
  const entryValue = (statement: Statement | undefined) => toBytes(statement?.directive.args[0]?.value ?? '');
  const fallback = entryValue(geo.children.find((child) => child.directive.name.value === 'default'));
  if (entries.every((entry) => entryValue(entry) === fallback)) {
    return fallback;
  }
  const source = args.length > 1 ? (args[0]?.value ?? '').replace(/^\$/, '').toLowerCase() : 'remote_addr';
  const address = parseNetwork(state.variable(source) ?? '');
  const odd = geo.children.some((child) =>
    ['ranges', 'proxy', 'include', 'delete'].includes(child.directive.name.value),
  );
  if (address === undefined || odd) {
    return unknownValue(name);
  }
  let best: { prefix: number; statement: Statement } | undefined;
  for (const statement of entries) {
    const network = parseNetwork(statement.directive.name.value);
    if (network !== undefined && isInNetwork(address, network) && network.prefix >= (best?.prefix ?? 0)) {
      best = { prefix: network.prefix, statement };
    }
  }
  return best === undefined ? fallback : entryValue(best.statement);
}
