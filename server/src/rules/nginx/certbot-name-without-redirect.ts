import { message } from '../../base/message.ts';
import { readTests } from '../../dialects/nginx/certbot.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { defineRule } from '../define.ts';

const lost = 'Over HTTP {name} is answered with 404: certbot wrote no redirect for it.';
const why = 'The name was added after certbot had written its redirects.';
const related = 'Everything without a redirect of its own ends here.';
const add = 'Add the redirect for {name}';

/** A name in a server that certbot turned into redirects, without one. */
export const certbotNameWithoutRedirect = defineRule({
  id: 'nginx/certbot-name-without-redirect',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://eff-certbot.readthedocs.io/en/stable/using.html#nginx'],
  messages: { lost, why, related, add },
  check({ site, report }) {
    for (const { server } of site.entryPoints) {
      const tests = readTests(server);
      if (tests === undefined) {
        continue;
      }
      const names = (server.own.get('server_name') ?? []).flatMap((statement) =>
        statement.directive.args.map((word) => ({ word, statement })),
      );
      for (const { word, statement } of names) {
        if (!/^[a-z0-9.-]+$/i.test(word.value) || tests.takes(word.value)) {
          continue;
        }
        report({
          path: statement.file.path,
          span: word.span,
          message: 'lost',
          values: { name: word.value },
          note: 'why',
          related: [{ path: tests.end.file.path, span: tests.end.directive.span, message: message(related) }],
          fixes: [
            {
              title: message(add, { name: word.value }),
              kind: 'unsafe',
              edits: [redirectFor(word.value, tests.first)],
            },
          ],
        });
      }
    }
  },
});

function redirectFor(name: string, first: Statement) {
  const { start } = first.directive.span;
  const { text } = first.file.document;
  const indent = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
  return {
    path: first.file.path,
    span: { start, end: start },
    newText: `if ($host = ${name}) {\n${indent}    return 301 https://$host$request_uri;\n${indent}}\n\n${indent}`,
  };
}
