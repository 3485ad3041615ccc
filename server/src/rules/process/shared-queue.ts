import { message } from '../../base/message.ts';
import { hasOption } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import type { WorkerProgram } from '../../dialects/process/program.ts';
import { type Broker, brokerOf, brokerText, isSameBroker } from '../../site/celery/broker.ts';
import { type CeleryRun, celeryRun } from '../../site/celery/settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const steals =
  '{process} and {other} take their tasks from the same queue, "celery" of {broker}: each gets tasks of the other and drops them as unregistered.';
const other = '{other} takes them from there too.';
const told = '{other} is told its broker here.';

/** Workers of two projects that share one broker and its default queue. */
export const sharedQueue = defineRule({
  id: 'process/shared-queue',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-default-queue'],
  messages: { steals, other, told },
  check({ site, report }) {
    const workers = site.processes.filter(isWorker).flatMap((process): Taker[] => {
      const run = celeryRun(site, process);
      const broker = run === undefined ? undefined : brokerOf(process, run);
      return run !== undefined && broker !== undefined && takesDefaultQueue(process, run, site)
        ? [{ process, run, broker }]
        : [];
    });
    workers.forEach(({ process, run, broker }, index) => {
      const before = workers
        .slice(0, index)
        .find((one) => one.run.project !== run.project && broker.host === '' && isSameBroker(one.broker, broker));
      if (before !== undefined && process.definition.kind === before.process.definition.kind) {
        const values = { process: process.name, other: before.process.name, broker: brokerText(broker) };
        report({
          ...process.program.command.origin,
          message: 'steals',
          values,
          related: [
            { ...before.process.program.command.origin, message: message(other, values) },
            { ...before.broker.origin, message: message(told, values) },
          ],
        });
      }
    });
  },
});

interface Taker {
  readonly process: Process & { readonly program: WorkerProgram };
  readonly run: CeleryRun;
  readonly broker: Broker;
}

/** On one machine: services of systemd or programs of supervisor. */
function isWorker(process: Process): process is Taker['process'] {
  const { kind } = process.definition;
  return process.program.kind === 'worker' && (kind === 'systemd' || kind === 'supervisor');
}

/** Whether neither the command nor the project names a queue or puts something in front of the names in Redis. */
function takesDefaultQueue({ program }: Taker['process'], { settings, project }: CeleryRun, site: Site): boolean {
  const files = [...settings.files, ...project.entries.filter(({ kind }) => kind === 'celery').map(({ path }) => path)];
  const named = files.some((path) =>
    /default_queue|keyprefix|task_queues|CELERY_QUEUES/i.test(site.workspace.read(path) ?? ''),
  );
  return program.options.complete && !hasOption(program.options, '--queues') && !named;
}
