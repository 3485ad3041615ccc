import { message } from '../../base/message.ts';
import { baseName } from '../../base/path.ts';
import { isGuarded } from '../../dialects/nginx/effective/guard.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import type { Process } from '../../dialects/process/process.ts';
import { isLoopback } from '../../site/address.ts';
import type { EntryPoint } from '../../site/entry-point.ts';
import type { FlowerInstance } from '../../site/flower.ts';
import type { Link } from '../../site/link.ts';
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
      const { process } = flower;
      if (!asksNobody(flower)) {
        continue;
      }
      const run = process.program.command.origin;
      for (const link of flower.links.filter(({ certainty }) => certainty === 'proven')) {
        const { place, pass, server } = link.route;
        const entry = site.entryPoints.find((one) => one.server === server);
        if (isGuarded(place) || place.own.has('internal') || mayBeGuarded(link) || !isPublic(entry)) {
          continue;
        }
        report({
          path: pass.file.path,
          span: pass.directive.span,
          message: 'location',
          note: 'why',
          related: [{ ...run, message: message(runs) }],
        });
      }
      const { listens } = flower.options;
      const open =
        listens.kind === 'known' && listens.assumes.length === 0
          ? listens.value.find(({ address }) => address.kind === 'tcp' && address.host === '')
          : undefined;
      if (open?.address.kind !== 'tcp' || !isService(process)) {
        continue;
      }
      const guard = flower.links.find(({ route }) => isGuarded(route.place))?.route.pass;
      const isTold = flower.options.get('address').value.kind === 'known';
      report({
        ...run,
        message: guard === undefined ? 'port' : 'around',
        values: { port: open.address.port },
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

/** Whether Flower lets everybody in: `get_current_user` of `flower/views/__init__.py` asks for `basic_auth` and `auth`. */
function asksNobody({ options }: FlowerInstance): boolean {
  return ['basic_auth', 'auth'].every((name) => {
    const { value } = options.get(name);
    return value.kind === 'absent' || (value.kind === 'known' && value.value === '' && value.assumes.length === 0);
  });
}

/** A compose file, a Procfile or a script may be one for the desk. */
function isService(process: Process): boolean {
  return process.definition.kind === 'systemd' || process.definition.kind === 'supervisor';
}

const HARMLESS_INCLUDES =
  /^(?:mime\.types|[\w-]*_params|options-ssl-nginx\.conf|ssl-params\.conf|\*\.(?:conf|load)|\*)$/;

/** Whether an include that gave nothing may ask for a password where the location is. */
function mayBeGuarded({ route }: Link): boolean {
  const unread = new Set(route.effective.configuration.includeProblems.map(({ statement }) => statement));
  for (let place: Place | undefined = route.place; place !== undefined; place = place.parent) {
    const open = place.statements.some(
      (statement) =>
        unread.has(statement) && !HARMLESS_INCLUDES.test(baseName(statement.directive.args[0]?.value ?? '')),
    );
    if (open) {
      return true;
    }
  }
  return false;
}

/** Whether strangers reach a server: it listens on every address, and under a name that isn't one of this machine or network. */
function isPublic(entry: EntryPoint | undefined): boolean {
  const reached = entry?.listens.some(
    ({ address }) => address === '*' || address === '[::]' || /^[a-z]/.test(address.replace(/^unix:.*/, '')),
  );
  const names = entry?.names ?? [];
  const isLocal = (name: string): boolean =>
    isLoopback(name) || /\.(?:local|localhost|internal|intranet|lan|home|test)$/.test(name);
  return reached === true && !(names.length > 0 && names.every(isLocal));
}
