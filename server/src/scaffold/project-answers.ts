import { certain, type Known } from '../base/known.ts';
import { baseName, joinPath, type WorkspacePath } from '../base/path.ts';
import type { Workspace } from '../base/workspace.ts';
import { evaluateSettings, findProjects } from '../dialects/django/find-projects.ts';
import type { DjangoProject, EntryFile, SettingsModule } from '../dialects/django/project.ts';
import type { Settings } from '../dialects/django/settings.ts';
import type { DictionaryValue, PythonValue } from '../dialects/django/value.ts';
import { namesPackage } from '../dialects/process/pins.ts';
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
  'django_project',
  'mysite',
  'app',
  'src',
  'backend',
  'server',
  'django',
  'web',
]);

function entriesOf(project: DjangoProject, kind: EntryFile['kind']): EntryFile[] {
  const found = project.entries.filter((entry) => entry.kind === kind && baseName(entry.path).startsWith(kind));
  // The one nearest to manage.py is the project's own, not that of an example or of an app.
  return found.sort((one, other) => one.name.length - other.name.length);
}

/**
 * The application to run: one of the package that the settings of manage.py are in, where there is such a one, and of those
 * the ASGI one, unless the project's packages hold a server for WSGI alone.
 */
function webEntry(project: DjangoProject): EntryFile | undefined {
  const all = [...entriesOf(project, 'asgi'), ...entriesOf(project, 'wsgi')];
  const manages = entriesOf(project, 'manage')[0]?.settingsModule;
  const top = manages === undefined ? undefined : certain(manages)?.split('.')[0];
  const own = all.filter((entry) => entry.name.split('.')[0] === top);
  const candidates = own.length > 0 ? own : all;
  const names = (package_: string): boolean => namesPackage(project.workspace, project.folder, package_);
  const onlyWsgi = names('gunicorn') && !['uvicorn', 'uvicorn-worker', 'daphne', 'hypercorn', 'channels'].some(names);
  return candidates.find((entry) => entry.kind === (onlyWsgi ? 'wsgi' : 'asgi')) ?? candidates[0];
}

/** Domains below which hosting services give each customer a name; none of them leads to a server of one's own. */
const hostingServices = new Set([
  ...['herokuapp.com', 'pythonanywhere.com', 'railway.app', 'onrender.com', 'fly.dev', 'vercel.app', 'now.sh'],
  ...['appspot.com', 'run.app', 'azurewebsites.net', 'elasticbeanstalk.com', 'amazonaws.com', 'cloudfront.net'],
  ...['ondigitalocean.app', 'netlify.app', 'ngrok.io', 'ngrok-free.app', 'gitpod.io', 'github.dev', 'repl.co'],
]);

/** Domains that belong to nobody (RFC 2606), as templates of projects hold them. */
const examples = new Set(['example.com', 'example.org', 'example.net']);

/** @returns whether a host that the project takes can be the name of the site on a server of one's own. */
function isOwnDomain(host: string): boolean {
  const labels = host.split('.');
  const above = labels.map((_, index) => labels.slice(index).join('.'));
  return isDomain(host) && !examples.has(host.replace(/^www\./, '')) && !above.some((one) => hostingServices.has(one));
}

/** @returns whether uploads are kept in a folder: they aren't where the storage is one of another kind, such as S3. */
function keepsUploads(settings: Settings): boolean {
  const storages = certain(settings.own('STORAGES'));
  const entry = storages?.type === 'dictionary' ? entryOfDictionary(storages, 'default') : undefined;
  const backend = entry?.type === 'dictionary' ? entryOfDictionary(entry, 'BACKEND') : undefined;
  const older = certain(settings.text('DEFAULT_FILE_STORAGE'));
  const storage = backend?.type === 'string' ? backend.value : older;
  return isSet(settings.own('MEDIA_ROOT')) && (storage === undefined || /FileSystemStorage$/.test(storage));
}

function entryOfDictionary(dictionary: DictionaryValue, name: string): PythonValue | undefined {
  const found = dictionary.entries.find(({ key }) => key.type === 'string' && key.value === name);
  return found === undefined ? undefined : certain(found.value);
}

/** Files in which the packages for the server stand, the likelier first. */
const requirementFiles = [
  'requirements.txt',
  'requirements/production.txt',
  'requirements/prod.txt',
  'requirements/base.txt',
];

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

/** Variables that the environment file holds anyway. */
const scaffoldVariables = new Set(['DJANGO_SETTINGS_MODULE', 'DJANGO_SECRET_KEY', 'DJANGO_HTTPS', 'CELERY_BROKER_URL']);

function isSet(value: Known<unknown>): boolean {
  return value.kind === 'known' || value.kind === 'unknown';
}

function celeryAnswers(
  project: DjangoProject,
  settings: Settings,
  apps: readonly string[],
): Record<string, AnswerValue> {
  const entry = entriesOf(project, 'celery')[0];
  if (entry === undefined) {
    return { celery: false };
  }
  const broker = certain(settings.text('CELERY_BROKER_URL'));
  const names = (package_: string): boolean => namesPackage(project.workspace, project.folder, package_);
  // A host of one word is that of a container, which a server doesn't know.
  const reachable = broker !== undefined && /\/\/(?:[^@/]*@)?(?:localhost\b|[^/:]*\.)/.test(broker);
  return {
    celery: true,
    // celery/app/utils.py, find_app: a package stands for its submodule `celery`.
    celeryApp: entry.name.endsWith('.celery') ? packageOf(entry.name) : entry.name,
    beat:
      isSet(settings.own('CELERY_BEAT_SCHEDULE')) || apps.includes('django_celery_beat') || names('django-celery-beat'),
    ...(reachable ? { brokerUrl: broker } : {}),
  };
}

function readProject(project: DjangoProject): Partial<Answers> | undefined {
  const base = baseSettings(project);
  const web = webEntry(project);
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
    .filter(isOwnDomain);
  const requirements = requirementFiles.find((path) => project.workspace.has(joinPath(project.folder, path)));
  const missing = [...settings.missingVariables].filter((name) => !scaffoldVariables.has(name)).sort();
  const proposals: Record<string, AnswerValue> = {
    ...(domains.length > 0 ? { domains } : {}),
    site: siteName(project, packageOf(web.name)),
    server: web.kind === 'asgi' ? 'uvicorn' : 'gunicorn',
    module: `${web.name}:application`,
    settings: base.name,
    websocket: web.kind === 'asgi' && (apps.includes('channels') || apps.includes('daphne')),
    media: keepsUploads(settings),
    ...(requirements === undefined ? {} : { requirements }),
    ...(missing.length > 0 ? { variables: missing } : {}),
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
