import { message } from '../../base/message.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import { isLoopback } from '../../site/address.ts';
import { sentHeaders } from '../../site/request/request-headers.ts';
import type { Route } from '../../site/route.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const lost = 'This replaces the headers of the level around it, and these are not sent: {headers}.';
const why = 'proxy_set_header is inherited only where a level has none of its own.';
const outer = 'This is lost.';
const repeat = 'Repeat the lost headers here';

/** Headers of an outer level that a `proxy_set_header` of an inner one takes away. */
export const inheritedHeadersLost = defineRule({
  id: 'nginx/inherited-headers-lost',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx'],
  fix: 'unsafe',
  sources: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header'],
  messages: { lost, why, outer, repeat },
  check({ site, report }) {
    const told = new Set<Statement>();
    for (const route of site.routes) {
      const { statements, level } = inForce(route.place, 'proxy_set_header');
      const [first] = statements;
      const around = level?.parent === undefined ? undefined : inForce(level.parent, 'proxy_set_header');
      if (first === undefined || around === undefined || told.has(first) || !isOurs(site, route)) {
        continue;
      }
      const own = new Set(statements.map(nameOf));
      const missing = around.statements.filter((statement) => !own.has(nameOf(statement)));
      const grave = missing.filter((statement) => /^(?:host|x-forwarded-proto)$/.test(nameOf(statement)));
      if (grave.length === 0) {
        continue;
      }
      told.add(first);
      const { path, document } = first.file;
      const { span } = first.directive;
      const indent = /[ \t]*$/.exec(document.text.slice(0, span.start))?.[0] ?? '';
      const lines = missing.map((statement) => {
        const at = statement.directive.span;
        return `${statement.file.document.text.slice(at.start, at.end)}\n${indent}`;
      });
      report({
        path,
        span,
        message: 'lost',
        values: { headers: listed(grave) },
        note: 'why',
        related: grave.map((statement) => ({
          path: statement.file.path,
          span: statement.directive.span,
          message: message(outer),
        })),
        fixes:
          path === route.pass.file.path
            ? [
                {
                  title: message(repeat),
                  kind: 'unsafe',
                  edits: [{ path, span: { start: span.start, end: span.start }, newText: lines.join('') }],
                },
              ]
            : [],
      });
    }
  },
});

function nameOf({ directive }: Statement): string {
  return directive.args[0]?.value.toLowerCase() ?? '';
}

function listed(statements: readonly Statement[]): string {
  return statements.map(({ directive }) => directive.args[0]?.value ?? '').join(', ');
}

/** A program of this machine of which nothing is known: Django has rules of its own, Flower looks at no header. */
function isOurs(site: Site, route: Route): boolean {
  const { targets } = route;
  const isHere =
    targets.kind === 'known' &&
    targets.value.every(({ address }) => address.kind === 'unix' || isLoopback(address.host));
  const isJudged = site.applications.some(({ routes }) => routes.includes(route));
  const isFlower = site.links.some((link) => link.route === route && link.process.program.kind === 'flower');
  return (
    isHere &&
    !isJudged &&
    !isFlower &&
    route.protocol === 'http' &&
    route.pass.directive.name.value === 'proxy_pass' &&
    sentHeaders(route).complete
  );
}
