import { message } from '../../base/message.ts';
import { isGuarded } from '../../dialects/nginx/effective/guard.ts';
import { asksNobody, openPort, openWays } from '../../site/flower/exposure.ts';
import { defineRule } from '../define.ts';

const location = 'Anyone can open Flower here: neither Nginx nor Flower asks for a password.';
const port =
  'Anyone who reaches port {port} of this machine can open Flower: it listens on every address and asks for no password.';
const around =
  'Anyone who reaches port {port} of this machine can open Flower: it listens on every address, and the password of Nginx is not asked there.';
const why =
  'Flower shows the arguments and results of every task; its buttons and its API stop workers, and revoke and start tasks.';
const runs = 'This Flower asks for no password.';
const guarded = 'This password is asked on the way through Nginx only.';
const local = 'Listen on 127.0.0.1 only';

/** A Flower that strangers can open, unless a firewall that no file tells of keeps them out. */
export const unprotected = defineRule({
  id: 'flower/unprotected',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['flower'],
  fix: 'unsafe',
  sources: [
    'https://flower.readthedocs.io/en/latest/auth.html',
    'https://flower.readthedocs.io/en/latest/config.html#address',
  ],
  messages: { location, port, around, why, runs, guarded, local },
  check({ site, report }) {
    for (const flower of site.flowers) {
      if (!asksNobody(flower)) {
        continue;
      }
      const run = flower.process.program.command.origin;
      for (const { route } of openWays(site, flower)) {
        const { pass } = route;
        report({
          path: pass.file.path,
          span: pass.directive.span,
          message: 'location',
          note: 'why',
          related: [{ ...run, message: message(runs) }],
        });
      }
      const open = openPort(flower);
      if (open === undefined) {
        continue;
      }
      const guard = flower.links.find(({ route }) => isGuarded(route.place))?.route.pass;
      const isTold = flower.options.get('address').value.kind === 'known';
      report({
        ...run,
        message: guard === undefined ? 'port' : 'around',
        values: { port: open },
        note: 'why',
        severity: 'info',
        related:
          guard === undefined ? [] : [{ path: guard.file.path, span: guard.directive.span, message: message(guarded) }],
        fixes: isTold
          ? []
          : [
              {
                title: message(local),
                kind: 'unsafe',
                edits: [
                  { path: run.path, span: { start: run.span.end, end: run.span.end }, newText: ' --address=127.0.0.1' },
                ],
              },
            ],
      });
    }
  },
});
