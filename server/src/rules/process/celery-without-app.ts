import { message } from '../../base/message.ts';
import { baseName } from '../../base/path.ts';
import type { CeleryProcess } from '../../site/celery/app.ts';
import { isCelery } from '../../site/celery/app.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const worker =
  'The worker is told neither an application nor a broker: it knows no task and goes to amqp://guest@localhost.';
const beat = 'Beat is told neither an application nor a broker: it has no schedule and goes to amqp://guest@localhost.';
const flower = 'Flower is told neither an application nor a broker: it watches amqp://guest@localhost.';
const use = 'Add -A {app}';

/** `celery flower` without `-A` and without a broker. */
export const celeryWithoutApp = defineRule({
  id: 'process/celery-without-app',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: ['https://docs.celeryq.dev/en/stable/reference/cli.html#celery'],
  messages: { worker, beat, flower, use },
  check({ site, report }) {
    const isConfigured = site.workspace.paths.some((path) => baseName(path) === 'celeryconfig.py');
    for (const process of site.processes.filter(isCelery)) {
      const { kind, command } = process.program;
      if ((kind !== 'worker' && kind !== 'beat' && kind !== 'flower') || isConfigured || !isUntold(process)) {
        continue;
      }
      report({
        ...command.origin,
        message: kind,
        fixes: kind === 'flower' && process.program.standalone ? [] : addApp(site, process),
      });
    }
  },
});

const SOURCES =
  /^(?:APP|BROKER_URL|LOADER|CONFIG_MODULE|CELERY_(?:APP|BROKER|BROKER_URL|LOADER|CONFIG|CONFIG_MODULE))$/;

/** Whether nothing tells the application or the broker. Where an image or a person starts the process, their variables may. */
function isUntold({ program, definition, environment }: CeleryProcess): boolean {
  const isService = definition.kind === 'systemd' || definition.kind === 'supervisor';
  const isTold = program.app.kind !== 'absent' || program.broker.kind !== 'absent';
  const elsewhere = program.global.given.some(({ fact }) => fact.name === '--config' || fact.name === '--loader');
  const behind = program.commandWords.some(
    (word) => word.hole !== undefined || /^(?:-[Ab]|--(?:app|broker|config|loader)\b)/.test(word.value),
  );
  return (
    isService &&
    environment.complete &&
    !isTold &&
    !elsewhere &&
    !behind &&
    program.global.complete &&
    ![...environment.variables.keys()].some((name) => SOURCES.test(name))
  );
}

/** The one application of the one project. */
function addApp(site: Site, { program }: CeleryProcess): Fix[] {
  const apps = site.projects.flatMap(({ entries }) => entries.filter(({ kind }) => kind === 'celery'));
  const app = apps[0]?.name.replace(/\.celery$/, '');
  const { path, span } = program.command.origin;
  return apps.length !== 1 || app === undefined
    ? []
    : [
        {
          title: message(use, { app }),
          kind: 'unsafe',
          edits: [{ path, span: { start: span.start, end: span.start }, newText: `-A ${app} ` }],
        },
      ];
}
