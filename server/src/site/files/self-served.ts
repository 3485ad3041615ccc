import type { WorkspacePath } from '../../base/path.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { type DictionaryValue, dictionaryItem, type PythonValue } from '../../dialects/django/value.ts';
import type { Application } from '../application.ts';
import { weigh } from '../weight.ts';
import { urlTexts } from './url-texts.ts';

/** The files that Django links to: those of the code, and those that people upload. */
export type FilesKind = 'static' | 'media';

const STORAGES = {
  static: { entry: 'staticfiles', old: 'STATICFILES_STORAGE', local: /^(?:django\.contrib\.staticfiles|whitenoise)\./ },
  media: { entry: 'default', old: 'DEFAULT_FILE_STORAGE', local: /^django\.core\.files\.storage\./ },
} as const;

/** What may give out files itself, by a word in its name: WhiteNoise, dj-static, views of `django.views.static`, X-Accel-Redirect. */
const SERVERS = /whitenoise|static|media|cling|sendfile|private|protected|spa/i;
const VIEWS = /\bserve\b|static\.serve|FileResponse|X-Accel/;

/**
 * @returns whether Django surely gives out no files of this kind: DEBUG is off, they are files of its own disk, and neither a middleware,
 * an application, the entry files nor the URL patterns name something that may. False also where the files don't tell.
 */
export function leavesFilesToNginx(application: Application, kind: FilesKind, path: string): boolean {
  const { settings, process } = application;
  const names = ['MIDDLEWARE', 'INSTALLED_APPS'].map((name) => settings.texts(name));
  const known = names.flatMap((list) => (list.kind === 'known' && list.value.complete ? [list.value.items] : []));
  const others = known.flat().filter((name) => !name.startsWith('django.'));
  const isMounted =
    settings.own('FORCE_SCRIPT_NAME').kind !== 'absent' ||
    (process?.program.kind === 'uvicorn' && process.program.rootPath.kind !== 'absent');
  return (
    weigh(application, settings.truth('DEBUG'))?.value === false &&
    keepsOnDisk(settings, kind) &&
    known.length === names.length &&
    !others.some((name) => SERVERS.test(name) && !(kind === 'media' && isWhiteNoise(settings, name))) &&
    !isMounted &&
    !codeMayServe(application, path)
  );
}

/** WhiteNoise knows the files of STATIC_ROOT and of WHITENOISE_ROOT, and looks for them once, when it starts. */
function isWhiteNoise(settings: Settings, name: string): boolean {
  return name.startsWith('whitenoise.') && settings.own('WHITENOISE_ROOT').kind === 'absent';
}

/** @returns whether files of this kind surely lie on the disk of the server, and not in a store somewhere else. */
export function keepsOnDisk(settings: Settings, kind: FilesKind): boolean {
  const { entry, old, local } = STORAGES[kind];
  const isLocal = (value: PythonValue | undefined): boolean => value?.type === 'string' && local.test(value.value);
  const single = settings.own(old);
  const storages = settings.own('STORAGES');
  const fits = single.kind === 'absent' || (single.kind === 'known' && isLocal(single.value));
  if (storages.kind === 'absent') {
    return fits;
  }
  if (storages.kind !== 'known' || storages.value.type !== 'dictionary' || !storages.value.complete) {
    return false;
  }
  const own = find(storages.value, entry);
  return own?.type === 'dictionary' && isLocal(find(own, 'BACKEND'));
}

function find(value: DictionaryValue, name: string): PythonValue | undefined {
  const found = dictionaryItem(value, name);
  return found?.kind === 'known' ? found.value : undefined;
}

/** Whether the entry files or some file of URL patterns name a view or a wrapper for files, or the path itself; also where the patterns aren't found. */
function codeMayServe(application: Application, path: string): boolean {
  const { workspace, entries } = application.project;
  const urls = urlTexts(application);
  if (urls === undefined) {
    return true;
  }
  const read = (file: WorkspacePath): string => (workspace.read(file) ?? '').replace(/^\s*#.*$/gm, '');
  const segment = path.replace(/^\/|\/$/g, '');
  const inQuotes = ['"', "'", '^', '/', '('].map((before) => `${before}${segment}/`);
  return (
    entries.some(({ kind, path: file }) => /^[aw]sgi$/.test(kind) && SERVERS.test(read(file))) ||
    urls.some((text) => VIEWS.test(text) || inQuotes.some((start) => text.includes(start)))
  );
}
