import { message } from '../../base/message.ts';
import { hasMiddleware } from '../../dialects/django/security.ts';
import { lostBehindWww } from '../../site/request/www.ts';
import { weigh } from '../../site/weight.ts';
import { defineRule, type Related } from '../define.ts';

const loop = 'Django sends {name} on to www.{name}, and Nginx sends that back to {name}: a redirect without end.';
const refused = 'Django sends {name} on to www.{name}, which ALLOWED_HOSTS does not name: every page ends with 400.';
const back = 'This leads back to {name}.';
const allowed = 'The hosts that Django takes.';
const off = 'Leave the names to Nginx';

/** `PREPEND_WWW` in front of a name that the site doesn't answer. */
export const wwwUnreachable = defineRule({
  id: 'site/www-unreachable',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'django'],
  fix: 'unsafe',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#prepend-www'],
  messages: { loop, refused, back, allowed, off },
  check({ site, report }) {
    for (const application of site.applications) {
      const { settings } = application;
      const prepends = weigh(application, settings.truth('PREPEND_WWW'));
      const place = settings.assignment('PREPEND_WWW');
      const isRun = hasMiddleware(settings, 'django.middleware.common.CommonMiddleware') === true;
      const [fault] = prepends?.value === true && isRun ? lostBehindWww(site, application) : [];
      if (fault === undefined || place === undefined) {
        continue;
      }
      const { name, kind, statement } = fault;
      const hosts = kind === 'refused' ? settings.assignment('ALLOWED_HOSTS') : undefined;
      const related: Related[] = [
        ...(statement === undefined
          ? []
          : [{ path: statement.file.path, span: statement.directive.span, message: message(back, { name }) }]),
        ...(hosts === undefined ? [] : [{ path: hosts.path, span: hosts.span, message: message(allowed) }]),
      ];
      report({
        path: place.path,
        span: place.span,
        message: kind,
        values: { name },
        related,
        ...(prepends?.certain === true ? {} : { severity: 'warning' as const }),
        fixes:
          kind === 'refused' || place.valueSpan === undefined
            ? []
            : [
                {
                  title: message(off),
                  kind: 'unsafe',
                  edits: [{ path: place.path, span: place.valueSpan, newText: 'False' }],
                },
              ],
      });
    }
  },
});
