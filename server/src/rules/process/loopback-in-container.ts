import type { Origin } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { buildOf, type ComposeService } from '../../dialects/process/compose/service.ts';
import type { Process } from '../../dialects/process/process.ts';
import { isLoopback } from '../../site/address.ts';
import type { Listener } from '../../site/link.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Related } from '../define.ts';

const closed = '{process} waits at {host} of its own container, where nothing else reaches it.';
const why = 'Other containers and the ports of the host come in from outside: the connection is refused.';
const asked = 'It is asked from here.';
const published = 'This port of the host leads to it.';
const use = 'Wait at 0.0.0.0';

/** Images that give no options to servers by variables. */
const PLAIN = /^(?:docker\.io\/)?(?:library\/)?(?:python|debian|ubuntu|alpine)(?::|$)/;

/** A server in a container that takes connections from within its container alone. */
export const loopbackInContainer = defineRule({
  id: 'process/loopback-in-container',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: ['https://docs.docker.com/engine/network/', 'https://docs.gunicorn.org/en/stable/settings.html#bind'],
  messages: { closed, why, asked, published, use },
  check({ site, report }) {
    for (const listener of site.listeners) {
      const { process, listens } = listener;
      const [listening, ...others] = listens;
      const service = process.definition.kind === 'compose' ? process.definition.service : undefined;
      const { address } = listening ?? {};
      const isClosed = address?.kind === 'tcp' && isLoopback(address.host) && others.length === 0;
      if (service === undefined || listening === undefined || !isClosed) {
        continue;
      }
      const place = placeOf(process, address.host);
      const isSure = place !== undefined || PLAIN.test(buildOf(site.workspace, service)?.image.base ?? '');
      const callers =
        isSure && service.isApart && service.isWhole ? callersOf(site, listener, service, address.port) : [];
      if (callers.length > 0) {
        report({
          ...(place ?? listening.origin),
          message: 'closed',
          values: { process: process.name, host: address.host },
          note: 'why',
          related: callers,
          fixes:
            place === undefined
              ? []
              : [{ title: message(use), kind: 'unsafe', edits: [{ ...place, newText: '0.0.0.0' }] }],
        });
      }
    }
  },
});

/** Who surely comes from outside: Nginx by the name of the service, and a port of the host. */
function callersOf(site: Site, { process }: Listener, service: ComposeService, port: number): Related[] {
  const routes = site.links.filter((link) => link.process === process);
  const ports = service.ports.filter(({ containerPort }) => containerPort === port);
  return [
    ...routes.slice(0, 1).map(({ target: { statement } }) => ({
      path: statement.file.path,
      span: statement.directive.args[0]?.span ?? statement.directive.span,
      message: message(asked),
    })),
    ...ports.slice(0, 1).map(({ span }) => ({ path: service.path, span, message: message(published) })),
  ];
}

/** The words that say so: those of the host, which stand apart from the port in some programs. */
function placeOf({ words }: Process, host: string): Origin | undefined {
  const word = words.find(({ value }) => value.split(/=|:\d+$/).includes(host));
  const at = word === undefined ? -1 : word.value.indexOf(host);
  return word && { path: word.origin.path, span: word.span(at, at + host.length) };
}
