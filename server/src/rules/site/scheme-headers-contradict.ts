import { message } from '../../base/message.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { contradictingHeaders, type ToldScheme } from '../../site/request/believed-scheme.ts';
import { type SentHeader, sentHeaders } from '../../site/request/request-headers.ts';
import { proxySslHeader } from '../../site/request/seen-request.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const refused =
  'Gunicorn answers every request over {over} with 400: {header} tells it {scheme} here, and another header the opposite.';
const why = 'Gunicorn takes https, on and ssl for HTTPS, each from its own header, and anything else for HTTP.';
const opposite = 'This tells it {scheme}.';
const remove = 'Leave the scheme to X-Forwarded-Proto';

/** Headers of which gunicorn reads HTTPS in one and HTTP in another. */
export const schemeHeadersContradict = defineRule({
  id: 'site/scheme-headers-contradict',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'process'],
  fix: 'unsafe',
  sources: ['https://docs.gunicorn.org/en/stable/settings.html#secure-scheme-headers'],
  messages: { refused, why, opposite, remove },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { route, process, certainty } of site.links) {
      const entry = site.entryPoints.find(({ server }) => server === route.server);
      const { headers, complete } = sentHeaders(route);
      if (
        certainty !== 'proven' ||
        entry === undefined ||
        !complete ||
        route.pass.directive.name.value !== 'proxy_pass'
      ) {
        continue;
      }
      const refusals = schemesOf(entry).flatMap((scheme) => {
        const pair = contradictingHeaders(process, route, headers, scheme);
        return pair === undefined ? [] : [{ scheme, pair: inOrder(pair) }];
      });
      const [first] = refusals;
      const place = first?.pair[0].header.statement;
      if (first === undefined || place === undefined) {
        continue;
      }
      const [wrong, other] = first.pair;
      const cause = other.header.statement;
      report({
        path: place.file.path,
        span: place.directive.span,
        message: 'refused',
        values: {
          over: refusals.map(({ scheme }) => scheme.toUpperCase()).join(', '),
          header: nameOf(wrong.header),
          scheme: wrong.scheme,
        },
        note: 'why',
        related:
          cause === undefined
            ? []
            : [
                {
                  path: cause.file.path,
                  span: cause.directive.span,
                  message: message(opposite, { scheme: other.scheme }),
                },
              ],
        fixes: entry.tls && isUsual(other.header) && !isBelieved(site, wrong.header) ? removal(wrong.header) : [],
      });
    }
  },
});

/** Over what Django is asked through this server: requests over HTTP don't come to it where all are sent on to HTTPS. */
function schemesOf({ plain, tls, redirect }: EntryPoint): ('http' | 'https')[] {
  return [...(plain && redirect === undefined ? (['http'] as const) : []), ...(tls ? (['https'] as const) : [])];
}

/** The one that is wrong first: not the usual `X-Forwarded-Proto $scheme`, and no file that sets several. */
function inOrder([one, other]: readonly [ToldScheme, ToldScheme]): readonly [ToldScheme, ToldScheme] {
  return isUsual(other.header) || isInclude(other.header) ? [one, other] : [other, one];
}

function isUsual({ name, value }: SentHeader): boolean {
  return name === 'x-forwarded-proto' && value === '$scheme';
}

function isInclude({ statement }: SentHeader): boolean {
  return statement?.directive.name.value === 'include';
}

/** As it is written in the file. */
function nameOf({ name, statement }: SentHeader): string {
  const words = statement?.directive.args ?? [];
  return words[0]?.value.toLowerCase() === name ? words[0].value : name;
}

/** Whether Django itself may look for the scheme in the header. */
function isBelieved(site: Site, { name }: SentHeader): boolean {
  return (
    name !== 'x-forwarded-proto' &&
    site.applications.some(({ settings }) => {
      const header = proxySslHeader(settings);
      return header !== 'none' && (header === undefined || header.name === name);
    })
  );
}

/** Takes the line away. */
function removal({ statement }: SentHeader): Fix[] {
  if (statement === undefined || statement.directive.name.value === 'include') {
    return [];
  }
  const { path, document } = statement.file;
  const { start, end } = statement.directive.span;
  const before = /\n[ \t]*$/.exec(document.text.slice(0, start))?.[0].length ?? 0;
  return [
    {
      title: message(remove),
      kind: 'unsafe',
      edits: [{ path, span: { start: start - before, end }, newText: '' }],
    },
  ];
}
