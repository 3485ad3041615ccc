import { message } from '../../base/message.ts';
import { directoryName } from '../../base/path.ts';
import { areTogether } from '../../dialects/process/find-units.ts';
import type { Listening } from '../../dialects/process/listen.ts';
import { hasOption } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import { unitSettings } from '../../dialects/process/unit-file.ts';
import { addressText, isLoopback, socketPath } from '../../site/address.ts';
import { isWebProcess } from '../../site/application.ts';
import { defineRule } from '../define.ts';

const port = '{process} and {other} both listen on port {port}: the second one ends with "address already in use".';
const socket = '{process} and {other} both make {path}: the second one takes it from the first.';
const first = '{other} listens here.';

/** Two processes of one machine that listen at one address. */
export const sameAddress = defineRule({
  id: 'process/same-address',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['process'],
  fix: 'none',
  sources: ['https://man7.org/linux/man-pages/man2/bind.2.html'],
  messages: { port, socket, first },
  check({ site, report }) {
    const listeners = site.listeners.filter(({ process }) => process.handed.kind === 'absent' && !sharesPort(process));
    listeners.forEach(({ process, listens }, index) => {
      for (const listening of listens) {
        const before = listeners
          .slice(0, index)
          .filter((one) => runTogether(one.process, process))
          .flatMap((one) => one.listens.map((other) => ({ process: one.process, other })))
          .find(({ other }) => meets(other, listening));
        const { address } = listening;
        if (before !== undefined && address.kind !== 'descriptor') {
          const where = address.kind === 'tcp' ? { port: address.port } : { path: addressText(address) };
          report({
            ...listening.origin,
            message: address.kind === 'tcp' ? 'port' : 'socket',
            values: { process: process.name, other: before.process.name, ...where },
            related: [{ ...before.other.origin, message: message(first, { other: before.process.name }) }],
          });
        }
      }
    });
  },
});

function meets({ address: one }: Listening, { address: other }: Listening): boolean {
  if (one.kind === 'tcp' && other.kind === 'tcp') {
    const local = (host: string): string => (isLoopback(host) ? '127.0.0.1' : host);
    const isAny = one.host === '' || other.host === '';
    return one.port !== 0 && one.port === other.port && (isAny || local(one.host) === local(other.host));
  }
  return one.kind === 'unix' && other.kind === 'unix' && socketPath(one.path) === socketPath(other.path);
}

function sharesPort({ program }: Process): boolean {
  return program.kind === 'gunicorn' && hasOption(program.options, '--reuse-port');
}

/** Whether the two certainly run on one machine at one time, and aren't two ways to start the same application. */
function runTogether(one: Process, other: Process): boolean {
  const [own, their] = [one.definition, other.definition];
  const [folder, theirs] = [directoryName(one.path), directoryName(other.path)];
  if (own.kind === 'systemd' && their.kind === 'systemd') {
    const isAlternative =
      [own.unit, their.unit].some(
        (unit) => unit.name.includes('@') || unitSettings(unit, 'Unit', 'Conflicts').length > 0,
      ) ||
      (isSameApplication(one, other) && !/\/systemd\/system$/.test(folder));
    return own.unit !== their.unit && areTogether(folder, theirs) && !isAlternative;
  }
  return own.kind === 'supervisor' && their.kind === 'supervisor' && one.path === other.path && one.name !== other.name;
}

function isSameApplication(one: Process, other: Process): boolean {
  const app = ({ program }: Process): string | undefined =>
    'appWord' in program ? program.appWord?.value.split(/[:.]/)[0] : undefined;
  return isWebProcess(one) && isWebProcess(other) && app(one) === app(other);
}
