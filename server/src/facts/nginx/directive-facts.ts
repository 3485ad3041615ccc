import table from './directives.json';
import { contextNames, type DirectiveRow, type FactContext, type Family, type ThirdPartyRow } from './rows.ts';
import thirdParty from './third-party.json';
import { isAtLeast, type NginxVersion } from './version.ts';

/**
 * How many parameters a directive takes: `any`, a number or more, a flag (one word, `on` or `off`), or one of a set of counts.
 * From the `NGX_CONF_*` bits of `ngx_command_t`.
 */
export type ArgumentRule =
  | { readonly kind: 'any' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'more'; readonly from: number }
  | { readonly kind: 'counts'; readonly counts: readonly number[] };

/** What the braces of a block hold: statements of a context, entries with a handler of their own, or Lua code. */
export type BlockRule = FactContext | 'if' | 'entries' | 'lua';

/** One definition of a directive. A name may have several: one per family of modules, or one per context. */
export interface DirectiveFact {
  readonly name: string;
  /** The module's name in the source, such as `ngx_http_core_module`. */
  readonly module: string;
  readonly family: Family;
  readonly contexts: readonly FactContext[];
  readonly args: ArgumentRule;
  readonly block: BlockRule | undefined;
  /** The type of value that its setter reads; undefined where the setter is its own. */
  readonly type: string | undefined;
  /** The setter function, where it is its own. */
  readonly handler: string | undefined;
  /** The words of an enumeration or a bitmask. */
  readonly words: readonly string[];
  readonly bounds: readonly [number, number | null] | undefined;
  /** Whether a second one in the same block "is duplicate". */
  readonly once: boolean;
  /** Which of a block's configurations holds the field: `main` exists once per `http`. */
  readonly level: 'main' | 'srv' | 'loc';
  /** Directives with the same field here are duplicates of each other. */
  readonly field: string;
  /** Only in the commercial edition. */
  readonly commercial: boolean;
  /** The version that first had it, where that is 1.14 or later. */
  readonly since: NginxVersion | undefined;
  readonly removedIn: NginxVersion | undefined;
  readonly deprecated: { readonly since: NginxVersion; readonly replacement: string } | undefined;
  /** The module's repository and Debian packages, where it isn't Nginx's own. */
  readonly thirdParty: { readonly repository: string; readonly packages: readonly string[] } | undefined;
  /** The parameters as documented, one form per entry, without the name and the `;`. */
  readonly syntax: readonly string[];
  readonly default: readonly string[];
  readonly documentation: string | undefined;
}

interface Change {
  readonly from: NginxVersion;
  readonly contexts: number;
  readonly args: number;
}

interface Entry {
  readonly fact: DirectiveFact;
  readonly changes: readonly Change[];
  readonly oldType: string | undefined;
  readonly oldWords: readonly string[] | undefined;
}

const NOTHING: readonly string[] = [];
const masks = new Map<number, readonly FactContext[]>();
const rules = new Map<number, ArgumentRule>();

function contextsOf(mask: number): readonly FactContext[] {
  let contexts = masks.get(mask);
  if (contexts === undefined) {
    contexts = contextNames.filter((_, bit) => (mask & (1 << bit)) !== 0);
    masks.set(mask, contexts);
  }
  return contexts;
}

function ruleOf(code: number): ArgumentRule {
  let rule = rules.get(code);
  if (rule === undefined) {
    rule =
      code === -1
        ? { kind: 'any' }
        : code === -4
          ? { kind: 'flag' }
          : code < 0
            ? { kind: 'more', from: -1 - code }
            : { kind: 'counts', counts: [0, 1, 2, 3, 4, 5, 6, 7].filter((count) => (code & (1 << count)) !== 0) };
    rules.set(code, rule);
  }
  return rule;
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? NOTHING : text.split(' ');
}

function entryOf(row: DirectiveRow): Entry {
  const page = row.u === undefined ? undefined : table.pages[row.u];
  const fact: DirectiveFact = {
    name: row.n,
    module: table.modules[row.m] ?? '',
    family: row.f ?? 'http',
    contexts: contextsOf(row.c),
    args: ruleOf(row.a),
    block: row.b as BlockRule | undefined,
    type: row.s,
    handler: row.h === undefined ? undefined : table.functions[row.h],
    words: words(row.w),
    bounds: row.r as readonly [number, number | null] | undefined,
    once: row.o === 1,
    level: row.l ?? 'loc',
    field: row.k ?? row.n,
    commercial: row.p === 1 && row.v === undefined,
    since: row.v,
    removedIn: row.x,
    deprecated: row.e === undefined ? undefined : { since: row.e[0], replacement: row.e[1] },
    thirdParty: undefined,
    syntax: row.t === undefined ? NOTHING : row.t.split('\n'),
    default: row.d === undefined ? NOTHING : row.d.split('\n'),
    documentation: page === undefined ? undefined : `https://nginx.org/en/docs/${page}.html#${row.i ?? row.n}`,
  };
  return {
    fact,
    changes: (row.y ?? []).map(([from, contexts, args]) => ({ from, contexts, args })),
    oldType: row.os,
    oldWords: row.ow === undefined ? undefined : words(row.ow),
  };
}

