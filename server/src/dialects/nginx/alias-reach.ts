import { type AliasPair, type AliasReach, endsInVariable, prefixReach } from './alias.ts';
import { patternReach } from './alias-pattern.ts';
import { isRegexModifier } from './location.ts';

const known = new WeakMap<AliasPair, { readonly reach: AliasReach | undefined }>();

/** @returns where the URIs of a location lead through its alias; undefined where that isn't decided, or for an exact location. */
export function aliasReach(pair: AliasPair): AliasReach | undefined {
  const found = known.get(pair) ?? { reach: readReach(pair) };
  known.set(pair, found);
  return found.reach;
}

function readReach(pair: AliasPair): AliasReach | undefined {
  if (isRegexModifier(pair.head.modifier)) {
    return patternReach(pair);
  }
  return pair.head.modifier === '=' || endsInVariable(pair.path) ? undefined : prefixReach(pair);
}
