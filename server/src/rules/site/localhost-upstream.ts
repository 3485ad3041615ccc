import { message } from '../../base/message.ts';
import { defineRule } from '../define.ts';

const two =
  'localhost may be two addresses, and {process} waits only at {address}: after each restart of it, visitors get 502 for ten seconds more.';
const why =
  'Where /etc/hosts names ::1 localhost too, Nginx takes the two for two servers. Once both have failed it asks neither of them for ten seconds; a single server it asks again at once.';
const related = '{process} waits here.';
const write = 'Write 127.0.0.1';

/** `localhost` for a program that waits at 127.0.0.1 only. */
export const localhostUpstream = defineRule({
  id: 'site/localhost-upstream',
  since: '0.1.0',
  severity: 'info',
  certainty: 'likely',
  needs: ['nginx', 'process'],
  fix: 'safe',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
    'https://nginx.org/en/docs/http/ngx_http_upstream_module.html#fail_timeout',
  ],
  messages: { two, why, related, write },
  check({ site, report }) {
    for (const { target, process, listening } of site.links) {
      const { statement } = target;
      const word = statement.directive.args[0];
      const isOne = listening.address.kind === 'tcp' && /^127\./.test(listening.address.host);
      if (target.address.kind !== 'tcp' || target.address.host !== 'localhost' || !isOne || word === undefined) {
        continue;
      }
      const raw = statement.file.document.text.slice(word.span.start, word.span.end);
      const index = raw.toLowerCase().indexOf('localhost');
      const start = word.span.start + index;
      const { origin, address } = listening;
      report({
        path: statement.file.path,
        span: word.span,
        message: 'two',
        values: { process: process.name, address: address.kind === 'tcp' ? address.host : '' },
        note: 'why',
        related: [{ path: origin.path, span: origin.span, message: message(related, { process: process.name }) }],
        fixes:
          index < 0 || process.definition.kind === 'compose'
            ? []
            : [
                {
                  title: message(write),
                  kind: 'safe',
                  edits: [
                    {
                      path: statement.file.path,
                      span: { start, end: start + 'localhost'.length },
                      newText: address.kind === 'tcp' ? address.host : '127.0.0.1',
                    },
                  ],
                },
              ],
      });
    }
  },
});