function thirdPartyEntry(row: ThirdPartyRow): Entry {
  const repository = thirdParty.repositories[row.r] ?? '';
  const packages = thirdParty.packages[row.r] ?? '';
  const fact: DirectiveFact = {
    name: row.n,
    module: thirdParty.modules[row.m] ?? '',
    family: row.f ?? 'http',
    contexts: contextsOf(row.c),
    args: ruleOf(row.a),
    block: row.b as BlockRule | undefined,
    type: undefined,
    handler: undefined,
    words: NOTHING,
    bounds: undefined,
    once: false,
    level: 'loc',
    field: row.n,
    commercial: false,
    since: undefined,
    removedIn: undefined,
    deprecated: undefined,
    thirdParty: { repository, packages: packages === '' ? NOTHING : packages.split(' ') },
    syntax: NOTHING,
    default: NOTHING,
    documentation: `https://github.com/${repository}`,
  };
  return { fact, changes: [], oldType: undefined, oldWords: undefined };
}

let entries: ReadonlyMap<string, readonly Entry[]> | undefined;

function allEntries(): ReadonlyMap<string, readonly Entry[]> {
  if (entries === undefined) {
    const byName = new Map<string, Entry[]>();
    const add = (entry: Entry): void => {
      const named = byName.get(entry.fact.name);
      if (named === undefined) {
        byName.set(entry.fact.name, [entry]);
      } else {
        named.push(entry);
      }
    };
    for (const row of table.rows as unknown as readonly DirectiveRow[]) {
      add(entryOf(row));
    }
    for (const row of thirdParty.rows as unknown as readonly ThirdPartyRow[]) {
      add(thirdPartyEntry(row));
    }
    entries = byName;
  }
  return entries;
}

/** The entry as `version` has it: contexts, parameters and words of that release. */
function atVersion(entry: Entry, version: NginxVersion): DirectiveFact {
  const { fact, changes, oldType, oldWords } = entry;
  const change = changes.findLast((one) => isAtLeast(version, one.from)) ?? changes[0];
  const old = !isAtLeast(version, '1.23.0');
  if (change === undefined && !(old && (oldType !== undefined || oldWords !== undefined))) {
    return fact;
  }
  return {
    ...fact,
    contexts: change === undefined ? fact.contexts : contextsOf(change.contexts),
    args: change === undefined ? fact.args : ruleOf(change.args),
    type: old && oldType !== undefined ? oldType : fact.type,
    words: old && oldWords !== undefined ? oldWords : fact.words,
  };
}

const tables = new Map<NginxVersion, Map<string, readonly DirectiveFact[]>>();

/**
 * @returns every definition of the directive `name`, Nginx's own first, with the contexts, parameter counts and words that it has in
 * `version`. Definitions that `version` doesn't have yet or no longer has are among them: see `existsIn`.
 */
export function directivesNamed(name: string, version: NginxVersion): readonly DirectiveFact[] {
  let ofVersion = tables.get(version);
  if (ofVersion === undefined) {
    ofVersion = new Map();
    tables.set(version, ofVersion);
  }
  let facts = ofVersion.get(name);
  if (facts === undefined) {
    const named = allEntries().get(name);
    if (named === undefined) {
      return [];
    }
    facts = named.map((entry) => atVersion(entry, version));
    ofVersion.set(name, facts);
  }
  return facts;
}

/** @returns the names of all directives, third-party ones included. */
export function directiveNames(): Iterable<string> {
  return allEntries().keys();
}

/** @returns whether `version` has the definition. */
export function existsIn(fact: DirectiveFact, version: NginxVersion): boolean {
  return (
    (fact.since === undefined || isAtLeast(version, fact.since)) &&
    (fact.removedIn === undefined || !isAtLeast(version, fact.removedIn))
  );
}

/** @returns whether a directive may have `count` parameters (`ngx_conf_handler`, src/core/ngx_conf_file.c). */
export function acceptsCount(rule: ArgumentRule, count: number): boolean {
  switch (rule.kind) {
    case 'any':
      return true;
    case 'flag':
      return count === 1;
    case 'more':
      return count >= rule.from;
    case 'counts':
      return rule.counts.includes(count);
  }
}
