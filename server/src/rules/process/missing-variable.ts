import { message } from '../../base/message.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import { requiredVariables } from '../../dialects/django/required-variables.ts';
import { isAlwaysSet } from '../../dialects/process/environment.ts';
import type { Process } from '../../dialects/process/process.ts';
import { type UnitSetting, unitSettings } from '../../dialects/process/unit-file.ts';
import { isCelery } from '../../site/celery/app.ts';
import { celeryRun } from '../../site/celery/settings.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const missing = '{process} ends at start with KeyError: {module} reads the variable {name}, and nothing here sets it.';
const read = 'It is read here, without a fallback.';

/** A variable that the settings can't do without and that the environment file of the unit lacks. */
export const missingVariable = defineRule({
  id: 'process/missing-variable',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process', 'django'],
  fix: 'none',
  sources: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile='],
  messages: { missing, read },
  check({ site, report }) {
    for (const { process, project, module } of runsOf(site)) {
      const { definition, environment } = process;
      if (definition.kind !== 'systemd' || !environment.complete) {
        continue;
      }
      const files = unitSettings(definition.unit, 'Service', 'EnvironmentFile');
      if (files.length === 0 || !files.every((file) => isRead(file, process))) {
        continue;
      }
      const place = files.at(-1)?.value.origin ?? process.origin;
      for (const { name, origin } of requiredVariables(project, module.path)) {
        if (!environment.variables.has(name) && !isAlwaysSet(name) && !entriesSpeakOf(project, name)) {
          report({
            ...place,
            message: 'missing',
            values: { process: process.name, module: module.name, name },
            related: [{ ...origin, message: message(read) }],
          });
        }
      }
    }
  },
});

interface Run {
  readonly process: Process;
  readonly project: DjangoProject;
  readonly module: { readonly name: string; readonly path: WorkspacePath };
}

/** Every process that certainly imports a module of settings. */
function runsOf(site: Site): Run[] {
  const web = site.applications.flatMap(({ process, project, module }) =>
    process === undefined ? [] : [{ process, project, module }],
  );
  const celery = site.processes.filter(isCelery).flatMap((process) => {
    const run = process.program.kind === 'flower' ? undefined : celeryRun(site, process);
    return run === undefined ? [] : [{ process, project: run.project, module: run.module }];
  });
  return [...web, ...celery];
}

/** Whether the file of the workspace is the one that the unit names, and not one of the same name for the desk. */
function isRead({ value }: UnitSetting, { environment }: Process): boolean {
  const name = value.value.replace(/^-/, '');
  return [...environment.variables.values()].some(({ origin }) => origin.path.endsWith(name));
}

/** asgi.py and the like may set it before the settings are imported. */
function entriesSpeakOf({ entries, workspace }: DjangoProject, name: string): boolean {
  return entries.some(
    ({ path }) =>
      /dotenv|read_env|environ\.update/.test(workspace.read(path) ?? '') || (workspace.read(path) ?? '').includes(name),
  );
}
