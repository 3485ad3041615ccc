import { parseSize } from '../number.ts';
import type { Call } from './call.ts';
import type { Zone } from './zones.ts';

/** The page of x86 and most ARM systems; a zone needs eight of them. */
export const PAGE = 4096;

/** Names a zone with its size, or with 0 where it is only used; undefined, and refused, where Nginx would not give it. */
export function declareZone(call: Call, name: string, size: number, argument: number, owner: string): Zone | undefined {
  const zone = call.run.zones.add(name, owner, size, call.statement, argument);
  if ('error' in zone) {
    call.refuse(zone.error, argument, 'zone');
    return undefined;
  }
  return zone;
}

/** A `zone=NAME:SIZE` read as the limit modules do. */
export interface ZoneParameter {
  readonly name: string;
  readonly size: number;
}

/** @returns the name and size of `zone=name:size`, or Nginx's words where it is wrong; `zone=` is part of `word`. */
export function readZoneParameter(word: string): ZoneParameter | { readonly error: string } {
  const value = word.slice('zone='.length);
  const colon = value.indexOf(':');
  if (colon < 0) {
    return { error: `invalid zone size "${word}"` };
  }
  const name = value.slice(0, colon);
  const size = parseSize(value.slice(colon + 1));
  if (size === undefined) {
    return { error: `invalid zone size "${word}"` };
  }
  return size < 8 * PAGE ? { error: `zone "${word}" is too small` } : { name, size };
}
