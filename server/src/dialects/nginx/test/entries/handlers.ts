import type { Call } from '../call.ts';
import { charsetMap } from './charset-map.ts';
import type { EntryReader } from './entry.ts';
import { geo } from './geo.ts';
import { map } from './map.ts';
import { splitClients } from './split-clients.ts';
import { types } from './types.ts';

const READERS: Readonly<Record<string, (call: Call) => EntryReader | undefined>> = {
  charset_map: charsetMap,
  geo,
  map,
  split_clients: splitClients,
  types,
};

/** Opens a block of entries. @returns what reads them; undefined where Nginx refuses the block or nothing is known of it. */
export function openEntries(call: Call): EntryReader | undefined {
  return call.fact.thirdParty === undefined ? READERS[call.name]?.(call) : undefined;
}
