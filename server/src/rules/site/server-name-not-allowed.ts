import { message } from '../../base/message.ts';
import { allowsHost } from '../../dialects/django/allowed-hosts.ts';
import type { Application } from '../../site/application.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import { isPlainName } from '../../site/request/own-origins.ts';
import { seenHost } from '../../site/request/seen-request.ts';
import type { Word } from '../../syntax/nginx/tree.ts';
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
        if (place === undefined) {
          continue;
        }
        const [statement] = entry.server.own.get('server_name') ?? [];
        for (const word of handedNames(application, entry)) {
          if (!isPlainName(word.value) || allowsHost(application.settings, word.value) !== false) {
            continue;
          }
          report({
            path: statement?.file.path ?? place.path,
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

/** The names of the server under which requests reach the application: those of the visitors, or always the same one. */
function handedNames({ routes, settings }: Application, { server }: EntryPoint): Word[] {
  const hosts = routes.filter((route) => route.server === server).map((route) => seenHost(settings, route));
  const [first] = hosts;
  const words = (server.own.get('server_name') ?? []).flatMap(({ directive }) => directive.args);
  if (first?.kind !== 'own' || hosts.some((host) => host.kind !== 'own' || host.only !== first.only)) {
    return [];
  }
  return first.only === undefined ? words : words.filter(({ value }) => value.toLowerCase() === first.only);
}
