import { message } from '../../base/message.ts';
import { allowsHost } from '../../dialects/django/allowed-hosts.ts';
import type { Application } from '../../site/application.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { isPlainName } from '../../site/own-origins.ts';
import { seenHost } from '../../site/seen-request.ts';
import { defineRule } from '../define.ts';

const refused =
  'Nginx serves {name}, but ALLOWED_HOSTS does not name it: Django answers every request for it with 400.';
const allowed = 'The hosts that Django takes.';

/** A name of the site that Django refuses. */
export const serverNameNotAllowed = defineRule({
  id: 'site/server-name-not-allowed',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/settings/#allowed-hosts'],
  messages: { refused, allowed },
  check({ site, report }) {
    for (const application of site.applications) {
      const place = application.settings.assignment('ALLOWED_HOSTS');
      for (const entry of application.entryPoints) {
        if (place === undefined || !handsOnHost(application, entry)) {
          continue;
        }
        const statements = entry.server.own.get('server_name') ?? [];
        for (const word of statements.flatMap((statement) => statement.directive.args)) {
          if (!isPlainName(word.value) || allowsHost(application.settings, word.value) !== false) {
            continue;
          }
          report({
            path: statements[0]?.file.path ?? place.path,
            span: word.span,
            message: 'refused',
            values: { name: word.value },
            ...(application.certainty === 'proven' ? {} : { severity: 'warning' as const }),
            related: [{ path: place.path, span: place.span, message: message(allowed) }],
          });
        }
      }
    }
  },
});

/** Whether all that the server hands on to the application carries the name that the visitor asked for. */
function handsOnHost({ routes }: Application, entry: EntryPoint): boolean {
  const own = routes.filter((route) => route.server === entry.server);
  return (
    own.length > 0 &&
    own.every((route) => {
      const host = seenHost(route);
      return host.kind === 'own' && !host.firstNameOnly;
    })
  );
}
