import { acceptsCount, directivesNamed } from '../../facts/nginx/directive-facts.ts';
import { newestVersion } from '../../facts/nginx/version.ts';
import type { Vocabulary } from '../../syntax/nginx/recover.ts';

/** What every version of Nginx and the known modules together have: enough to see where a `;` was forgotten. */
export const vocabulary: Vocabulary = {
  knows: (name) => directivesNamed(name, newestVersion).length > 0,
  accepts: (name, count, block) => {
    const facts = directivesNamed(name, newestVersion);
    return (
      facts.length === 0 || facts.some((fact) => (fact.block !== undefined) === block && acceptsCount(fact.args, count))
    );
  },
};
