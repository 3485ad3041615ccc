import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import type { ReadText } from '../../base/read-text.ts';
import { findSettingsModule } from '../../dialects/django/find-projects.ts';
import type { SettingsModule } from '../../dialects/django/project.ts';
import { programFolder } from '../../dialects/process/recognize.ts';
import type { Application } from '../../site/application.ts';
import { type CeleryProcess, isCelery } from '../../site/celery/app.ts';
import { celeryModule } from '../../site/celery/settings.ts';
import { defineRule } from '../define.ts';

const told = '{process} runs with {module}, and {web} with {other}: they may not use the same database or broker.';
const untold =
  '{process} runs with {module}, which its application falls back to, and {web} with {other}: they may not use the same database or broker.';
const web = '{web} runs with {other}.';

/** A Celery process that runs with other settings than the site that sends it its tasks. */
export const differentSettings = defineRule({
  id: 'process/different-settings',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'likely',
  needs: ['django', 'process'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/topics/settings/#designating-the-settings'],
  messages: { told, untold, web },
  check({ site, report }) {
    for (const project of site.projects) {
      const applications = site.applications.filter((one) => one.project === project);
      for (const process of site.processes.filter(isCelery)) {
        const siblings = applications.filter((application) => isBeside(application, process));
        const found = celeryModule(project, process);
        const [first] = siblings;
        if (
          found === undefined ||
          first?.process === undefined ||
          (found.variable === undefined && !isSettled(first)) ||
          siblings.some(({ module }) => isSame(module, found.module))
        ) {
          continue;
        }
        const values = {
          process: process.name,
          module: found.module.name,
          web: first.process.name,
          other: first.module.name,
        };
        const word: ReadText = process.program.command;
        const variable = first.process.environment.variables.get('DJANGO_SETTINGS_MODULE');
        report({
          ...(found.variable ?? word.origin),
          message: found.variable === undefined ? 'untold' : 'told',
          values,
          related: [{ ...(variable?.origin ?? first.process.origin), message: message(web, values) }],
        });
      }
    }
  },
});

/** Whether a variable of the site's process or its entry file names the module, and it isn't only the likely one. */
function isSettled({ project, module, process }: Application): boolean {
  return (
    process?.environment.variables.has('DJANGO_SETTINGS_MODULE') === true ||
    project.entries.some(({ kind, settingsModule }) => {
      const dotted = /^[aw]sgi$/.test(kind) ? certain(settingsModule) : undefined;
      return dotted !== undefined && findSettingsModule(project, dotted) === module;
    })
  );
}

const STARTERS = new Set(['systemd', 'supervisor']);

/** Whether both are started by the same program in the same folder of the server. */
function isBeside({ process }: Application, other: CeleryProcess): boolean {
  if (process === undefined || !STARTERS.has(process.definition.kind)) {
    return false;
  }
  const folder = certain(programFolder(process.program, process.workingDirectory));
  return (
    process.definition.kind === other.definition.kind &&
    folder !== undefined &&
    folder === certain(programFolder(other.program, other.workingDirectory))
  );
}

/** Whether a worker's module is the site's, or one that only adds to it, or the one that it is made of. */
function isSame(site: SettingsModule, worker: SettingsModule): boolean {
  return (
    site.path === worker.path ||
    worker.settings.files.has(site.path) ||
    (worker.role === 'production' && site.settings.files.has(worker.path)) ||
    /worker|celery|task|beat/.test(worker.name.slice(worker.name.lastIndexOf('.') + 1))
  );
}
