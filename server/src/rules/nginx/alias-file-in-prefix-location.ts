import { message } from '../../base/message.ts';
import { aliasPairs, namesFile } from '../../dialects/nginx/alias.ts';
import { headEdit, isRegexModifier } from '../../dialects/nginx/location.ts';
import { defineRule } from '../define.ts';

const broken = 'This alias names a file, but the location takes a folder: GET {prefix} fails.';
const wide = 'This alias names one file, but the location takes every path that begins with {prefix}.';
const why =
  'Nginx puts what follows "{prefix}" behind the file name. An exact location takes this one path and nothing else.';
const fixTitle = 'Take this path only: location = {exact}';

/** A single file served from a prefix location. */
export const aliasFileInPrefixLocation = defineRule({
  id: 'nginx/alias-file-in-prefix-location',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  messages: { broken, wide, why, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const { alias, head, path, location } of aliasPairs(configuration)) {
        const word = alias.directive.args[0];
        if (word === undefined || head.modifier === '=' || isRegexModifier(head.modifier) || !namesFile(path)) {
          continue;
        }
        const endsInSlash = head.text.endsWith('/');
        const exact = head.text.replace(/\/$/, '') || '/';
        report({
          path: alias.file.path,
          span: word.span,
          message: endsInSlash ? 'broken' : 'wide',
          ...(endsInSlash ? {} : { severity: 'hint' as const }),
          values: { prefix: head.text, exact },
          note: 'why',
          fixes: [
            {
              title: message(fixTitle, { exact }),
              kind: 'unsafe',
              edits: [headEdit(location, '=', exact)],
            },
          ],
        });
      }
    }
  },
});
