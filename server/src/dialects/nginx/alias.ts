import { isInside, normalizePath } from '../../base/path.ts';
import type { Configuration, Statement } from './configuration.ts';
import { constantsOf } from './constants.ts';
import { passDirectives } from './effective/in-force.ts';
import { childrenNamed, enclosingLocation, isRegexModifier, type LocationHead, locationHead } from './location.ts';
import { statementsNamed } from './read.ts';
import { valueParts } from './value.ts';

/** An `alias` with the `location` that declares it. */
export interface AliasPair {
  readonly alias: Statement;
  readonly location: Statement;
  readonly head: LocationHead;
  /** The path with what can be folded replaced. */
  readonly path: string;
}

/** A request and the file that it opens, as a proof. */
export interface Witness {
  readonly uri: string;
  readonly file: string;
}

/** Where the URIs of a location lead through its alias. */
export interface AliasReach {
  /** The folder or file that is meant to be served. */
  readonly base: string;
  /** A request that leaves the base for the folder above it. */
  readonly traversal: Witness | undefined;
  /** A request that reaches a neighbour whose name begins with the base's. */
  readonly sibling: Witness | undefined;
  /** A plain request that should open a file below the base and doesn't. */
  readonly misled: Witness | undefined;
}

const known = new WeakMap<Configuration, readonly AliasPair[]>();

/** @returns every `alias` of a configuration whose own location is in view. */
export function aliasPairs(configuration: Configuration): readonly AliasPair[] {
  let pairs = known.get(configuration);
  if (pairs === undefined) {
    pairs = readPairs(configuration);
    known.set(configuration, pairs);
  }
  return pairs;
}

function readPairs(configuration: Configuration): AliasPair[] {
  const pairs: AliasPair[] = [];
  const constants = constantsOf(configuration);
  for (const alias of statementsNamed(configuration, 'alias')) {
    const location = alias.parent;
    const value = alias.directive.args[0]?.value;
    if (location === undefined || value === undefined || alias.directive.args.length !== 1) {
      continue;
    }
    const head = locationHead(location);
    const path = constants.fold(value, alias);
    if (head !== undefined && head.modifier !== '@' && endsInText(path) && endsInText(head.text)) {
      pairs.push({ alias, location, head, path });
    }
  }
  return pairs;
}

/** A template's value may bring the slash with it, so what ends in one says nothing of its seam. */
function endsInText(text: string): boolean {
  return !/(?:\}\}|%>|@[A-Z0-9_]+@|\$\{[A-Z]\w*\})$/.test(text);
}

/** @returns whether the last part of a path is a variable, of which nothing is known. */
export function endsInVariable(path: string): boolean {
  return /\$(?:\w+|\{\w+\})$/.test(path);
}

const FILE_EXTENSION =
  /\.(?:ico|txt|xml|json|html?|css|m?js|map|png|jpe?g|gif|svg|webp|avif|woff2?|ttf|otf|eot|pdf|webmanifest|zip|gz|tar|mp[34]|webm|wasm|csv|rss|atom|asc|pem|crt|key|php|py|conf|md|log|yml|yaml)$/i;

/** @returns whether a path ends in a name that only a file has; a folder may have a dot in its name too. */
export function namesFile(path: string): boolean {
  return FILE_EXTENSION.test(path);
}

/** @returns whether Nginx leaves a path as it is: `ngx_http_parse_complex_uri` folds `.`, `..` and `//`. */
export function isNormalized(uri: string): boolean {
  return uri.startsWith('/') && !uri.includes('//') && !uri.split('/').some((name) => name === '.' || name === '..');
}

const ESCAPES = ['../secret.txt', './secret.txt'];
const NEIGHBOURS = ['-private/secret.txt', '.bak'];

/**
 * @returns where the URIs of a prefix location lead: Nginx cuts the location's text off the URI and puts the rest behind the
 * alias as it is (`ngx_http_map_uri_to_path`), so a slash that only one of the two has moves the seam into a name.
 */
export function prefixReach(pair: AliasPair): AliasReach {
  const prefix = pair.head.text;
  const path = opaque(pair.path);
  const base = normalizePath(path.replace(/\/\.?$/, '') || '/');
  const plain = prefix.endsWith('/') ? 'a.txt' : '/a.txt';
  const opened = normalizePath(path + plain);
  return {
    base: clearNames(base),
    traversal: witness(prefix, path, ESCAPES, (file) => !isInside(file, base) && !file.startsWith(base)),
    sibling: witness(prefix, path, NEIGHBOURS, (file) => !isInside(file, base) && file.startsWith(base)),
    misled: opened === normalizePath(`${base}/a.txt`) ? undefined : { uri: prefix + plain, file: clearNames(opened) },
  };
}

function witness(
  prefix: string,
  path: string,
  endings: readonly string[],
  leaves: (file: string) => boolean,
): Witness | undefined {
  for (const ending of endings) {
    const uri = prefix + ending;
    const file = normalizePath(path + ending);
    if (isNormalized(uri) && leaves(file)) {
      return { uri, file: clearNames(file) };
    }
  }
  return undefined;
}

/** @returns a name for a variable of which nothing is known: it must not be read as dots or slashes. */
export function opaqueName(variable: string): string {
  return `\uE000${variable}\uE002`;
}

function opaque(path: string): string {
  return valueParts(path)
    .map((part) => (part.kind === 'text' ? part.text : opaqueName(part.name)))
    .join('');
}

/** @returns a path with the names of `opaqueName` spelled as variables again. */
export function clearNames(path: string): string {
  return path.replace(/\uE000(\w+)\uE002/g, (_, name: string) => `$${name}`);
}

/** Statements that answer a request themselves, so that an alias beside them isn't used for it. */
const ANSWERS = new Set([...passDirectives, 'return', 'try_files', 'rewrite', 'stub_status', 'deny', 'empty_gif']);

const UNCONDITIONAL = new Set([...passDirectives, 'return']);

/** @returns whether a location answers every request without a look at its alias. */
export function neverOpensFiles(location: Statement): boolean {
  return location.children.some(({ directive }) => UNCONDITIONAL.has(directive.name.value));
}

/** @returns whether a location has a statement of its own that decides the answer before or instead of its path. */
export function answersItself(location: Statement): boolean {
  return location.children.some((child) => ANSWERS.has(child.directive.name.value));
}

/**
 * @returns the alias that a location inherits from a regular-expression location around it, whose captures are empty there: a
 * location that has no path of its own takes the alias's text, not the match.
 */
export function inheritedCaptureAlias(location: Statement): AliasPair | undefined {
  if (childrenNamed(location, 'alias').length > 0 || childrenNamed(location, 'root').length > 0) {
    return undefined;
  }
  const outer = enclosingLocation(location);
  const head = outer === undefined ? undefined : locationHead(outer);
  if (outer === undefined || head === undefined || !isRegexModifier(head.modifier)) {
    return undefined;
  }
  const [alias] = childrenNamed(outer, 'alias');
  const path = alias?.directive.args[0]?.value;
  return alias !== undefined && path !== undefined && /\$\{?[1-9]/.test(path)
    ? { alias, location: outer, head, path }
    : undefined;
}
