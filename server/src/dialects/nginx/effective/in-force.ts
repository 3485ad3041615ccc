import type { Statement } from '../configuration.ts';
import type { Place } from './place.ts';

/** What of a directive is in force at a level, and the level that says so. */
export interface InForce {
  /** In the order in which Nginx reads them. Empty where nothing is written: the built-in default holds. */
  readonly statements: readonly Statement[];
  /** The level in which they are written; undefined where nothing is. */
  readonly level: Place | undefined;
}

const nothing: InForce = { statements: [], level: undefined };

/** Directives that share one inherited value, so that one of them replaces them all. */
const families: readonly (readonly string[])[] = [
  ['root', 'alias'],
  ['allow', 'deny'],
];

/** Directives that hold in their own level only. */
const notInherited: ReadonlySet<string> = new Set([
  'break',
  'empty_gif',
  'fastcgi_pass',
  'flv',
  'grpc_pass',
  'if',
  'limit_except',
  'listen',
  'location',
  'memcached_pass',
  'mp4',
  'perl',
  'proxy_pass',
  'return',
  'rewrite',
  'scgi_pass',
  'server',
  'server_name',
  'set',
  'stub_status',
  'try_files',
  'uwsgi_pass',
]);

/** The directive that says how a directive's list is inherited, from Nginx 1.29.3 on. */
const inheritSwitches: Readonly<Record<string, string>> = {
  add_header: 'add_header_inherit',
  add_trailer: 'add_trailer_inherit',
};

/** Handlers that an `if` and a `limit_except` take over from the location around them, each with its settings. */
export const passDirectives: readonly string[] = [
  'proxy_pass',
  'fastcgi_pass',
  'uwsgi_pass',
  'scgi_pass',
  'grpc_pass',
  'memcached_pass',
];

/**
 * What is in force of the directive `name` at `place`: the statements of the nearest level that has any, which is how
 * Nginx merges single values and lists alike (`ngx_http_core_merge_loc_conf` and its like). Directives that aren't
 * inherited are looked for in `place` only, handlers of an `if` or `limit_except` also in the location around it.
 */
export function inForce(place: Place, name: string): InForce {
  const family = families.find((names) => names.includes(name)) ?? [name];
  const switchName = inheritSwitches[name];
  if (switchName !== undefined) {
    return withSwitch(place, name, switchName);
  }
  const stops = notInherited.has(name);
  const isPass = passDirectives.includes(name);
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    const statements = ownOf(level, family);
    if (statements.length > 0) {
      return { statements, level };
    }
    const nameless = level.kind === 'if' || level.kind === 'limit_except';
    if (stops && !(isPass && nameless)) {
      return nothing;
    }
  }
  return nothing;
}

/** @returns the single statement in force, the last one where a mistake left several. */
export function settingInForce(place: Place, name: string): Statement | undefined {
  return inForce(place, name).statements.at(-1);
}

/** @returns whether the flag `name` (`on` or `off`) is on at `place`. */
export function isOn(place: Place, name: string, builtIn: boolean): boolean {
  const value = settingInForce(place, name)?.directive.args[0]?.value.toLowerCase();
  return value === 'on' ? true : value === 'off' ? false : builtIn;
}

function ownOf(level: Place, family: readonly string[]): readonly Statement[] {
  const first = level.own.get(family[0] as string) ?? [];
  const second = family[1] === undefined ? [] : (level.own.get(family[1]) ?? []);
  if (second.length === 0) {
    return first;
  }
  return level.statements.filter((statement) => family.includes(statement.directive.name.value));
}

/** A list under `on` (the nearest level's), `off` (only the level's own) or `merge` (the outer ones and the own). */
function withSwitch(place: Place, name: string, switchName: string): InForce {
  const mode = settingInForce(place, switchName)?.directive.args[0]?.value;
  const own = place.own.get(name) ?? [];
  if (place.parent === undefined || mode === 'off') {
    return own.length > 0 ? { statements: own, level: place } : nothing;
  }
  const outer = withSwitch(place.parent, name, switchName);
  if (own.length === 0) {
    return outer;
  }
  return { statements: mode === 'merge' ? [...outer.statements, ...own] : own, level: place };
}
