import { message } from '../../base/message.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { sentHsts } from '../../site/request/hsts.ts';
import { isPlainName } from '../../site/request/own-origins.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const lost = 'Whoever has been at {parent} cannot open {name} any more: it answers no HTTPS.';
const why =
  'With SECURE_HSTS_INCLUDE_SUBDOMAINS a visit to {parent} makes browsers open every name below it over HTTPS alone, for as long as SECURE_HSTS_SECONDS says.';
const related = 'This holds for all names below {parent}.';

/** A name without HTTPS below a site whose browsers are told to use nothing else for such names. */
export const hstsBreaksSubdomain = defineRule({
  id: 'site/hsts-breaks-subdomain',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'django'],
  fix: 'none',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/settings/#secure-hsts-include-subdomains',
    'https://www.rfc-editor.org/rfc/rfc6797#section-6.1.2',
  ],
  messages: { lost, why, related },
  check({ site, report }) {
    for (const application of site.applications) {
      const place = application.settings.assignment('SECURE_HSTS_INCLUDE_SUBDOMAINS');
      if (sentHsts(application)?.withSubdomains !== true || place === undefined || application.certainty !== 'proven') {
        continue;
      }
      const parents = application.entryPoints
        .filter(({ tls }) => tls)
        .flatMap(({ names }) => names.filter(isPlainName));
      for (const entry of site.entryPoints.filter((one) => isPlainSite(site, one))) {
        const words = (entry.server.own.get('server_name') ?? []).flatMap(({ directive, file }) =>
          directive.args.map((word) => ({ word, path: file.path })),
        );
        for (const { word, path } of words) {
          const name = word.value.toLowerCase();
          const parent = parents.find((one) => name.endsWith(`.${one}`));
          if (parent === undefined || !isPlainName(name) || answersHttps(site, name)) {
            continue;
          }
          report({
            path,
            span: word.span,
            message: 'lost',
            values: { name, parent },
            note: 'why',
            related: [{ path: place.path, span: place.span, message: message(related, { parent }) }],
          });
        }
      }
    }
  },
});

/** A server that answers strangers over plain HTTP, and behind nothing that may speak HTTPS for it. */
function isPlainSite(site: Site, { server, effective, listens, tls, redirect }: EntryPoint): boolean {
  const isOpen = listens.some(({ address, port }) => port > 0 && !/^(?:127\.|\[::1\]|localhost)/.test(address));
  const behind = [server, effective.http].some(
    (place) => place.own.has('set_real_ip_from') || place.own.has('real_ip_header'),
  );
  const refuses = server.own.get('return')?.some(({ directive }) => directive.args[0]?.value === '444') === true;
  const proxied = listens.some(({ statement }) =>
    statement?.directive.args.some(({ value }) => value === 'proxy_protocol'),
  );
  const isTarget = site.routes.some(
    ({ targets }) =>
      targets.kind === 'known' &&
      targets.value.some(({ address }) => address.kind === 'tcp' && listens.some(({ port }) => port === address.port)),
  );
  return !tls && redirect === undefined && isOpen && !behind && !refuses && !proxied && !isTarget;
}

function answersHttps(site: Site, name: string): boolean {
  return site.entryPoints.some(
    ({ tls, names }) =>
      tls &&
      names.some(
        (one) => one === name || one.startsWith('~') || (/^\*?\./.test(one) && name.endsWith(one.replace('*', ''))),
      ),
  );
}
