import type { Configuration, Statement } from '../configuration.ts';
import { effectiveConfiguration } from '../effective/configuration.ts';
import { enclosingPlace, type Place } from '../effective/place.ts';
import { type Language, languageOfPattern, languageOfPrefix, languageOfText } from '../language/language.ts';
import { isPattern, toBytes } from '../language/pattern.ts';
import { meet } from '../language/questions.ts';
import { readPattern } from '../language/read-pattern.ts';
import { sampleStrings } from '../language/samples.ts';
import { normalizedUris } from '../language/uri-language.ts';
import { escapeUri } from './escape.ts';
import { findLocation } from './locations.ts';

/** A location that takes requests which another one would take, were it alone. */
export interface Rival {
  readonly place: Place;
  /** A path that the rival takes, as a byte string. */
  readonly witness: string;
}

/** @returns the paths that a location's own text or pattern takes; undefined where the pattern can't be read. */
export function languageOfLocation(place: Place): Language | undefined {
  const { head } = place;
  if (head === undefined || head.modifier === '@') {
    return undefined;
  }
  if (head.modifier === '~' || head.modifier === '~*') {
    const pattern = readPattern(head.text, head.modifier === '~*');
    return isPattern(pattern) ? languageOfPattern(pattern) : undefined;
  }
  const text = toBytes(head.text);
  return head.modifier === '=' ? languageOfText(text) : languageOfPrefix(text);
}

/** @returns the location that takes `path` in the server of `place`, regular expressions that can't be run left out. */
export function locationFor(server: Place, path: string): Place {
  return findLocation(server, path, { matched: () => undefined, ask: () => false }).place;
}

/** Further paths to try where the shortest one goes elsewhere. */
const tails = ['', 'x', '/x', '.x'];

/**
 * Finds the locations of the same server that take requests away from `location`, each with a path that proves it: the
 * two have it in common, and the search for a location ends in the other one.
 */
export function rivals(location: Place): Rival[] {
  const own = languageOfLocation(location);
  const server = enclosingPlace(location, 'server');
  if (own === undefined || server === undefined) {
    return [];
  }
  const found: Rival[] = [];
  for (const other of locationsIn(server)) {
    const language = other === location || isWithin(location, other) ? undefined : languageOfLocation(other);
    if (language === undefined) {
      continue;
    }
    const answer = meet(normalizedUris(), own, language);
    const witness =
      answer.kind !== 'yes'
        ? undefined
        : tails
            .map((tail) => answer.witness + tail)
            .find((path) => own.has(path) === true && locationFor(server, path) === other);
    if (witness !== undefined) {
      found.push({ place: other, witness });
    }
  }
  return found;
}

function locationsIn(place: Place): Place[] {
  return place.inner.flatMap((inner) => (inner.kind === 'location' ? [inner, ...locationsIn(inner)] : []));
}

function isWithin(place: Place, outer: Place): boolean {
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    if (level === outer) {
      return true;
    }
  }
  return false;
}

/** @returns a path that `location` itself takes in its server; undefined where none is found. */
export function ownPath(location: Place): string | undefined {
  const own = languageOfLocation(location);
  const server = enclosingPlace(location, 'server');
  if (own === undefined || server === undefined) {
    return undefined;
  }
  const answer = meet(normalizedUris(), own);
  if (answer.kind !== 'yes') {
    return undefined;
  }
  return tails.map((tail) => answer.witness + tail).find((path) => locationFor(server, path) === location);
}

/** @returns a path that the block of a `location` statement takes, as a person would type it; undefined where none is found. */
export function witnessPath(configuration: Configuration, location: Statement): string | undefined {
  const place = effectiveConfiguration(configuration).placeOf(location);
  const path = place === undefined ? undefined : (ownPath(place) ?? nestedPath(place));
  return path === undefined ? undefined : escapeUri(path, 'uri');
}

/** A path of a location in another one, both regular expressions: what the inner one takes, put where the outer one captures. */
function nestedPath(place: Place): string | undefined {
  const outer = place.parent === undefined ? undefined : enclosingPlace(place.parent, 'location');
  const server = enclosingPlace(place, 'server');
  const [inner, around] = [place, outer].map((one) => readPattern(one?.head?.text ?? ''));
  if (server === undefined || inner === undefined || around === undefined || !isPattern(inner) || !isPattern(around)) {
    return undefined;
  }
  const ends = sampleStrings(inner.node, []).map((end) => `a${end}`);
  return sampleStrings(around.node, ends).find((path) => locationFor(server, path) === place);
}
