import { message } from '../../base/message.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { builtInListen, listensOf } from '../../dialects/nginx/route/listen.ts';
import { type Listener, listeners } from '../../dialects/nginx/route/listeners.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { strangersServer } from '../../site/request/name-takers.ts';
import { isPlainName } from '../../site/request/own-origins.ts';
import { defineRule } from '../define.ts';

const other = 'Over IPv6 {name} is answered by another server: this one listens on IPv4 only.';
const related = 'This server takes what comes over IPv6.';
const add = 'Listen on IPv6 too';

/** A name whose visitors reach another server when they come over IPv6. */
export const ipv6OtherServer = defineRule({
  id: 'nginx/ipv6-other-server',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#listen',
    'https://nginx.org/en/docs/http/request_processing.html',
  ],
  messages: { other, related, add },
  check({ site, report }) {
    for (const entry of site.entryPoints) {
      const { effective, names, listens, redirect } = entry;
      const name = names.find(isPlainName);
      const listen = listens.find(({ address, statement }) => address === '*' && statement !== undefined);
      const statement = listen?.statement;
      const six = listeners(effective).find(({ address, port }) => address === '[::]' && port === listen?.port);
      if (
        name === undefined ||
        statement === undefined ||
        six === undefined ||
        listensOnSix(entry) ||
        redirect !== undefined
      ) {
        continue;
      }
      const taker = isStrict(six) ? strangersServer(six, name) : undefined;
      const place = taker && listensOf(taker).find(({ address }) => address === '[::]')?.statement;
      if (taker === undefined || place === undefined || taker.own.has('return')) {
        continue;
      }
      const { span } = statement.directive;
      const { text } = statement.file.document;
      const indent = /[ \t]*$/.exec(text.slice(0, span.start))?.[0] ?? '';
      const kept = statement.directive.args.slice(1).filter(({ value }) => value === 'ssl' || value === 'http2');
      const words = [`[::]:${listen?.port ?? builtInListen.port}`, ...kept.map(({ value }) => value)].join(' ');
      report({
        path: statement.file.path,
        span,
        message: 'other',
        values: { name },
        related: [{ path: place.file.path, span: place.directive.span, message: message(related) }],
        fixes: [
          {
            title: message(add),
            kind: 'unsafe',
            edits: [
              {
                path: statement.file.path,
                span: { start: span.end, end: span.end },
                newText: `\n${indent}listen ${words};`,
              },
            ],
          },
        ],
      });
    }
  },
});

function listensOnSix({ listens }: EntryPoint): boolean {
  return listens.some(({ address }) => address.startsWith('['));
}

/** Whether the IPv6 address takes IPv6 alone, as from Nginx 1.3.4 on where nothing else is said. */
function isStrict({ servers }: Listener): boolean {
  return !servers.some((server: Place) =>
    server.own.get('listen')?.some(({ directive }) => directive.args.some(({ value }) => value === 'ipv6only=off')),
  );
}
