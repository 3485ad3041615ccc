import { message } from '../../base/message.ts';
import { insertBefore } from '../../dialects/nginx/location.ts';
import { listeners } from '../../dialects/nginx/route/listeners.ts';
import { readEntryPoints } from '../../site/entry-point.ts';
import { strangersServer } from '../../site/request/name-takers.ts';
import { isPlainName } from '../../site/request/own-origins.ts';
import { defineRule } from '../define.ts';

const other =
  'Over HTTP {name} is answered by another server: whoever types the name without https:// sees another site.';
const related = 'This server takes what comes over HTTP for a name that no server has.';
const add = 'Redirect {name} to HTTPS';

/** A name with HTTPS whose visitors reach another site over HTTP. */
export const httpOtherServer = defineRule({
  id: 'nginx/http-other-server',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/request_processing.html'],
  messages: { other, related, add },
  check({ site, report }) {
    for (const { effective, server, names, tls, plain } of site.entryPoints) {
      const { configuration } = effective;
      const isWhole = configuration.context === 'main' && configuration.includeProblems.length === 0;
      const http = listeners(effective).find(({ address, port }) => address === '*' && port === 80);
      const statements = server.own.get('server_name') ?? [];
      if (!isWhole || !tls || plain || http === undefined || server.statement === undefined) {
        continue;
      }
      for (const word of statements.flatMap(({ directive }) => directive.args)) {
        const name = word.value.toLowerCase();
        const taker = isPlainName(name) && names.includes(name) ? strangersServer(http, name) : undefined;
        const entry = readEntryPoints(effective).find((one) => one.server === taker);
        const place = taker?.own.get('listen')?.[0];
        if (
          entry === undefined ||
          entry.redirect !== undefined ||
          taker?.own.has('return') === true ||
          place === undefined
        ) {
          continue;
        }
        report({
          path: statements[0]?.file.path ?? server.statement.file.path,
          span: word.span,
          message: 'other',
          values: { name },
          related: [{ path: place.file.path, span: place.directive.span, message: message(related) }],
          fixes: [
            {
              title: message(add, { name }),
              kind: 'unsafe',
              edits: [
                insertBefore(server.statement, [
                  'server {',
                  '    listen 80;',
                  `    server_name ${name};`,
                  '    return 301 https://$host$request_uri;',
                  '}',
                ]),
              ],
            },
          ],
        });
      }
    }
  },
});
