import { type Network, parseIpv4, parseNetwork } from '../../address.ts';
import type { Call } from '../call.ts';
import { defineVariable, useVariable, variableArgument } from '../variables.ts';
import type { Entry, EntryReader } from './entry.ts';

/** `ngx_http_geo_block` and `ngx_http_geo` (src/http/modules/ngx_http_geo_module.c), and their twins of stream. */
export function geo(call: Call): EntryReader | undefined {
  const first = variableArgument(call, 0);
  if (first === undefined) {
    return undefined;
  }
  let name = first;
  let argument = 0;
  if (call.values.length === 2) {
    if (!useVariable(call, first, 0)) {
      return undefined;
    }
    const second = variableArgument(call, 1);
    if (second === undefined) {
      return undefined;
    }
    name = second;
    argument = 1;
  }
  return defineVariable(call, name, argument) ? new GeoReader(call.fact.family === 'http') : undefined;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

class GeoReader implements EntryReader {
  readonly includes = true;
  readonly #proxies: boolean;
  #ranges = false;
  #entered = false;
  readonly #networks = new Map<string, string>();
  readonly #held: Range[] = [];

  constructor(proxies: boolean) {
    this.#proxies = proxies;
  }

  entry(entry: Entry): void {
    const { values } = entry;
    const [first] = values;
    if (values.length === 1) {
      if (first === 'ranges') {
        if (this.#entered) {
          entry.refuse('the "ranges" directive must be the first directive inside "geo" block');
        }
        this.#ranges = true;
        return;
      }
      if (first === 'proxy_recursive' && this.#proxies) {
        return;
      }
      if (first === 'volatile' && entry.run.atLeast('1.29.3')) {
        return;
      }
    }
    if (values.length !== 2) {
      entry.refuse('invalid number of the geo parameters', 0, 'arguments');
      return;
    }
    if (first === 'proxy' && this.#proxies) {
      this.#network(entry, entry.value(1), 1);
      return;
    }
    if (this.#ranges) {
      this.#range(entry);
    } else {
      this.#cidr(entry);
    }
  }

  #range(entry: Entry): void {
    if (entry.value(0) === 'default') {
      return;
    }
    const deletes = entry.value(0) === 'delete';
    const text = entry.value(deletes ? 1 : 0);
    const dash = text.indexOf('-');
    const start = dash < 0 ? undefined : parseIpv4(text.slice(0, dash));
    const end = dash < 0 ? undefined : parseIpv4(text.slice(dash + 1));
    if (start === undefined || end === undefined || start > end) {
      entry.refuse(`invalid range "${text}"`, deletes ? 1 : 0);
      return;
    }
    if (!deletes) {
      this.#held.push({ start, end });
    }
  }

  #cidr(entry: Entry): void {
    const first = entry.value(0);
    this.#entered = true;
    const deletes = first === 'delete';
    const text = deletes ? entry.value(1) : first;
    if (first === 'default') {
      this.#add(entry, 'default', text);
      return;
    }
    const network = this.#network(entry, text, deletes ? 1 : 0);
    if (network === undefined) {
      return;
    }
    const key = `${network.family} ${network.bytes.join('.')}/${network.prefix}`;
    if (deletes) {
      if (!this.#networks.delete(key)) {
        entry.warn(`no network "${text}" to delete`, 1);
      }
      return;
    }
    this.#add(entry, key, text);
  }

  #add(entry: Entry, key: string, text: string): void {
    const value = entry.value(1);
    const before = this.#networks.get(key);
    if (before !== undefined) {
      entry.warn(`duplicate network "${text}", value: "${value}", old value: "${before}"`, 0, 'duplicate');
    }
    this.#networks.set(key, value);
  }

  #network(entry: Entry, text: string, index: number): Network | undefined {
    if (text === '255.255.255.255') {
      return { family: 4, bytes: [255, 255, 255, 255], prefix: 32, lowBits: false };
    }
    const network = parseNetwork(text);
    if (network === undefined) {
      entry.refuse(`invalid network "${text}"`, index);
    } else if (network.lowBits) {
      entry.warn(`low address bits of ${text} are meaningless`, index);
    }
    return network;
  }
}
