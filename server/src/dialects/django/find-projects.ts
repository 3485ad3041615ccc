import { absent, certain, type Known, unknown } from '../../base/known.ts';
import { baseName, directoryName, isInside, type WorkspacePath } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { environmentDefaults } from './entry-file.ts';
import { dottedName, findModule, importRoot } from './module-path.ts';
import type { DjangoProject, EntryFile, RoleEvidence, SettingsModule } from './project.ts';
import { parseModule, runSettings, type Settings } from './settings.ts';
import { roleOfName } from './settings-role.ts';

/** Folders in which nothing is the person's own project. */
const foreign = /\/(?:node_modules|site-packages|dist-packages|\.venv|venv|\.tox|migrations|__pycache__)\//;
const entryName =
  /\/(?:manage|asgi|wsgi|celery|celery_?app|celery_?conf|routing|(?:asgi|wsgi|celery)\/__init__|celery\/app)\.py$/;
/** What a program of Django calls, also where it leaves the name of the settings to a function or to a `.env`. */
const entryCalls = {
  manage: 'execute_from_command_line',
  asgi: 'get_asgi_application',
  wsgi: 'get_wsgi_application',
  celery: 'config_from_object',
};
const settingsName = /^(?:settings|(?:[\w-]+_)?settings(?:_[\w-]+)?)\.py$/;
const settingsFolder = /^(?:settings|conf|configs?|environments?|django)$/;
/** Names that a module of settings sets and hardly another one. */
const settingsContent =
  /^\s*(?:INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF|DATABASES|ALLOWED_HOSTS|SECRET_KEY|DEBUG|WSGI_APPLICATION|ASGI_APPLICATION|TEMPLATES|SECURE_[A-Z_]+|CSRF_[A-Z_]+|SESSION_COOKIE_[A-Z_]+|STATIC_(?:URL|ROOT)|MEDIA_(?:URL|ROOT)|STORAGES)\s*(?:[:+]?=|:\s*\w)|^\s*from\s+\S*\b(?:base|settings|common|defaults?|production|prod|local|dev)\S*\s+import\s+\*|^from\s+\.+(?:base|settings|common|defaults?|production|prod|local|dev)\w*\s+import\s+\(/m;

/** @returns the files of a project whose path fits `pattern`, without those of installed packages and the like. */
export function ownFiles({ workspace, folder }: DjangoProject, pattern: RegExp): WorkspacePath[] {
  return workspace.paths.filter((path) => isInside(path, folder) && pattern.test(path) && !foreign.test(path));
}

/**
 * Finds the Django projects of the workspace, by their entry files and by the names of their settings modules. Python files
 * that are neither aren't read.
 */
export function findProjects(workspace: Workspace): DjangoProject[] {
  const python = workspace.paths.filter((path) => path.endsWith('.py') && !foreign.test(path));
  const entries = python.filter((path) => entryName.test(path)).flatMap((path) => readEntry(workspace, path));
  const candidates = python.filter((path) => looksLikeSettings(workspace, path));
  const folders = projectFolders(workspace, entries, candidates);
  return folders.map((folder) => {
    const inside = (path: WorkspacePath): boolean => isInside(path, folder) && nearest(path, folders) === folder;
    return makeProject(
      workspace,
      folder,
      entries
        .filter((entry) => inside(entry.path))
        .map((entry) => ({ ...entry, name: dottedName(entry.path, folder) })),
      candidates.filter(inside),
    );
  });
}

/**
 * @returns the settings that the project runs with under `module`.
 * @param environment the variables of the process; a name that isn't in it may still be set by files that the code reads.
 */
export function evaluateSettings(
  project: DjangoProject,
  module: SettingsModule,
  environment?: ReadonlyMap<string, Known<string>>,
): Settings {
  const configuration = environment?.get('DJANGO_CONFIGURATION') ?? commonConfiguration(project.entries);
  return runSettings(project.workspace, module.path, [project.folder], environment, configuration);
}

/** @returns the settings module of the project with this dotted name, as `DJANGO_SETTINGS_MODULE` gives it. */
export function findSettingsModule(project: DjangoProject, dotted: string): SettingsModule | undefined {
  return project.modules.find((module) => module.name === dotted);
}

function commonConfiguration(entries: readonly EntryFile[]): Known<string> | undefined {
  const named = entries.map((entry) => entry.configuration).filter((configuration) => configuration.kind !== 'absent');
  const [first] = named;
  const same = named.every((other) => other.kind === 'known' && first?.kind === 'known' && other.value === first.value);
  return same ? first : unknown('the entry files name different configurations');
}

function readEntry(workspace: Workspace, path: WorkspacePath): EntryFile[] {
  const text = workspace.read(path);
  const kind = /\/(manage|asgi|wsgi)(?:\/__init__)?\.py$/.exec(path)?.[1] as 'manage' | 'asgi' | 'wsgi' | undefined;
  const call = entryCalls[kind ?? 'celery'];
  if (text === undefined || !(text.includes(call) || text.includes('DJANGO_SETTINGS_MODULE'))) {
    return [];
  }
  const defaults = environmentDefaults(path, parseModule(text));
  const only = (variable: string): Known<string> => {
    const values = defaults.filter((entry) => entry.variable === variable).map((entry) => entry.value);
    const [first] = values;
    if (first === undefined) {
      return absent;
    }
    const same = values.every(
      (other) => other.kind === 'known' && first.kind === 'known' && other.value === first.value,
    );
    return same
      ? first
      : unknown(
          'the file may set it to several values',
          values.flatMap((value) => (value.kind === 'absent' ? [] : value.origins)),
        );
  };
  return [
    {
      kind: kind ?? 'celery',
      path,
      name: '',
      settingsModule: only('DJANGO_SETTINGS_MODULE'),
      configuration: only('DJANGO_CONFIGURATION'),
    },
  ];
}

function looksLikeSettings(workspace: Workspace, path: WorkspacePath): boolean {
  const name = baseName(path);
  const folder = baseName(directoryName(path));
  const named =
    settingsName.test(name) || (settingsFolder.test(folder) && (name !== '__init__.py' || folder === 'settings'));
  return named && settingsContent.test(workspace.read(path) ?? '');
}

function projectFolders(
  workspace: Workspace,
  entries: readonly EntryFile[],
  candidates: readonly WorkspacePath[],
): WorkspacePath[] {
  const folders = new Set(entries.filter((entry) => entry.kind === 'manage').map((entry) => directoryName(entry.path)));
  const others = [...entries.filter((entry) => entry.kind !== 'manage').map((entry) => entry.path), ...candidates];
  for (const path of others) {
    if (![...folders].some((folder) => isInside(path, folder))) {
      folders.add(rootOf(workspace, path));
    }
  }
  return [...folders].sort();
}

/** The folder to import from, for a module outside of every project: a package without `__init__.py` counts as one too. */
function rootOf(workspace: Workspace, path: WorkspacePath): WorkspacePath {
  const root = importRoot(workspace, path);
  const folder = directoryName(path);
  if (root !== folder) {
    return root;
  }
  const up = (at: WorkspacePath): WorkspacePath => (workspace.roots.some((top) => top === at) ? at : directoryName(at));
  return settingsFolder.test(baseName(folder)) ? up(up(folder)) : up(folder);
}

function nearest(path: WorkspacePath, folders: readonly WorkspacePath[]): WorkspacePath | undefined {
  return folders
    .filter((folder) => isInside(path, folder))
    .reduce<WorkspacePath | undefined>(
      (best, folder) => (best === undefined || folder.length > best.length ? folder : best),
      undefined,
    );
}

function makeProject(
  workspace: Workspace,
  folder: WorkspacePath,
  entries: readonly EntryFile[],
  candidates: readonly WorkspacePath[],
): DjangoProject {
  const namedBy = new Map<WorkspacePath, EntryFile[]>();
  for (const entry of entries) {
    const dotted = certain(entry.settingsModule);
    const path = dotted === undefined ? undefined : findModule(workspace, [folder], dotted, entry.path);
    if (path !== undefined) {
      namedBy.set(path, [...(namedBy.get(path) ?? []), entry]);
    }
  }
  const paths = [...new Set([...namedBy.keys(), ...candidates])].sort();
  const configuration = commonConfiguration(entries);
  const all = paths.map((path) => runSettings(workspace, path, [folder], undefined, configuration));
  const modules = all.map((settings): SettingsModule => {
    const { path } = settings;
    const name = dottedName(path, folder);
    const importers = all.filter((other) => other !== settings && other.files.has(path));
    const importerNames = importers.map((other) => dottedName(other.path, folder));
    return { name, path, settings, ...decideRole(name, namedBy.get(path) ?? [], importerNames, settings) };
  });
  const byEntry = (kinds: readonly string[]): SettingsModule[] =>
    modules.filter((module) => (namedBy.get(module.path) ?? []).some((entry) => kinds.includes(entry.kind)));
  const live = [
    byEntry(['asgi', 'wsgi']),
    modules.filter((module) => module.role === 'production'),
    byEntry(['manage']),
  ];
  return { workspace, folder, entries, modules, live: live.find((list) => list.length > 0) ?? [] };
}

function decideRole(
  dotted: string,
  namedBy: readonly EntryFile[],
  importers: readonly string[],
  settings: Settings,
): Pick<SettingsModule, 'role' | 'evidence'> {
  const evidence: RoleEvidence[] = namedBy.map((entry) => ({
    kind: 'named by',
    text: entry.name,
    origins: entry.settingsModule.kind === 'known' ? entry.settingsModule.origins : [],
  }));
  const byName = roleOfName(dotted);
  if (byName.role !== 'unknown') {
    return { role: byName.role, evidence: [{ kind: 'name', text: byName.word, origins: [] }, ...evidence] };
  }
  if (namedBy.length === 0 && importers.length > 0) {
    return { role: 'base', evidence: importers.map((text) => ({ kind: 'imported by', text, origins: [] })) };
  }
  const debug = settings.truth('DEBUG');
  if (debug.kind === 'known' && settings.own('DEBUG').kind === 'known' && debug.assumes.length === 0) {
    const text = debug.value ? 'True' : 'False';
    return {
      role: debug.value ? 'development' : 'production',
      evidence: [{ kind: 'debug', text, origins: debug.origins }, ...evidence],
    };
  }
  return { role: 'unknown', evidence };
}
