import { certain } from '../../base/known.ts';
import { baseName, type WorkspacePath } from '../../base/path.ts';
import { foldersUp, type Workspace } from '../../base/workspace.ts';
import { celerySettings, readName } from '../../dialects/django/celery-settings.ts';
import { earlyModels } from '../../dialects/django/early-models.ts';
import { evaluateSettings, findProjects } from '../../dialects/django/find-projects.ts';
import type { DjangoProject, EntryFile, SettingsModule } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { namesPackage } from '../../dialects/process/pins.ts';
import {
  type AnswerKey,
  type Answers,
  type AnswerValue,
  defaultAnswers,
  packageOf,
  withAnswer,
} from '../answers/answers.ts';
import { isDomain } from '../answers/domain.ts';
import { readKeptAnswers } from '../answers/kept.ts';
import { validateAnswer } from '../answers/validate.ts';
import { overlaidSettings } from '../overlay.ts';
import { browserCodeFolders } from './browser-code.ts';
import { neededGroups } from './dependency-groups.ts';
import { findPackages, neededPrograms } from './packages.ts';
import { neededPython } from './python-version.ts';
import {
  databaseServer,
  hasSecureCookieNames,
  isSet,
  keepsUploads,
  serverSettings,
  uploadLimit,
  usesViteServer,
} from './settings.ts';
import { collectedFolder, folderBelow } from './static-folder.ts';

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

function isOfKind({ name, kind }: EntryFile): boolean {
  return name
    .split('.')
    .slice(-2)
    .some((part) => part.startsWith(kind));
}

function entriesOf(project: DjangoProject, kind: EntryFile['kind']): EntryFile[] {
  const found = project.entries.filter((entry) => entry.kind === kind && isOfKind(entry));
  // The one nearest to manage.py is the project's own, not that of an example or of an app.
  return found.sort((one, other) => one.name.length - other.name.length);
}

