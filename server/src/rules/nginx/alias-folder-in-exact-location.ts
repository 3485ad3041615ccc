import { message } from '../../base/message.ts';
import { aliasPairs, answersItself } from '../../dialects/nginx/alias.ts';
import { headEdit } from '../../dialects/nginx/location.ts';
import { defineRule } from '../define.ts';

const broken =
  'This alias names a folder, but the location takes just the one path {path}: no file in the folder can be reached.';
const why = 'The index file of the folder is asked for under a path of its own, which this location doesn’t take.';
const fixTitle = 'Take the whole folder: location {prefix}';

/** A folder served from an exact location. */
export const aliasFolderInExactLocation = defineRule({
  id: 'nginx/alias-folder-in-exact-location',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  messages: { broken, why, fixTitle },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const { alias, head, path, location } of aliasPairs(configuration)) {
        const word = alias.directive.args[0];
        if (word === undefined || head.modifier !== '=' || !path.endsWith('/') || answersItself(location)) {
          continue;
        }
        const prefix = head.text.endsWith('/') ? head.text : `${head.text}/`;
        report({
          path: alias.file.path,
          span: word.span,
          message: 'broken',
          values: { path: head.text },
          note: 'why',
          fixes: [{ title: message(fixTitle, { prefix }), kind: 'unsafe', edits: [headEdit(location, '', prefix)] }],
        });
      }
    }
  },
});
