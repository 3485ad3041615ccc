import type { Call } from '../call.ts';
import { compileArgument, compilePatternOf, compileText, defineVariable, variableArgument } from '../variables.ts';
import type { Entry, EntryReader } from './entry.ts';
import { HashKeys } from './hash-keys.ts';

/** `ngx_http_map_block` and `ngx_http_map` (src/http/modules/ngx_http_map_module.c), and their twins of stream. */
export function map(call: Call): EntryReader | undefined {
  if (!compileArgument(call, 0)) {
    return undefined;
  }
  const name = variableArgument(call, 1);
  if (name === undefined || !defineVariable(call, name, 1)) {
    return undefined;
  }
  return new MapReader(call);
}

class MapReader implements EntryReader {
  readonly includes = true;
  readonly #call: Call;
  readonly #keys = new HashKeys();
  #hostnames = false;
  #hasDefault = false;

  constructor(call: Call) {
    this.#call = call;
  }

  entry(entry: Entry): void {
    const { values } = entry;
    if (values.length === 1 && values[0] === 'hostnames') {
      this.#hostnames = true;
      return;
    }
    if (values.length === 1 && values[0] === 'volatile') {
      return;
    }
    if (values.length !== 2) {
      entry.refuse('invalid number of the map parameters', 0, 'arguments');
      return;
    }
    // Messages of the value and of a pattern carry the line of the map's own `{`: Nginx compiles them with the outer `cf`.
    if (!compileText(this.#call, entry, entry.value(1), 1)) {
      return;
    }
    this.#key(entry, entry.value(0));
  }

  #key(entry: Entry, key: string): void {
    if (key === 'default') {
      if (this.#hasDefault) {
        entry.refuse('duplicate default map parameter', 0, 'duplicate');
      }
      this.#hasDefault = true;
      return;
    }
    if (key[0] === '~') {
      compilePatternOf(this.#call, entry, key[1] === '*' ? key.slice(2) : key.slice(1), 0);
      return;
    }
    const plain = key[0] === '\\' ? key.slice(1) : key;
    const outcome = this.#keys.add(plain, this.#hostnames);
    if (outcome === 'declined') {
      entry.refuse(`invalid hostname or wildcard "${plain}"`);
    } else if (outcome === 'busy') {
      // `ngx_hash_add_key` has put the key into lower case by then, unless it was a wildcard of the exact table.
      entry.refuse(`conflicting parameter "${plain.toLowerCase()}"`, 0, 'duplicate');
    }
  }
}
