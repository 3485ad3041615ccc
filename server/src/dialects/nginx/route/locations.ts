import { passDirectives } from '../effective/in-force.ts';
import type { Place } from '../effective/place.ts';
import { type Captures, compilePattern, type Matcher } from '../language/match.ts';
import { isPattern, type Pattern, toBytes } from '../language/pattern.ts';
import { readPattern } from '../language/read-pattern.ts';

/** A regex location, ready to run. */
export interface RegexLocation {
  readonly place: Place;
  readonly text: string;
  /** Undefined where the pattern can't be run here. */
  readonly pattern: Pattern | undefined;
  readonly matcher: Matcher | undefined;
}

interface StaticLocation {
  exact: Place | undefined;
  inclusive: Place | undefined;
}

/** The locations directly in a server or location, ready to be looked up. */
export interface LocationTable {
  readonly byText: ReadonlyMap<string, Readonly<StaticLocation>>;
  /** The lengths of the prefix texts, the longest first. */
  readonly prefixLengths: readonly number[];
  readonly regexes: readonly RegexLocation[];
  readonly named: ReadonlyMap<string, Place>;
}

const known = new WeakMap<Place, LocationTable>();

/** @returns the table of the locations directly in `place`. Source: `ngx_http_init_locations` (src/http/ngx_http.c). */
export function locationTable(place: Place): LocationTable {
  let table = known.get(place);
  if (table === undefined) {
    table = build(place);
    known.set(place, table);
  }
  return table;
}

function build(place: Place): LocationTable {
  const byText = new Map<string, StaticLocation>();
  const lengths = new Set<number>();
  const regexes: RegexLocation[] = [];
  const named = new Map<string, Place>();
  const inRegex = place.head?.modifier === '~' || place.head?.modifier === '~*';
  for (const inner of place.inner) {
    const { head } = inner;
    if (head === undefined) {
      continue;
    }
    if (head.modifier === '~' || head.modifier === '~*') {
      const read = readPattern(head.text, head.modifier === '~*');
      const pattern = isPattern(read) ? read : undefined;
      const matcher = pattern === undefined ? undefined : lazyMatcher(pattern);
      regexes.push({ place: inner, text: head.text, pattern, matcher });
      continue;
    }
    if (inRegex) {
      // ngx_http_init_static_location_trees makes no tree for the locations in a regex location: they never match.
      continue;
    }
    const text = toBytes(head.text);
    if (head.modifier === '@') {
      named.set(text, named.get(text) ?? inner);
      continue;
    }
    const entry = byText.get(text) ?? { exact: undefined, inclusive: undefined };
    byText.set(text, entry);
    if (head.modifier === '=') {
      entry.exact ??= inner;
    } else {
      entry.inclusive ??= inner;
      lengths.add(text.length);
    }
  }
  return { byText, prefixLengths: [...lengths].sort((one, other) => other - one), regexes, named };
}

function lazyMatcher(pattern: Pattern): Matcher {
  let matcher: Matcher | undefined;
  return {
    get steps() {
      return matcher?.steps ?? 0;
    },
    exec: (subject) => {
      matcher ??= compilePattern(pattern);
      return matcher.exec(subject);
    },
  };
}

/** @returns whether a request for the location's text without its last slash is redirected to it. */
function redirectsToSlash(place: Place | undefined): boolean {
  return (
    place?.head?.text.endsWith('/') === true &&
    passDirectives.some((directive) => place.own.get(directive) !== undefined)
  );
}

/** What the search for a location ended in. */
export interface FoundLocation {
  /** The location, or where it began if none takes the path. */
  readonly place: Place;
  /** `redirect`: the path lacks the final slash of a location that passes requests on. */
  readonly kind: 'exact' | 'prefix' | 'regex' | 'none' | 'redirect';
}

/** What a search needs to know and to tell. */
export interface LocationSearch {
  /** A regular expression took the path. */
  matched(pattern: Pattern, captures: Captures): void;
  /** @returns whether a regex matches that can't be run here. */
  ask(location: RegexLocation): boolean;
}

/**
 * Finds the location for `path` as `ngx_http_core_find_location` (src/http/ngx_http_core_module.c) does: exact or longest
 * prefix text, then the locations nested in it, then regular expressions in order unless `^~` forbids.
 */
export function findLocation(from: Place, path: string, search: LocationSearch): FoundLocation {
  const table = locationTable(from);
  const first = findStatic(from, table, path);
  let found = first;
  if (first.kind === 'prefix') {
    const nested = findLocation(first.place, path, search);
    if (nested.kind === 'exact' || nested.kind === 'regex' || nested.kind === 'redirect') {
      return nested;
    }
    found = { place: nested.place, kind: 'prefix' };
  }
  if (found.kind === 'exact' || found.kind === 'redirect') {
    return found;
  }
  if (first.kind === 'prefix' && first.place.head?.modifier === '^~') {
    return found;
  }
  for (const regex of table.regexes) {
    const captures = regex.matcher?.exec(path);
    const matches = regex.matcher === undefined || captures === 'limit' ? search.ask(regex) : captures !== undefined;
    if (!matches) {
      continue;
    }
    if (captures !== undefined && captures !== 'limit') {
      search.matched(regex.pattern as Pattern, captures);
    }
    return { place: findLocation(regex.place, path, search).place, kind: 'regex' };
  }
  return found;
}

function findStatic(from: Place, table: LocationTable, path: string): FoundLocation {
  const same = table.byText.get(path);
  if (same?.exact !== undefined) {
    return { place: same.exact, kind: 'exact' };
  }
  if (same?.inclusive !== undefined) {
    return { place: same.inclusive, kind: 'prefix' };
  }
  const slashed = table.byText.get(`${path}/`);
  if (slashed !== undefined && (redirectsToSlash(slashed.exact) || redirectsToSlash(slashed.inclusive))) {
    return { place: (slashed.exact ?? slashed.inclusive) as Place, kind: 'redirect' };
  }
  for (const length of table.prefixLengths) {
    if (length < path.length) {
      const prefix = table.byText.get(path.slice(0, length))?.inclusive;
      if (prefix !== undefined) {
        return { place: prefix, kind: 'prefix' };
      }
    }
  }
  return { place: from, kind: 'none' };
}
