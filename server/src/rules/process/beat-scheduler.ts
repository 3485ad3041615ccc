import type { Origin } from '../../base/known.ts';
import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { celerySettings } from '../../dialects/django/celery-settings.ts';
import { optionValue } from '../../dialects/process/options.ts';
import type { Process } from '../../dialects/process/process.ts';
import type { BeatProgram } from '../../dialects/process/program.ts';
import { type CeleryRun, celeryRun } from '../../site/celery/settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule, type Fix } from '../define.ts';

const missing =
  'Beat ends at start: its scheduler is in django_celery_beat, which INSTALLED_APPS of {module} does not name.';
const unread =
  'Beat does not read the schedules in the database: django_celery_beat is installed, but beat runs with its own file.';
const apps = 'The applications are named here.';
const use = 'Add --scheduler {scheduler}';

const SCHEDULER = 'django_celery_beat.schedulers:DatabaseScheduler';

/** The scheduler of django_celery_beat without its application, or the application without the scheduler. */
export const beatScheduler = defineRule({
  id: 'process/beat-scheduler',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process', 'django'],
  fix: 'unsafe',
  sources: ['https://django-celery-beat.readthedocs.io/en/latest/#installation'],
  messages: { missing, unread, apps, use },
  check({ site, report }) {
    for (const process of site.processes.filter(isBeat)) {
      const run = celeryRun(site, process);
      const installed = run?.settings.texts('INSTALLED_APPS');
      if (run === undefined || installed?.kind !== 'known' || installed.assumes.length > 0) {
        continue;
      }
      const told = optionValue(process.program.options, '--scheduler');
      const isInstalled = installed.value.items.some((name) => /^django_celery_beat(?:\.|$)/.test(name));
      const place = run.settings.assignment('INSTALLED_APPS');
      const related = place === undefined ? [] : [{ path: place.path, span: place.span, message: message(apps) }];
      if (told !== undefined && isDatabase(told.value) && installed.value.complete && !isInstalled) {
        report({ ...told.origin, message: 'missing', values: { module: run.module.name }, related });
      } else if (told === undefined && isInstalled && isOwnSchedule(run, process, site)) {
        const { command } = process.program;
        report({
          ...command.origin,
          message: 'unread',
          severity: 'warning',
          related,
          fixes: tell(process, command.origin),
        });
      }
    }
  },
});

type BeatProcess = Process & { readonly program: BeatProgram };

function isBeat(process: Process): process is BeatProcess {
  return process.program.kind === 'beat';
}

/** `django` is the name that the package registers for it. */
function isDatabase(scheduler: string): boolean {
  return scheduler === 'django' || /^django_celery_beat\.schedulers[:.]DatabaseScheduler$/.test(scheduler);
}

/** Whether beat certainly runs with its own scheduler and a schedule that nobody writes in code. */
function isOwnSchedule({ project, settings }: CeleryRun, process: BeatProcess, site: Site): boolean {
  const celery = celerySettings(project);
  const prefix = celery === undefined || celery.namespace === '' ? '' : `${celery.namespace}_`;
  const names = [`${prefix}BEAT_SCHEDULER`, `${prefix}BEAT_SCHEDULE`, 'CELERYBEAT_SCHEDULER', 'CELERYBEAT_SCHEDULE'];
  const isWritten = [...settings.files, ...(celery === undefined ? [] : [celery.path])].some((path) =>
    /beat_schedule|periodic_task|Scheduler/i.test(site.workspace.read(path) ?? ''),
  );
  const isTold = names.some((name) => settings.own(name).kind !== 'absent');
  return celery !== undefined && process.program.options.complete && !isTold && !isWritten;
}

function tell({ definition, program }: BeatProcess, { path, span }: Origin): Fix[] {
  const inLine = definition.kind === 'systemd' || definition.kind === 'supervisor';
  return inLine && certain(program.app) !== undefined
    ? [
        {
          title: message(use, { scheduler: SCHEDULER }),
          kind: 'unsafe',
          edits: [{ path, span: { start: span.end, end: span.end }, newText: ` --scheduler ${SCHEDULER}` }],
        },
      ]
    : [];
}
