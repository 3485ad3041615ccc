import { message } from '../../base/message.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import { sentHsts } from '../../site/request/hsts.ts';
import { defineRule } from '../define.ts';

const twice = 'Browsers get Strict-Transport-Security twice and heed only the first, which is that of Django.';
const why =
  'RFC 6797 (8.1) lets a browser look at the first header alone; lists of sites to preload refuse a site with two.';
const related = 'Django sends it too: {setting} is set here.';

/** `Strict-Transport-Security` from Nginx and from Django. */
export const hstsTwice = defineRule({
  id: 'site/hsts-twice',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['nginx', 'django'],
  fix: 'none',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/middleware/#http-strict-transport-security',
    'https://www.rfc-editor.org/rfc/rfc6797#section-8.1',
  ],
  messages: { twice, why, related },
  check({ site, report }) {
    const told = new Set<Statement>();
    for (const application of site.applications) {
      const place = application.settings.assignment('SECURE_HSTS_SECONDS');
      if (sentHsts(application) === undefined || place === undefined || application.certainty !== 'proven') {
        continue;
      }
      for (const route of application.routes) {
        const isTls = application.entryPoints.some((entry) => entry.server === route.server && entry.tls);
        const hidden = inForce(route.place, 'proxy_hide_header').statements.some(namesHsts);
        const own = inForce(route.place, 'add_header').statements.find(namesHsts);
        if (!isTls || hidden || own === undefined || told.has(own)) {
          continue;
        }
        told.add(own);
        report({
          path: own.file.path,
          span: own.directive.span,
          message: 'twice',
          note: 'why',
          related: [
            { path: place.path, span: place.span, message: message(related, { setting: 'SECURE_HSTS_SECONDS' }) },
          ],
        });
      }
    }
  },
});

function namesHsts({ directive }: Statement): boolean {
  return directive.args[0]?.value.toLowerCase() === 'strict-transport-security';
}
