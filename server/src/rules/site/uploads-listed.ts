import { message } from '../../base/message.ts';
import { isGuarded } from '../../dialects/nginx/effective/guard.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import { requestFile, servingEntries, urlPath } from '../../site/files/served-file.ts';
import { defineRule } from '../define.ts';

const listed = 'Anybody can list all uploads at {uri}, and take what no page links to.';
const related = 'Uploads go here.';
const off = 'Do not list them';

/** A listing of the folder of uploads, for everybody. */
export const uploadsListed = defineRule({
  id: 'site/uploads-listed',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx', 'django'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_autoindex_module.html#autoindex'],
  messages: { listed, related, off },
  check({ site, report }) {
    for (const application of site.applications) {
      const uri = urlPath(application, 'MEDIA_URL');
      const place = application.settings.assignment('MEDIA_ROOT');
      for (const entry of uri === undefined || place === undefined ? [] : servingEntries(application)) {
        const found = requestFile(entry, uri as string, (path) =>
          /\/index\.\w+$/.test(path) ? 'absent' : 'directory',
        );
        const level = found?.location ?? entry.server;
        const statement = settingInForce(level, 'autoindex');
        const word = statement?.directive.args[0];
        if (found?.outcome.kind !== 'listing' || statement === undefined || word === undefined || isGuarded(level)) {
          continue;
        }
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: 'listed',
          values: { uri: uri as string },
          related: place === undefined ? [] : [{ path: place.path, span: place.span, message: message(related) }],
          fixes: [
            {
              title: message(off),
              kind: 'unsafe',
              edits: [{ path: statement.file.path, span: word.span, newText: 'off' }],
            },
          ],
        });
      }
    }
  },
});
