import type { Statement } from '../configuration.ts';
import { toBytes } from '../language/pattern.ts';
import type { RequestState } from './state.ts';
import { holdsUnknown, showUnknown } from './unknown-value.ts';
import { evaluate, runRegex } from './values.ts';

interface MapTable {
  readonly source: string;
  readonly exact: ReadonlyMap<string, string>;
  readonly heads: ReadonlyMap<string, string>;
  readonly tails: ReadonlyMap<string, string>;
  readonly regexes: readonly { readonly text: string; readonly caseless: boolean; readonly value: string }[];
  readonly otherwise: string;
  readonly hostnames: boolean;
}

const known = new WeakMap<Statement, MapTable>();

/** @returns the entries of a `map`, read as `ngx_http_map` (src/http/modules/ngx_http_map_module.c) reads them. */
export function mapTable(map: Statement): MapTable {
  let table = known.get(map);
  if (table === undefined) {
    table = build(map);
    known.set(map, table);
  }
  return table;
}

function build(map: Statement): MapTable {
  const exact = new Map<string, string>();
  const heads = new Map<string, string>();
  const tails = new Map<string, string>();
  const regexes: { text: string; caseless: boolean; value: string }[] = [];
  const hostnames = map.children.some(
    (child) => child.directive.name.value === 'hostnames' && child.directive.args.length === 0,
  );
  let otherwise = '';
  for (const { directive } of map.children) {
    const value = directive.args[0]?.value;
    const key = directive.name.value;
    if (value === undefined || key === 'include') {
      continue;
    }
    if (key === 'default') {
      otherwise = value;
    } else if (key.startsWith('~')) {
      const caseless = key.startsWith('~*');
      regexes.push({ text: key.slice(caseless ? 2 : 1), caseless, value });
    } else {
      const text = toBytes(key.replace(/^\\/, '').toLowerCase());
      if (hostnames && text.startsWith('*.')) {
        heads.set(text.slice(1), value);
      } else if (hostnames && text.startsWith('.')) {
        exact.set(text.slice(1), value);
        heads.set(text, value);
      } else if (hostnames && text.endsWith('.*')) {
        tails.set(text.slice(0, -1), value);
      } else {
        exact.set(text, value);
      }
    }
  }
  return { source: map.directive.args[0]?.value ?? '', exact, heads, tails, regexes, otherwise, hostnames };
}

/** @returns what a `map` gives now; asks where its source isn't known. */
export function mapValue(state: RequestState, map: Statement): string {
  const table = mapTable(map);
  let source = evaluate(state, table.source);
  if (table.hostnames && source.endsWith('.')) {
    source = source.slice(0, -1);
  }
  return evaluate(state, findEntry(state, table, source));
}

function findEntry(state: RequestState, table: MapTable, source: string): string {
  const lower = source.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (holdsUnknown(source)) {
    for (const [key, value] of table.exact) {
      if (state.ask(`${showUnknown(source)} is ${key === '' ? 'empty' : key}`)) {
        return value;
      }
    }
  } else {
    const named = findName(table, lower);
    if (named !== undefined) {
      return named;
    }
  }
  if (source !== '') {
    for (const { text, caseless, value } of table.regexes) {
      if (runRegex(state, text, caseless, source)) {
        return value;
      }
    }
  }
  return table.otherwise;
}

function findName(table: MapTable, name: string): string | undefined {
  const exact = table.exact.get(name);
  if (exact !== undefined) {
    return exact;
  }
  if (table.heads.size > 0) {
    for (let dot = name.indexOf('.', 1); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const head = table.heads.get(name.slice(dot));
      if (head !== undefined) {
        return head;
      }
    }
  }
  if (table.tails.size > 0) {
    for (let dot = name.lastIndexOf('.'); dot >= 0; dot = dot === 0 ? -1 : name.lastIndexOf('.', dot - 1)) {
      const tail = table.tails.get(name.slice(0, dot + 1));
      if (tail !== undefined) {
        return tail;
      }
    }
  }
  return undefined;
}
