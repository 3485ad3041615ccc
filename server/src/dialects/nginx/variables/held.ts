import type { Statement } from '../configuration.ts';
import type { EffectiveConfiguration } from '../effective/configuration.ts';
import { enclosingPlace, type Place } from '../effective/place.ts';
import { type ByteSet, intersection, union } from '../language/byte-set.ts';
import { isPattern, type Node, type Pattern, toBytes } from '../language/pattern.ts';
import { readPattern } from '../language/read-pattern.ts';
import { conditionOf } from '../route/condition.ts';
import { mapTable } from '../route/map-value.ts';
import { valueParts } from '../value.ts';
import {
  builtInHolding,
  constants,
  decodedPath,
  eitherOf,
  type Holding,
  joined,
  noBytes,
  unknownHolding,
} from './holding.ts';

/** A regular expression somewhere in the configuration, and what it is run on. */
interface Source {
  readonly pattern: Pattern | undefined;
  readonly subject: Holding;
}

/** What has been worked out of one configuration. A variable that is asked for while it is worked out is unknown. */
interface Known {
  readonly variables: Map<string, Holding>;
  /** By the level that `$1` stands in; undefined for values that stand in no level, such as those of a `map`. */
  readonly sources: Map<Place | undefined, readonly Source[]>;
}

const known = new WeakMap<EffectiveConfiguration, Known>();

function knownOf(configuration: EffectiveConfiguration): Known {
  let all = known.get(configuration);
  if (all === undefined) {
    all = { variables: new Map(), sources: new Map() };
    known.set(configuration, all);
  }
  return all;
}

/**
 * What a value with variables can hold at a place.
 *
 * @param place the level in which the value stands; it tells which regular expressions `$1` may come from.
 */
export function valueHolding(configuration: EffectiveConfiguration, value: string, place: Place | undefined): Holding {
  return joined(
    valueParts(value).map((part) =>
      part.kind === 'text' ? constants(toBytes(part.text)) : variableHolding(configuration, part.name, place),
    ),
  );
}

/** What a variable can hold at a place: constants are folded through `set`, `map` and `geo`. */
export function variableHolding(
  configuration: EffectiveConfiguration,
  name: string,
  place: Place | undefined,
): Holding {
  if (/^[1-9]$/.test(name)) {
    const sources = captureSources(configuration, place);
    return eitherOf([constants(''), ...sources.map((source) => groupHolding(source, Number(name)))]);
  }
  const { variables } = knownOf(configuration);
  let held = variables.get(name);
  if (held === undefined) {
    variables.set(name, unknownHolding);
    held = namedVariable(configuration, name);
    variables.set(name, held);
  }
  return held;
}

function namedVariable(configuration: EffectiveConfiguration, name: string): Holding {
  const definition = configuration.definitions.get(name);
  switch (definition?.kind) {
    case 'set':
      return setHolding(configuration, name);
    case 'map':
      return mapHolding(configuration, definition.statement);
    case 'geo':
    case 'split_clients':
      return entryHolding(definition.statement);
    case 'capture':
      return namedHolding(configuration, name);
    case 'module':
      return unknownHolding;
    default:
      return name === 'server_name' || name === 'document_root' || name === 'realpath_root'
        ? configuredHolding(configuration, name)
        : builtInHolding(name);
  }
}

function configuredHolding(configuration: EffectiveConfiguration, name: string): Holding {
  if (name === 'server_name') {
    const names = configuration.servers.flatMap((server) => server.own.get('server_name') ?? []);
    return constants('', ...names.map((statement) => toBytes(statement.directive.args[0]?.value ?? '')));
  }
  const roots = [...statementsOf(configuration.http)].filter(({ directive }) =>
    ['root', 'alias'].includes(directive.name.value),
  );
  return eitherOf(
    roots.map((statement) =>
      valueHolding(configuration, statement.directive.args[0]?.value ?? '', placeAround(configuration, statement)),
    ),
  );
}

/** Whatever any `set` of the variable writes; the order in which they run isn't asked. */
function setHolding(configuration: EffectiveConfiguration, name: string): Holding {
  const all: Holding[] = [constants('')];
  for (const statement of statementsOf(configuration.http)) {
    const [target, value] = statement.directive.args;
    if (statement.directive.name.value === 'set' && target?.value.toLowerCase() === `$${name}` && value !== undefined) {
      const around = placeAround(configuration, statement);
      all.push(valueHolding(configuration, value.value, around));
    }
  }
  return eitherOf(all);
}

/** A `map` is worked out wherever it is used: `$1` in it may come from anywhere. */
function mapHolding(configuration: EffectiveConfiguration, map: Statement): Holding {
  const table = mapTable(map);
  const subject = valueHolding(configuration, table.source, undefined);
  const plain = [table.otherwise, ...table.exact.values(), ...table.heads.values(), ...table.tails.values()];
  const all = plain.map((value) => valueHolding(configuration, value, undefined));
  for (const { text, caseless, value } of table.regexes) {
    const pattern = readPattern(text, caseless);
    const source: Source = { pattern: isPattern(pattern) ? pattern : undefined, subject };
    all.push(
      joined(
        valueParts(value).map((part) => {
          if (part.kind === 'text') {
            return constants(toBytes(part.text));
          }
          return /^[1-9]$/.test(part.name)
            ? groupHolding(source, Number(part.name))
            : variableHolding(configuration, part.name, undefined);
        }),
      ),
    );
  }
  return eitherOf(all);
}

