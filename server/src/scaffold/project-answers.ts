import { certain, type Known } from '../base/known.ts';
import { baseName, type WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import { evaluateSettings, findProjects } from '../dialects/django/find-projects.ts';
import type { DjangoProject, EntryFile, SettingsModule } from '../dialects/django/project.ts';
import type { Settings } from '../dialects/django/settings.ts';
import { type AnswerKey, type Answers, type AnswerValue, defaultAnswers, packageOf, withAnswer } from './answers.ts';
import { isDomain } from './domain.ts';
import { validateAnswer } from './validate.ts';

/** What an open Django project tells of its site. */
export interface ProjectAnswers {
  /** The folder that holds `manage.py`, where the files are to be written. */
  readonly folder: WorkspacePath;
  /** The answers that follow from the project; the person corrects them. */
  readonly answers: Partial<Answers>;
}

/** Names of packages that say nothing of the project that they belong to. */
const commonNames = new Set([
  'config',
  'conf',
  'core',
  'main',
  'project',
  'app',
  'src',
  'backend',
  'server',
  'django',
  'web',
]);

function entryOf(project: DjangoProject, kind: EntryFile['kind']): EntryFile | undefined {
  const found = project.entries.filter((entry) => entry.kind === kind && baseName(entry.path).startsWith(kind));
  // The one nearest to manage.py is the project's own, not that of an example or of an app.
  return found.sort((one, other) => one.name.length - other.name.length)[0];
}

/** The settings to build on: those made for production, else the shared ones, else what the entry files name. */
function baseSettings(project: DjangoProject): SettingsModule | undefined {
  const role = (wanted: SettingsModule['role']): SettingsModule | undefined =>
    project.modules.find((module) => module.role === wanted);
  return role('production') ?? role('base') ?? project.live[0] ?? project.modules[0];
}

function siteName(project: DjangoProject, packageName: string): string {
  const first = packageName.split('.')[0] ?? '';
  const name = first === '' || commonNames.has(first) ? baseName(project.folder) : first;
  return name.toLowerCase().replaceAll('_', '-');
}

function isSet(value: Known<unknown>): boolean {
  return value.kind === 'known' || value.kind === 'unknown';
}

function celeryAnswers(
  project: DjangoProject,
  settings: Settings,
  apps: readonly string[],
): Record<string, AnswerValue> {
  const entry = entryOf(project, 'celery');
  if (entry === undefined) {
    return { celery: false };
  }
  const broker = certain(settings.text('CELERY_BROKER_URL'));
  return {
    celery: true,
    // celery/app/utils.py, find_app: a package stands for its submodule `celery`.
    celeryApp: entry.name.endsWith('.celery') ? packageOf(entry.name) : entry.name,
    beat: isSet(settings.own('CELERY_BEAT_SCHEDULE')) || apps.includes('django_celery_beat'),
    ...(broker === undefined ? {} : { brokerUrl: broker }),
  };
}

function readProject(project: DjangoProject): Partial<Answers> | undefined {
  const base = baseSettings(project);
  const web = entryOf(project, 'asgi') ?? entryOf(project, 'wsgi');
  if (base === undefined || web === undefined) {
    return undefined;
  }
  const settings = evaluateSettings(project, base);
  const texts = (name: string): readonly string[] => {
    const list = settings.texts(name);
    return list.kind === 'known' ? list.value.items : [];
  };
  const apps = texts('INSTALLED_APPS');
  const domains = texts('ALLOWED_HOSTS')
    .map((host) => host.replace(/^\./, ''))
    .filter((host) => isDomain(host));
  const proposals: Record<string, AnswerValue> = {
    ...(domains.length > 0 ? { domains } : {}),
    site: siteName(project, packageOf(web.name)),
    server: web.kind === 'asgi' ? 'uvicorn' : 'gunicorn',
    module: `${web.name}:application`,
    settings: base.name,
    websocket: web.kind === 'asgi' && (apps.includes('channels') || apps.includes('daphne')),
    media: isSet(settings.own('MEDIA_ROOT')),
    ...celeryAnswers(project, settings, apps),
  };
  let answers: Partial<Answers> = {};
  for (const [key, value] of Object.entries(proposals) as [AnswerKey, AnswerValue][]) {
    const next = withAnswer(answers, key, value);
    if (validateAnswer(key, value, defaultAnswers(next)) === undefined) {
      answers = next;
    }
  }
  return answers;
}

/**
 * Reads the Django projects of a workspace and proposes answers for each. Nothing of the project is run, and what the files
 * don't tell is left out.
 *
 * @returns one entry for each project with settings and an `asgi.py` or `wsgi.py`, in the order of their folders.
 */
export function readProjectAnswers(workspace: Workspace): ProjectAnswers[] {
  return findProjects(workspace).flatMap((project) => {
    const answers = readProject(project);
    return answers === undefined ? [] : [{ folder: project.folder, answers }];
  });
}
