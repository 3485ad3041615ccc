import { nearest } from '../../../base/nearest.ts';
import { directiveNames, directivesNamed, existsIn } from '../../../facts/nginx/directive-facts.ts';
import type { FactContext } from '../../../facts/nginx/rows.ts';
import type { NginxVersion } from '../../../facts/nginx/version.ts';

const allowedNames = new Map<string, readonly string[]>();

/** The names of the directives that may stand in `context`. */
function allowedIn(context: FactContext, version: NginxVersion): readonly string[] {
  const key = `${version} ${context}`;
  let allowed = allowedNames.get(key);
  if (allowed === undefined) {
    allowed = [...directiveNames()].filter((one) =>
      directivesNamed(one, version).some(
        (fact) =>
          existsIn(fact, version) &&
          !fact.commercial &&
          (fact.contexts.includes(context) || fact.contexts.includes('any')),
      ),
    );
    allowedNames.set(key, allowed);
  }
  return allowed;
}

/** @returns directives that may stand in `context` and are spelled much like `name`. */
export function similarNames(name: string, context: FactContext, version: NginxVersion): string[] {
  return name.length > 60 ? [] : nearest(name, allowedIn(context, version));
}
