import { certain, type Origin } from '../../base/known.ts';
import { commonTail } from '../../base/path.ts';
import { findSettingsModule } from '../../dialects/django/find-projects.ts';
import type { DjangoProject, SettingsModule } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { processSettings } from '../process-settings.ts';
import type { Site } from '../site.ts';
import { type CeleryProcess, celeryApp } from './app.ts';

/** The module of settings that a Celery process runs with, and the variable that says so, if one does. */
export interface CeleryModule {
  readonly module: SettingsModule;
  readonly variable: Origin | undefined;
}

/** A Celery process with the project and the settings that it runs with. */
export interface CeleryRun extends CeleryModule {
  readonly project: DjangoProject;
  /** With the environment of the process. */
  readonly settings: Settings;
}

/** @returns the module of `project` that a Celery process runs with: its own variable, else the one that its application sets. */
export function celeryModule(project: DjangoProject, process: CeleryProcess): CeleryModule | undefined {
  const variable = process.environment.variables.get('DJANGO_SETTINGS_MODULE');
  if (variable !== undefined) {
    const module = findModule(project, certain(variable.value.toKnown()));
    return module && { module, variable: variable.origin };
  }
  const entry = celeryEntry(project, process);
  const fallback = entry === undefined || !process.environment.complete ? undefined : certain(entry.settingsModule);
  const module = findModule(project, fallback);
  return module && { module, variable: undefined };
}

/** @returns what a Celery process runs with; undefined where no project has its application, or several have. */
export function celeryRun(site: Site, process: CeleryProcess): CeleryRun | undefined {
  const named = site.projects.filter((project) => celeryEntry(project, process) !== undefined);
  const folder = celeryApp(process)?.folder ?? '';
  const most = Math.max(...named.map((project) => commonTail(folder, project.folder)));
  const best = named.filter((project) => commonTail(folder, project.folder) === most);
  const [project] = best;
  const found = project === undefined || best.length > 1 ? undefined : celeryModule(project, process);
  if (project === undefined || found === undefined) {
    return undefined;
  }
  return { ...found, project, settings: processSettings(project, found.module, process) };
}

function celeryEntry(project: DjangoProject, process: CeleryProcess): DjangoProject['entries'][number] | undefined {
  const app = celeryApp(process);
  return project.entries.find(
    ({ kind, name }) => kind === 'celery' && app !== undefined && name.replace(/\.celery(?:_app)?$/, '') === app.module,
  );
}

function findModule(project: DjangoProject, dotted: string | undefined): SettingsModule | undefined {
  return dotted === undefined ? undefined : findSettingsModule(project, dotted);
}
