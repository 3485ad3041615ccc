import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { isLoopback } from '../../site/address.ts';
import { defineRule } from '../define.ts';

const open =
  'Anyone who reaches port {port} can pass by Nginx, and {process} believes the address and the scheme that they claim.';
const listens = 'It listens on every address.';
const comes = 'Nginx comes from this machine.';

/** An application server that believes `X-Forwarded-*` of everybody and listens on every address. */
export const appPortOpen = defineRule({
  id: 'site/app-port-open',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['nginx', 'process'],
  fix: 'none',
  sources: [
    'https://www.uvicorn.org/settings/#http',
    'https://docs.gunicorn.org/en/stable/settings.html#forwarded-allow-ips',
  ],
  messages: { open, listens, comes },
  check({ site, report }) {
    for (const process of site.processes) {
      const { program, definition } = process;
      if (
        (program.kind !== 'uvicorn' && program.kind !== 'gunicorn') ||
        (definition.kind !== 'systemd' && definition.kind !== 'supervisor')
      ) {
        continue;
      }
      const { forwardedAllowIps } = program;
      const isTrusting = certain(forwardedAllowIps)
        ?.split(',')
        .some((ip) => ip.trim() === '*');
      const wide = certain(program.listens)?.find(({ address }) => address.kind === 'tcp' && address.host === '');
      const origin = forwardedAllowIps.kind === 'known' ? forwardedAllowIps.origins[0] : undefined;
      const links = site.links.filter((link) => link.process === process);
      const [link] = links;
      const isLocal = links.every(({ target }) => target.address.kind === 'tcp' && isLoopback(target.address.host));
      if (
        isTrusting !== true ||
        wide?.address.kind !== 'tcp' ||
        origin === undefined ||
        link === undefined ||
        !isLocal
      ) {
        continue;
      }
      const { pass } = link.route;
      report({
        ...origin,
        message: 'open',
        values: { port: wide.address.port, process: process.name },
        related: [
          { ...wide.origin, message: message(listens) },
          { path: pass.file.path, span: pass.directive.span, message: message(comes) },
        ],
      });
    }
  },
});