/** The values of the entries of a `geo` or a `split_clients`. */
function entryHolding(block: Statement): Holding {
  const values = block.children.map((child) => child.directive.args[0]?.value ?? '');
  return constants('', ...values.map(toBytes));
}

/** All groups of that name in all regular expressions. */
function namedHolding(configuration: EffectiveConfiguration, name: string): Holding {
  const all: Holding[] = [constants('')];
  for (const source of regexesOf(configuration, statementsOf(configuration.http))) {
    if (source.pattern === undefined) {
      return unknownHolding;
    }
    for (const [group, indexes] of source.pattern.names) {
      if (group.toLowerCase() === name) {
        all.push(...indexes.map((index) => groupHolding(source, index)));
      }
    }
  }
  return eitherOf(all);
}

/** The regular expressions that may have run last where a value of `place` is put together. */
function captureSources(configuration: EffectiveConfiguration, place: Place | undefined): readonly Source[] {
  const { sources } = knownOf(configuration);
  let found = sources.get(place);
  if (found === undefined) {
    sources.set(place, [{ pattern: undefined, subject: unknownHolding }]);
    found = [
      ...regexesOf(
        configuration,
        place === undefined ? statementsOf(configuration.http) : statementsInSight(configuration, place),
      ),
    ];
    sources.set(place, found);
  }
  return found;
}

function statementsInSight(configuration: EffectiveConfiguration, place: Place): Statement[] {
  const server = enclosingPlace(place, 'server');
  const levels: Statement[] = [];
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    levels.push(...(level.statement === undefined ? [] : [level.statement]));
    levels.push(...level.statements.filter(({ directive }) => directive.name.value !== 'location'));
  }
  const maps = configuration.http.own.get('map') ?? [];
  const around = [
    ...levels,
    ...(server?.statements.filter(({ directive }) => directive.name.value !== 'location') ?? []),
  ];
  const inIfs = around
    .filter(({ directive }) => directive.name.value === 'if')
    .flatMap((statement) => statement.children);
  return [...around, ...inIfs, ...maps.flatMap((map) => [map, ...map.children])];
}

/** The regular expressions in the given statements themselves. */
function* regexesOf(configuration: EffectiveConfiguration, statements: Iterable<Statement>): Generator<Source> {
  for (const statement of statements) {
    const { name, args } = statement.directive;
    const place = configuration.placeOf(statement);
    const read = (text: string, caseless: boolean, subject: Holding): Source => {
      const pattern = readPattern(text, caseless);
      return { pattern: isPattern(pattern) ? pattern : undefined, subject };
    };
    if (name.value === 'location' && (place?.head?.modifier === '~' || place?.head?.modifier === '~*')) {
      yield read(place.head.text, place.head.modifier === '~*', decodedPath);
    } else if (name.value === 'rewrite' && args[0] !== undefined) {
      yield read(args[0].value, false, decodedPath);
    } else if (name.value === 'server_name') {
      for (const word of args.filter(({ value }) => value.startsWith('~'))) {
        yield read(word.value.slice(1), true, builtInHolding('host'));
      }
    } else if (name.value === 'if') {
      const condition = conditionOf(statement);
      if (condition?.kind === 'regex') {
        const around = placeAround(configuration, statement);
        yield read(condition.pattern, condition.caseless, variableHolding(configuration, condition.variable, around));
      }
    } else if (name.value === 'map') {
      const table = mapTable(statement);
      const subject = valueHolding(configuration, table.source, undefined);
      for (const { text, caseless } of table.regexes) {
        yield read(text, caseless, subject);
      }
    }
  }
}

/** What a group of a match can hold: bytes that both its part of the pattern and the subject allow. */
function groupHolding({ pattern, subject }: Source, index: number): Holding {
  if (pattern === undefined) {
    return { ...subject, constants: undefined };
  }
  if (index > pattern.groups) {
    return constants('');
  }
  const bytes = intersection(groupBytes(pattern.node, index, false), subject.bytes) ?? noBytes;
  return { ...subject, constants: undefined, bytes };
}

/** The bytes that the pattern's part in group `index` can take. */
function groupBytes(node: Node, index: number, inside: boolean): ByteSet {
  switch (node.kind) {
    case 'set':
      return inside ? node.set : noBytes;
    case 'sequence':
      return node.items.map((item) => groupBytes(item, index, inside)).reduce(union, noBytes);
    case 'choice':
      return node.options.map((option) => groupBytes(option, index, inside)).reduce(union, noBytes);
    case 'group':
      return groupBytes(node.body, index, inside || node.index === index);
    case 'repeat':
    case 'atomic':
    case 'look':
      return groupBytes(node.body, index, inside);
    case 'back':
      return inside ? new Uint8Array(256).fill(1) : noBytes;
    case 'place':
      return noBytes;
  }
}

function* statementsOf(place: Place): Generator<Statement> {
  for (const statement of place.statements) {
    yield* withChildren(statement);
  }
}

function* withChildren(statement: Statement): Generator<Statement> {
  yield statement;
  for (const child of statement.children) {
    yield* withChildren(child);
  }
}

function placeAround(configuration: EffectiveConfiguration, statement: Statement): Place | undefined {
  for (let at = statement.parent; at !== undefined; at = at.parent) {
    const place = configuration.placeOf(at);
    if (place !== undefined) {
      return place;
    }
  }
  return undefined;
}