function folderOfPackages({ workspace, folder }: DjangoProject): WorkspacePath {
  return findPackages(workspace, folder)?.folder ?? folder;
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
  const names = (package_: string): boolean => namesPackage(project.workspace, folderOfPackages(project), package_);
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

/** Labels that stand for a name to be put there. */
const placeholder = /^(?:your.*|my-?(?:site|website|domain|app)|(?:site|website|domain)-?(?:name)?)$/;

/** @returns whether a host that the project takes can be the name of the site on a server of one's own. */
function isOwnDomain(host: string): boolean {
  const labels = host.split('.');
  const above = labels.map((_, index) => labels.slice(index).join('.'));
  return (
    isDomain(host) &&
    !examples.has(host.replace(/^www\./, '')) &&
    !placeholder.test(labels.at(-2) ?? '') &&
    !above.some((one) => hostingServices.has(one))
  );
}

/**
 * Leaves out what an earlier run of the scaffold has put on top of the settings, and says which these were.
 * @returns the project as it was, and the settings that the person chose then; undefined without an earlier run.
 */
function beforeScaffold(project: DjangoProject): { project: DjangoProject; chosen: SettingsModule | undefined } {
  const overlaid = ({ path }: SettingsModule): string | undefined =>
    overlaidSettings(project.workspace.read(path) ?? '');
  const isOwn = (module: SettingsModule): boolean => overlaid(module) === undefined;
  const bases = project.modules.flatMap((module) => overlaid(module) ?? []);
  const modules = project.modules.filter(isOwn);
  return {
    project: { ...project, modules, live: project.live.filter(isOwn) },
    chosen: modules.find(({ name }) => bases.includes(name)),
  };
}

/**
 * The settings to build on, of those that a project can run with: those made for production, else those that the entry files
 * name, unless they are made for a developer's desk; else the shared ones.
 */
function baseSettings(project: DjangoProject): SettingsModule | undefined {
  const whole = project.modules.filter((module) => isSet(evaluateSettings(project, module).own('ROOT_URLCONF')));
  const modules = whole.length > 0 ? whole : project.modules;
  const role = (wanted: SettingsModule['role']): SettingsModule[] => modules.filter((module) => module.role === wanted);
  const production = role('production');
  const named = [...project.live, ...modules.filter(isNamed)].filter((module) => modules.includes(module));
  return (
    production.find(isNamed) ??
    production.find(({ name }) => /prod/.test(name.slice(name.lastIndexOf('.')))) ??
    production[0] ??
    named.find((module) => !isForDesk(module)) ??
    role('base')[0] ??
    named[0] ??
    modules[0]
  );
}

function isNamed({ evidence }: SettingsModule): boolean {
  return evidence.some(({ kind }) => kind === 'named by');
}

/** What `startproject` makes has `DEBUG = True` too, and is all that there is. */
function isForDesk({ role, evidence }: SettingsModule): boolean {
  return role === 'test' || (role === 'development' && evidence.some(({ kind }) => kind === 'name'));
}

/** The project's package where its name says something, else the folder that does, up to a root of the workspace. */
function siteName({ folder, workspace }: DjangoProject, packageName: string): string {
  const names = [packageName, ...foldersUp(workspace, folder).map((at) => baseName(at))];
  const name = names.find((one) => one !== '' && !commonNames.has(one.toLowerCase())) ?? names[1] ?? '';
  return name.toLowerCase().replace(/[._ ]+/g, '-');
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
  const namespace = celerySettings(project)?.namespace;
  const nameOf = (today: string): string => readName(namespace ?? 'CELERY', today);
  const broker = certain(settings.text(nameOf('BROKER_URL')));
  const names = (package_: string): boolean => namesPackage(project.workspace, folderOfPackages(project), package_);
  // A host of one word is that of a container, which a server doesn't know.
  const reachable = broker !== undefined && /\/\/(?:[^@/]*@)?(?:localhost\b|[^/:]*\.)/.test(broker);
  return {
    celery: true,
    // celery/app/utils.py, find_app: a package stands for its submodule `celery`.
    celeryApp: entry.name.endsWith('.celery') ? packageOf(entry.name) : entry.name,
    beat:
      isSet(settings.own(nameOf('BEAT_SCHEDULE'))) ||
      apps.includes('django_celery_beat') ||
      names('django-celery-beat'),
    ...(apps.includes('django_celery_beat') && settings.own(nameOf('BEAT_SCHEDULER')).kind === 'absent'
      ? { beatScheduler: 'django_celery_beat.schedulers:DatabaseScheduler' }
      : {}),
    ...(namespace === undefined ? {} : { celeryNamespace: namespace || 'none' }),
    ...(reachable ? { brokerUrl: broker } : {}),
  };
}

/** A project that was never served has settings alone: `startproject` made its application once, or it is written now. */
function absentEntry(project: DjangoProject, settings: SettingsModule): Pick<EntryFile, 'name' | 'kind'> | undefined {
  const [top = '', ...below] = settings.name.split('.');
  const isManaged = entriesOf(project, 'manage').length > 0;
  return isManaged ? { name: below.length > 0 ? `${top}.wsgi` : 'wsgi', kind: 'wsgi' } : undefined;
}

function readProject(found: DjangoProject, mayLackEntry: boolean): Partial<Answers> | undefined {
  const { project, chosen } = beforeScaffold(found);
  const base = chosen ?? baseSettings(project);
  const own = webEntry(project);
  const web = own ?? (mayLackEntry && base !== undefined ? absentEntry(project, base) : undefined);
  if (base === undefined || web === undefined) {
    return undefined;
  }
  const { settings, variables, environment, programs: services } = serverSettings(project, base);
  const texts = (name: string): readonly string[] => {
    const list = settings.texts(name);
    return list.kind === 'known' ? list.value.items : [];
  };
  const apps = texts('INSTALLED_APPS');
  const domains = texts('ALLOWED_HOSTS')
    .map((host) => host.replace(/^\./, ''))
    .filter(isOwnDomain);
  const packages = findPackages(project.workspace, project.folder);
  const below = packages === undefined ? '' : project.folder.slice(packages.folder.length).replace(/^\//, '');
  const site = siteName(project, web.name.includes('.') ? (web.name.split('.')[0] ?? '') : '');
  const uploads = folderBelow(project, settings, 'MEDIA_ROOT');
  const keptStatic = collectedFolder(project, settings);
  const limit = uploadLimit(settings, defaultAnswers().uploadLimit);
  const needed = packages === undefined ? [] : neededPrograms(project.workspace, packages);
  const programs = [...needed, ...services];
  const groups = packages === undefined ? [] : neededGroups(project.workspace, packages);
  const python = packages === undefined ? [] : neededPython(project.workspace, packages);
  const database = databaseServer(settings);
  const browserCode = browserCodeFolders(project.workspace, project.folder);
  const proposals: Record<string, AnswerValue> = {
    ...(domains.length > 0 ? { domains } : {}),
    site,
    ...(below === '' ? {} : { projectPath: `/srv/${site}/${below}` }),
    server: web.kind === 'asgi' ? 'uvicorn' : 'gunicorn',
    module: `${web.name}:application`,
    ...(own === undefined ? { entry: true } : {}),
    ...(own !== undefined && earlyModels(project, own) !== undefined ? { earlyModels: true } : {}),
    settings: base.name,
    websocket: web.kind === 'asgi' && (apps.includes('channels') || apps.includes('daphne')),
    media: keepsUploads(settings),
    ...(uploads === undefined ? {} : { mediaRoot: uploads }),
    ...(keptStatic === undefined ? {} : { staticFolder: keptStatic }),
    ...(limit === undefined ? {} : { uploadLimit: limit }),
    ...(packages === undefined
      ? {}
      : { requirements: `${below.replace(/[^/]+/g, '..')}/${packages.file}`.replace(/^\//, '') }),
    ...(programs.length > 0 ? { programs } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(browserCode.length > 0 ? { browserCode } : {}),
    ...(python.length > 0 ? { python } : {}),
    ...(variables.length > 0 ? { variables } : {}),
    ...(environment.length > 0 ? { environment } : {}),
    ...(usesViteServer(settings) ? { vite: true } : {}),
    ...(hasSecureCookieNames(settings) ? { cookiePrefix: true } : {}),
    ...(database === 'none' ? {} : { database }),
    ...celeryAnswers(project, settings, apps),
    ...readKeptAnswers(project.workspace, project.folder),
  };
  let answers: Partial<Answers> = {};
  for (const [key, value] of Object.entries(proposals) as [AnswerKey, AnswerValue][]) {
    const next = withAnswer(answers, key, value);
    const all = defaultAnswers(next);
    if (validateAnswer(key, all[key], all) === undefined) {
      answers = next;
    }
  }
  return answers;
}

/**
 * Reads the Django projects of a workspace and proposes answers for each. Nothing of the project is run, and what the files
 * don't tell is left out.
 *
 * @returns one entry for each project with settings and an `asgi.py` or `wsgi.py`, in the order of their folders; where no project
 * has such a file, for each with settings and a `manage.py`.
 */
export function readProjectAnswers(workspace: Workspace): ProjectAnswers[] {
  const projects = findProjects(workspace);
  const read = (mayLackEntry: boolean): ProjectAnswers[] =>
    projects.flatMap((project) => {
      const answers = readProject(project, mayLackEntry);
      return answers === undefined ? [] : [{ folder: project.folder, answers }];
    });
  const whole = read(false);
  return whole.length > 0 ? whole : read(true);
}
