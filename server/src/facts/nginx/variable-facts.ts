import type { VariableRow } from './rows.ts';
import thirdParty from './third-party.json';
import table from './variables.json';
import { isAtLeast, type NginxVersion } from './version.ts';

/** A variable that a module defines. */
export interface VariableFact {
  /** Without `$`. The name of a family of variables ends in `_` (`http_`). */
  readonly name: string;
  readonly family: 'http' | 'stream';
  readonly prefix: boolean;
  /** Whether `set`, `map` and the like may define it anew. */
  readonly changeable: boolean;
  readonly commercial: boolean;
  readonly since: NginxVersion | undefined;
  /** The repository of a third-party module. */
  readonly thirdParty: string | undefined;
  readonly documentation: string | undefined;
}

function factOf(row: VariableRow): VariableFact {
  const page = row.u === undefined ? undefined : table.pages[row.u];
  return {
    name: row.n,
    family: row.s === 1 ? 'stream' : 'http',
    prefix: row.p === 1,
    changeable: row.c === 1,
    commercial: row.k === 1,
    since: row.v,
    thirdParty: row.r === undefined ? undefined : thirdParty.repositories[row.r],
    documentation: page === undefined ? undefined : `https://nginx.org/en/docs/${page}.html`,
  };
}

interface Family {
  readonly names: ReadonlyMap<string, VariableFact>;
  readonly prefixes: readonly VariableFact[];
}

function familyOf(facts: readonly VariableFact[]): Family {
  const names = new Map<string, VariableFact>();
  for (const fact of facts) {
    if (!fact.prefix && !names.has(fact.name)) {
      names.set(fact.name, fact);
    }
  }
  return { names, prefixes: facts.filter((fact) => fact.prefix) };
}

let families: { readonly http: Family; readonly stream: Family } | undefined;

function allFamilies(): { readonly http: Family; readonly stream: Family } {
  if (families === undefined) {
    const facts = (table.rows as unknown as readonly VariableRow[]).map(factOf);
    families = {
      http: familyOf(facts.filter((fact) => fact.family === 'http')),
      stream: familyOf(facts.filter((fact) => fact.family === 'stream')),
    };
  }
  return families;
}

/** @returns the variable that a module defines under `name` (lower case, without `$`), by itself or by a prefix. */
export function variableNamed(name: string, family: 'http' | 'stream'): VariableFact | undefined {
  const { names, prefixes } = allFamilies()[family];
  return names.get(name) ?? prefixes.find((prefix) => name.startsWith(prefix.name));
}

/** @returns every variable of a family of modules. */
export function variableFacts(family: 'http' | 'stream'): readonly VariableFact[] {
  const { names, prefixes } = allFamilies()[family];
  return [...names.values(), ...prefixes];
}

/** @returns whether `version` has the variable. */
export function variableExistsIn(fact: VariableFact, version: NginxVersion): boolean {
  return fact.since === undefined || isAtLeast(version, fact.since);
}
