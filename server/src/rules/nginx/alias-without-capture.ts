import { message } from '../../base/message.ts';
import { aliasPairs, answersItself } from '../../dialects/nginx/alias.ts';
import { headEdit, isRegexModifier } from '../../dialects/nginx/location.ts';
import { witnessPath } from '../../dialects/nginx/route/rivals.ts';
import { defineRule } from '../define.ts';

const broken =
  'Every path that this pattern takes leads to the folder itself: GET {uri} opens {path}, not a file in it.';
const always = 'Every path that this pattern takes leads to the folder itself: no file in it can be reached.';
const why =
  'In a location with a regular expression the alias is the whole path: what the pattern matched must be put into it by a capture such as $1.';
const fixTitle = 'Use a prefix: location ^~ {prefix}';

/** A folder as the alias of a regular-expression location, without a capture in it. */
export const aliasWithoutCapture = defineRule({
  id: 'nginx/alias-without-capture',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#alias'],
  messages: { broken, always, why, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const { alias, head, path, location } of aliasPairs(configuration)) {
        const word = alias.directive.args[0];
        if (
          word === undefined ||
          !isRegexModifier(head.modifier) ||
          path.includes('$') ||
          !path.endsWith('/') ||
          answersItself(location)
        ) {
          continue;
        }
        const prefix = /^\^(\/(?:[\w/-]|\\[.-])*\/)(?:\.\*)?$/.exec(head.text)?.[1]?.replaceAll('\\', '');
        const uri = witnessPath(configuration, location);
        report({
          path: alias.file.path,
          span: word.span,
          message: uri === undefined ? 'always' : 'broken',
          values: { uri: uri ?? '', path },
          note: 'why',
          fixes:
            prefix === undefined
              ? []
              : [{ title: message(fixTitle, { prefix }), kind: 'unsafe', edits: [headEdit(location, '^~', prefix)] }],
        });
      }
    }
  },
});
