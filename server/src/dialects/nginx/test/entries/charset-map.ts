import type { Call } from '../call.ts';
import type { Entry, EntryReader } from './entry.ts';

const tables = new WeakMap<object, Set<string>>();

/** `ngx_http_charset_map_block` and `ngx_http_charset_map` (src/http/modules/ngx_http_charset_filter_module.c). */
export function charsetMap(call: Call): EntryReader | undefined {
  const [from = '', to = ''] = call.values;
  const source = from.toLowerCase();
  const target = to.toLowerCase();
  if (source === target) {
    call.refuse(`"charset_map" between the same charsets "${from}" and "${to}"`, 1);
    return undefined;
  }
  const known = tables.get(call.frame.main) ?? new Set<string>();
  tables.set(call.frame.main, known);
  const key = [source, target].sort().join(' ');
  if (known.has(key)) {
    call.refuse(`duplicate "charset_map" between "${from}" and "${to}"`, undefined, 'duplicate');
    return undefined;
  }
  known.add(key);
  const utf8 = target === 'utf-8';
  return { includes: false, entry: (entry) => checkEntry(entry, utf8) };
}

/** @returns the charset pairs for which the `http` of this main configuration has a table. */
export function charsetTables(main: object): ReadonlySet<string> {
  return tables.get(main) ?? new Set();
}

function checkEntry(entry: Entry, utf8: boolean): void {
  const [source = '', target = ''] = entry.values;
  if (entry.values.length !== 2) {
    entry.refuse('invalid parameters number', 0, 'arguments');
  } else if (!isByte(source)) {
    entry.refuse(`invalid value "${source}"`);
  } else if (!(utf8 ? /^(?:[0-9a-fA-F]{2})*$/.test(target) : isByte(target))) {
    entry.refuse(`invalid value "${target}"`, 1);
  }
}

function isByte(text: string): boolean {
  return /^[0-9a-fA-F]+$/.test(text) && Number.parseInt(text, 16) <= 255;
}
