import { baseName } from '../../base/path.ts';
import { celerySettings } from '../../dialects/django/celery-settings.ts';
import { namesPackage } from '../../dialects/process/pins.ts';
import { type CeleryProcess, isCelery } from '../../site/celery/app.ts';
import { celeryRun } from '../../site/celery/settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const unnamed =
  'No file names a broker, so {process} goes to amqp://guest@localhost, although the packages of the project bring the client for {client}.';
const name = 'The settings name it as {setting}.';

/** How a file of requirements or Poetry names the client of a broker that isn't RabbitMQ. */
const clients: readonly (readonly [client: string, pattern: string])[] = [
  ['Redis', 'celery(?:\\[[^\\]]*redis[^\\]]*\\]|\\s*=\\s*\\{[^}\\n]*"redis")'],
  ['SQS', 'celery(?:\\[[^\\]]*sqs[^\\]]*\\]|\\s*=\\s*\\{[^}\\n]*"sqs")'],
];

const kinds = ['worker', 'beat', 'flower'] as const;

/** A Celery that is told no broker, in a project that has the client for another one than Celery falls back to. */
export const brokerUnnamed = defineRule({
  id: 'process/broker-unnamed',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://docs.celeryq.dev/en/stable/userguide/configuration.html#broker-url'],
  messages: { unnamed, name },
  check({ site, report }) {
    const told = new Set<unknown>();
    if (site.workspace.paths.some((path) => baseName(path) === 'celeryconfig.py')) {
      return;
    }
    const untold = site.processes.filter(isCelery).filter(isUntold);
    // One process of a project is enough, and the worker is the one that matters.
    for (const process of kinds.flatMap((kind) => untold.filter(({ program }) => program.kind === kind))) {
      const run = celeryRun(site, process);
      const celery = run === undefined ? undefined : celerySettings(run.project);
      if (run === undefined || celery === undefined || told.has(run.project)) {
        continue;
      }
      const [client] = clients.find(([, pattern]) => namesPackage(site.workspace, run.project.folder, pattern)) ?? [];
      const isElsewhere = /broker|\bconf\b/i.test(celery.source.replace('django.conf:settings', ''));
      if (client === undefined || isElsewhere || [...run.settings.files].some((path) => mentions(site, path))) {
        continue;
      }
      told.add(run.project);
      report({
        ...process.program.command.origin,
        message: 'unnamed',
        values: {
          process: process.name,
          client,
          setting: celery.namespace === '' ? 'BROKER_URL' : `${celery.namespace}_BROKER_URL`,
        },
        note: 'name',
      });
    }
  },
});

/** A service of which every variable is in view, and none of them, and no option, is about a broker. */
function isUntold({ program, definition, environment }: CeleryProcess): boolean {
  const isService = definition.kind === 'systemd' || definition.kind === 'supervisor';
  return (
    isService &&
    program.broker.kind === 'absent' &&
    program.app.kind === 'known' &&
    environment.complete &&
    program.global.complete &&
    !program.global.given.some(({ fact }) => fact.name === '--config' || fact.name === '--loader') &&
    !program.commandWords.some((word) => /broker/.test(word.value)) &&
    ![...environment.variables.keys()].some((variable) => /BROKER|LOADER|CONFIG/.test(variable))
  );
}

/** Whether a file of the settings speaks of a broker under whatever name; also where it can't be read. */
function mentions(site: Site, path: Site['workspace']['paths'][number]): boolean {
  return /broker/i.test((site.workspace.read(path) ?? 'broker').replace(/^\s*#.*$/gm, ''));
}
