import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { Process } from '../../dialects/process/process.ts';
import { type CeleryProcess, isCelery } from '../../site/celery/app.ts';
import { type Broker, brokerOf, brokerText, isSameBroker } from '../../site/celery/broker.ts';
import { type CeleryRun, celeryRun } from '../../site/celery/settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const differs = '{process} goes to the broker {broker}, and {other} to {theirs}: what one sends the other never sees.';
const theirs = '{other} is told its broker here.';

/** A process of Celery with another broker than the site that sends it its tasks. */
export const differentBroker = defineRule({
  id: 'process/different-broker',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#broker-url'],
  messages: { differs, theirs },
  check({ site, report }) {
    for (const process of site.processes.filter(isCelery)) {
      const run = celeryRun(site, process);
      const own = run === undefined || !isRunning(process) ? undefined : brokerOf(process, run);
      const other = run === undefined || own === undefined ? undefined : siblingBroker(site, process, run);
      if (
        own === undefined ||
        other === undefined ||
        !mayCompare(own, other.broker) ||
        isSameBroker(own, other.broker)
      ) {
        continue;
      }
      const values = {
        process: process.name,
        broker: brokerText(own),
        other: other.name,
        theirs: brokerText(other.broker),
      };
      report({
        ...own.origin,
        message: 'differs',
        values,
        related: [{ ...other.broker.origin, message: message(theirs, values) }],
      });
    }
  },
});

interface Sibling {
  readonly name: string;
  readonly broker: Broker;
}

/** The broker of the site that runs the same project with the same settings, started by the same program. */
function siblingBroker(site: Site, process: CeleryProcess, run: CeleryRun): Sibling | undefined {
  for (const application of site.applications) {
    const { process: web, project, module } = application;
    const isBeside =
      web?.definition.kind === process.definition.kind && project === run.project && module === run.module;
    const broker =
      web === undefined || !isBeside || startsElsewhere(web, process) ? undefined : brokerOf(web, application);
    if (web !== undefined && broker !== undefined) {
      return { name: web.name, broker };
    }
  }
  return undefined;
}

/** Two projects of one server may have packages of the same name. */
function startsElsewhere(one: Process, other: Process): boolean {
  const [first, second] = [certain(one.workingDirectory), certain(other.workingDirectory)];
  return first !== undefined && second !== undefined && first !== second;
}

/** A compose file, a Procfile or a script takes variables from outside too. */
function isRunning({ program, definition }: CeleryProcess): boolean {
  const isService = definition.kind === 'systemd' || definition.kind === 'supervisor';
  return isService && (program.kind === 'worker' || program.kind === 'beat' || program.kind === 'flower');
}

/** Two names may be one machine; only what differs behind the same name is told apart. */
function mayCompare(one: Broker, other: Broker): boolean {
  return one.host === other.host;
}
