import type { Word } from '../../../syntax/nginx/tree.ts';
import type { Configuration, Statement } from '../configuration.ts';
import { buildPlace, type Place } from './place.ts';

/** A variable that the configuration defines, by its lower-case name. */
export interface Definition {
  readonly kind: 'map' | 'geo' | 'split_clients' | 'set' | 'capture' | 'module';
  readonly statement: Statement;
}

/** A server of an `upstream`. */
export interface UpstreamServer {
  readonly address: string;
  readonly parameters: readonly string[];
  readonly statement: Statement;
}

/** An `upstream` block. */
export interface Upstream {
  readonly name: string;
  readonly statement: Statement;
  readonly servers: readonly UpstreamServer[];
}

/** The HTTP part of one configuration: its levels, and what they refer to by name. */
export interface EffectiveConfiguration {
  readonly configuration: Configuration;
  /** The `http` level; for a file that stands alone the level around it. */
  readonly http: Place;
  readonly servers: readonly Place[];
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** The first definition of each variable. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** @returns the level that is the block of `statement`, or undefined. */
  placeOf(statement: Statement): Place | undefined;
}

const known = new WeakMap<Configuration, EffectiveConfiguration>();

/**
 * Reads the levels of a configuration. A file that stands alone is taken as the part of an `http` block that its context
 * tells: statements of a server or a location get a server of their own around them.
 */
export function effectiveConfiguration(configuration: Configuration): EffectiveConfiguration {
  let effective = known.get(configuration);
  if (effective === undefined) {
    effective = build(configuration);
    known.set(configuration, effective);
  }
  return effective;
}

function build(configuration: Configuration): EffectiveConfiguration {
  const places = new Map<Statement, Place>();
  const http = httpLevel(configuration, places);
  const upstreams = new Map<string, Upstream>();
  for (const statement of http.own.get('upstream') ?? []) {
    const name = statement.directive.args[0]?.value ?? '';
    if (!upstreams.has(name)) {
      upstreams.set(name, { name, statement, servers: upstreamServers(statement) });
    }
  }
  const definitions = new Map<string, Definition>();
  defineAll(http.statements, definitions);
  return {
    configuration,
    http,
    servers: http.inner.filter((place) => place.kind === 'server'),
    upstreams,
    definitions,
    placeOf: (statement) => places.get(statement),
  };
}

function httpLevel(configuration: Configuration, places: Map<Statement, Place>): Place {
  const { context, statements } = configuration;
  const block = statements.find((statement) => statement.directive.name.value === 'http');
  if (block !== undefined && context !== 'http') {
    return buildPlace('http', block, undefined, block.children, places);
  }
  if (context === 'server' || context === 'location') {
    const inner: Place[] = [];
    const http: Place = {
      kind: 'http',
      statement: undefined,
      parent: undefined,
      statements,
      own: new Map(),
      inner,
      head: undefined,
    };
    inner.push(buildPlace('server', undefined, http, statements, places));
    return http;
  }
  return buildPlace('http', undefined, undefined, context === 'http' ? statements : [], places);
}

function upstreamServers(upstream: Statement): UpstreamServer[] {
  return upstream.children
    .filter((child) => child.directive.name.value === 'server' && child.directive.args.length > 0)
    .map((statement) => ({
      address: statement.directive.args[0]?.value ?? '',
      parameters: statement.directive.args.slice(1).map((word) => word.value),
      statement,
    }));
}

const definingArgument: Readonly<Record<string, { readonly kind: Definition['kind']; readonly last?: true }>> = {
  set: { kind: 'set' },
  map: { kind: 'map', last: true },
  geo: { kind: 'geo', last: true },
  split_clients: { kind: 'split_clients', last: true },
  auth_request_set: { kind: 'module' },
  perl_set: { kind: 'module' },
  js_set: { kind: 'module' },
  js_var: { kind: 'module' },
  set_by_lua_block: { kind: 'module' },
  set_by_lua_file: { kind: 'module' },
  geoip2: { kind: 'module' },
};

const namedGroup = /\(\?(?:P?<|')([A-Za-z_]\w*)[>']/g;

function defineAll(statements: readonly Statement[], definitions: Map<string, Definition>): void {
  for (const statement of statements) {
    const { name, args } = statement.directive;
    const defining = definingArgument[name.value];
    if (defining !== undefined) {
      const word = defining.last === undefined ? args[0] : args.at(-1);
      define(word?.value.replace(/^\$/, ''), { kind: defining.kind, statement }, definitions);
    }
    defineGroups(name, statement, definitions);
    for (const word of args) {
      defineGroups(word, statement, definitions);
    }
    if (statement.children.length > 0) {
      defineAll(statement.children, definitions);
    }
  }
}

function defineGroups({ value }: Word, statement: Statement, definitions: Map<string, Definition>): void {
  if (value.includes('(?')) {
    for (const match of value.matchAll(namedGroup)) {
      define(match[1], { kind: 'capture', statement }, definitions);
    }
  }
}

function define(name: string | undefined, definition: Definition, definitions: Map<string, Definition>): void {
  const key = name?.toLowerCase();
  if (key !== undefined && key !== '' && !definitions.has(key)) {
    definitions.set(key, definition);
  }
}
