import { message } from '../../base/message.ts';
import { directoryName } from '../../base/path.ts';
import { aliasPairs, endsInVariable, prefixReach } from '../../dialects/nginx/alias.ts';
import { isRegexModifier } from '../../dialects/nginx/location.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { defineRule } from '../define.ts';

const hole = 'Anyone can read files next to this folder: GET {uri} opens {file}.';
const why =
  'Nginx cuts "{prefix}" off the path and puts the rest behind the alias. Without a slash at its end the location also takes "{prefix}..", and ".." leads out of the folder, into {folder}.';
const related = 'This location has no slash at its end.';
const fixTitle = 'Add the slash: location {prefix}/';

/** A prefix location without a slash at its end, with an alias that has one. */
export const aliasTraversal = defineRule({
  id: 'nginx/alias-traversal',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'safe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { hole, why, related, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const pair of aliasPairs(configuration, statementsNamed(configuration, 'alias'))) {
        const { alias, location, head } = pair;
        if (head.modifier === '=' || isRegexModifier(head.modifier) || endsInVariable(pair.path)) {
          continue;
        }
        const { traversal, base } = prefixReach(pair);
        if (traversal === undefined) {
          continue;
        }
        const prefix = head.text.replace(/\/?\.*$/, '');
        report({
          path: alias.file.path,
          span: alias.directive.args[0]?.span ?? alias.directive.span,
          message: 'hole',
          values: { ...traversal, prefix: head.text, folder: directoryName(base) },
          note: 'why',
          related: [{ path: location.file.path, span: head.textSpan, message: message(related) }],
          fixes: [
            {
              title: message(fixTitle, { prefix }),
              kind: 'safe',
              edits: [{ path: location.file.path, span: head.textSpan, newText: `${prefix}/` }],
            },
          ],
        });
      }
    }
  },
});
