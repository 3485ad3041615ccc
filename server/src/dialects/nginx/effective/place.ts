import type { Statement } from '../configuration.ts';
import { type LocationHead, locationHead } from '../location.ts';

/** A level of the HTTP configuration that has settings of its own. An `if` in a server has none. */
export type PlaceKind = 'http' | 'server' | 'location' | 'if' | 'limit_except';

/** A level of the HTTP configuration, with what is written in it. What is in force there is told by `inForce`. */
export interface Place {
  readonly kind: PlaceKind;
  /** The statement whose block it is; undefined for the level around a file that stands alone. */
  readonly statement: Statement | undefined;
  readonly parent: Place | undefined;
  /** The statements in its block, with those of included files, in the order in which Nginx reads them. */
  readonly statements: readonly Statement[];
  /** The same by name. */
  readonly own: ReadonlyMap<string, readonly Statement[]>;
  /** The levels directly in it, in the order of the text; an `if` in a server has none of its own and is left out. */
  readonly inner: readonly Place[];
  /** How a location takes its requests; undefined for the other kinds. */
  readonly head: LocationHead | undefined;
}

const kinds: Readonly<Record<string, PlaceKind>> = {
  server: 'server',
  location: 'location',
  if: 'if',
  limit_except: 'limit_except',
};

/** @returns the level that `statements` make, and all levels in it. `places` gets each one by its statement. */
export function buildPlace(
  kind: PlaceKind,
  statement: Statement | undefined,
  parent: Place | undefined,
  statements: readonly Statement[],
  places: Map<Statement, Place>,
): Place {
  const own = new Map<string, Statement[]>();
  for (const child of statements) {
    const name = child.directive.name.value;
    const named = own.get(name);
    if (named === undefined) {
      own.set(name, [child]);
    } else {
      named.push(child);
    }
  }
  const inner: Place[] = [];
  const head = statement === undefined ? undefined : locationHead(statement);
  const place: Place = { kind, statement, parent, statements, own, inner, head };
  for (const child of statements) {
    const innerKind = kinds[child.directive.name.value];
    if (innerKind === undefined || child.directive.block === undefined || (innerKind === 'if' && kind === 'server')) {
      continue;
    }
    inner.push(buildPlace(innerKind, child, place, child.children, places));
  }
  if (statement !== undefined) {
    places.set(statement, place);
  }
  return place;
}

/** @returns the nearest level of `kind` that is `place` or holds it. */
export function enclosingPlace(place: Place, kind: PlaceKind): Place | undefined {
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) {
    if (at.kind === kind) {
      return at;
    }
  }
  return undefined;
}
