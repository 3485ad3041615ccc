import { settingInForce } from '../effective/in-force.ts';
import type { Place } from '../effective/place.ts';
import { toBytes } from '../language/pattern.ts';
import type { RequestState } from './state.ts';
import { evaluate, hasVariables } from './values.ts';

/** How a level finds files: the `root` or `alias` in force. */
export interface FileMapping {
  readonly kind: 'root' | 'alias';
  readonly value: string;
  /** How much of the URI's front an alias takes away; `all` in a regex location. */
  readonly cut: number | 'all';
}

/** @returns the mapping in force at `place`; the built-in one is `root html`. */
export function fileMapping(place: Place): FileMapping {
  const statement = settingInForce(place, 'root');
  const value = statement?.directive.args[0]?.value;
  if (statement === undefined || value === undefined) {
    return { kind: 'root', value: 'html', cut: 0 };
  }
  if (statement.directive.name.value === 'root') {
    return { kind: 'root', value: value.endsWith('/') ? value.slice(0, -1) : value, cut: 0 };
  }
  const declaring = declaringLocation(place);
  const modifier = declaring?.head?.modifier;
  if (modifier === '~' || modifier === '~*') {
    return { kind: 'alias', value, cut: 'all' };
  }
  return { kind: 'alias', value, cut: toBytes(declaring?.head?.text ?? '').length };
}

/** The location in which the alias in force at `place` is written. */
function declaringLocation(place: Place): Place | undefined {
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    if (level.own.has('alias') || level.own.has('root')) {
      return level;
    }
  }
  return undefined;
}

/** @returns a path of the configuration as an absolute one: `ngx_get_full_name`. */
export function fullName(path: string, prefix: string): string {
  return path.startsWith('/') || path.startsWith('\ue000') ? path : `${prefix}${path}`;
}

/**
 * @returns the root or alias in force, with its variables filled in.
 * Source: `ngx_http_map_uri_to_path` (src/http/ngx_http_core_module.c).
 */
export function documentRoot(state: RequestState, mapping: FileMapping): string {
  const value = hasVariables(mapping.value) ? evaluate(state, mapping.value) : toBytes(mapping.value);
  return fullName(value, state.surroundings.prefix);
}

/** A path of the server: what the level gives, and what the request adds. */
export interface MappedPath {
  readonly mapping: FileMapping;
  readonly root: string;
  readonly rest: string;
}

/**
 * Maps the request's URI to a path: `ngx_http_map_uri_to_path` (src/http/ngx_http_core_module.c).
 *
 * @returns undefined where Nginx answers 500: an alias after a `rewrite ... break`.
 */
export function mapUri(state: RequestState): MappedPath | undefined {
  const mapping = fileMapping(state.place);
  if (mapping.kind === 'alias' && !state.validLocation) {
    return undefined;
  }
  const root = documentRoot(state, mapping);
  if (mapping.cut === 'all') {
    return { mapping, root, rest: state.addUriToAlias ? state.uri : '' };
  }
  return { mapping, root, rest: state.uri.slice(mapping.cut) };
}
