import { readTree } from './read-tree.ts';
import { splitSwallowed, type Vocabulary } from './recover.ts';
import { templateOf } from './template.ts';
import type { NginxDocument } from './tree.ts';

/**
 * Parses a configuration text as `ngx_conf_parse` and `ngx_conf_read_token` (src/core/ngx_conf_file.c) would. It never throws:
 * where Nginx stops, the problem is noted in Nginx's words and the reading goes on.
 * @param vocabulary what is known of directives; with it a missing `;` between two lines is recovered.
 * @param isTemplate whether the file is one that is filled in before Nginx reads it, as far as its name tells.
 */
export function parseNginx(text: string, vocabulary?: Vocabulary, isTemplate = false): NginxDocument {
  const { template, marks } = templateOf(text, isTemplate);
  const strict = readTree(text, marks, 'braces');
  let items = strict.items;
  const recoveries = strict.recoveries.filter((recovery) => recovery.kind === 'semicolon');
  if (!strict.balanced) {
    const indented = readTree(text, marks, 'indentation');
    items = indented.items;
    recoveries.push(...indented.recoveries.filter((recovery) => recovery.kind !== 'semicolon'));
  }
  if (vocabulary !== undefined && template === undefined) {
    const split = splitSwallowed(items, vocabulary);
    items = split.items;
    recoveries.push(...split.recoveries);
  }
  return {
    text,
    get tokens() {
      return strict.tokens();
    },
    items,
    strict: strict.items,
    recoveries,
    problems: strict.problems,
    template,
  };
}
