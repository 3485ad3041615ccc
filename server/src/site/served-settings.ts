import { certain, type Origin } from '../base/known.ts';
import { baseName } from '../base/path.ts';
import { deployProblems } from '../dialects/django/deploy-check.ts';
import type { SettingsModule } from '../dialects/django/project.ts';
import type { Settings } from '../dialects/django/settings.ts';
import type { Process } from '../dialects/process/process.ts';
import type { Application } from './application.ts';
import { processSettings } from './process-settings.ts';
import { type Phase, phaseOf } from './request/phase.ts';
import type { Site } from './site.ts';

/** Settings that a server runs with. */
export interface ServedSettings {
  readonly module: SettingsModule;
  readonly settings: Settings;
  readonly phase: Phase;
}

/**
 * @returns the settings that files put on a server: those of the applications, and, of projects that no process runs, the live
 * modules that are for production by their name.
 */
export function servedSettings(site: Site): ServedSettings[] {
  const served: ServedSettings[] = site.applications.filter(isDeployed).map((application) => ({
    module: application.module,
    settings: application.settings,
    phase: phaseOf(application),
  }));
  for (const project of site.projects) {
    const runs = site.applications.some(
      (application) => application.project === project && application.process !== undefined,
    );
    const named = project.live.filter(
      (module) => module.role === 'production' && module.evidence.some(({ kind }) => kind === 'name'),
    );
    for (const module of runs ? [] : named) {
      served.push({ module, settings: processSettings(project, module, undefined), phase: 'unknown' });
    }
  }
  const seen = new Set<SettingsModule>();
  return served.filter(({ module }) => !seen.has(module) && seen.add(module));
}

/** @returns the settings that are whole: those of the applications and of the live modules. One that others build on may leave the rest to them. */
export function runnableSettings(site: Site): Settings[] {
  return [
    ...site.applications.map(({ settings }) => settings),
    ...site.projects.flatMap(({ live }) => live.filter(({ role }) => role !== 'base').map(({ settings }) => settings)),
  ];
}

/** Names of classes of django-configurations that are for the machine of a developer. */
const DEVELOPMENT = /^(?:dev|local|test)/i;

const DEVELOPERS_FILE = /^(?:\.?env[._-])?\.?(?:dev\w*|local)(?:[._-]env)?$/i;

/** A process that systemd or supervisor starts, or a site of Nginx, is one of a server; a module for development isn't. */
function isDeployed({ process, routes, module }: Application): boolean {
  const starter = process?.definition.kind;
  const configuration = process?.environment.variables.get('DJANGO_CONFIGURATION')?.value.toKnown();
  const forDevelopment =
    (module.role === 'development' && module.evidence.some(({ kind }) => kind === 'name')) ||
    (configuration !== undefined && DEVELOPMENT.test(certain(configuration) ?? '')) ||
    (starter === 'compose' && takesDevelopersVariables(process));
  return starter === 'systemd' || starter === 'supervisor' || (routes.length > 0 && !forDevelopment);
}

/** Whether the container has variables from a file that is a developer's by its name, such as `dev.env`. */
function takesDevelopersVariables(process: Process | undefined): boolean {
  return [...(process?.environment.variables.values() ?? [])].some(({ value }) =>
    DEVELOPERS_FILE.test(baseName(value.origin.path)),
  );
}

/** @returns where a setting is given its value; where it is nowhere, the place in the module where the middleware or DEBUG is. */
export function settingPlace(settings: Settings, name: string): Origin {
  const place =
    settings.assignment(name) ??
    originIn(settings, name) ??
    settings.assignment('MIDDLEWARE') ??
    settings.assignment('DEBUG');
  const firstLine = settings.source.split('\n', 1)[0] ?? '';
  return place ?? { path: settings.path, span: { start: 0, end: firstLine.length } };
}

/** Where the value stands that no assignment of the module gives, as in a class of django-configurations. */
function originIn(settings: Settings, name: string): Origin | undefined {
  const value = settings.own(name);
  return value.kind === 'absent' ? undefined : value.origins.find(({ path }) => settings.files.has(path));
}

/** What `check --deploy` says of settings that a server runs with, and where. */
export interface ServedProblem extends Origin {
  /** Django's number of the check, such as `W009`. */
  readonly key: string;
  /** Whether the setting is given a value there, and doesn't only lack one. */
  readonly isWritten: boolean;
}

/**
 * @returns the problems that `check --deploy` has with served settings and that are among `messages`; modules that build on one another
 * may have the same one.
 * @param speaks whether the problem may be told of these settings.
 */
export function servedProblems(
  site: Site,
  messages: Readonly<Record<string, string>>,
  speaks: (served: ServedSettings) => boolean,
): ServedProblem[] {
  return servedSettings(site)
    .filter(speaks)
    .flatMap(({ settings }) =>
      deployProblems(settings).map(({ id, setting }) => {
        const { path, span } = settingPlace(settings, setting);
        return { key: id.replace('security.', ''), path, span, isWritten: settings.assignment(setting) !== undefined };
      }),
    )
    .filter(({ key }) => key in messages);
}
