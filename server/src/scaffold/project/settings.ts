import { certain, type Known, known, unknown } from '../../base/known.ts';
import { evaluateSettings } from '../../dialects/django/find-projects.ts';
import type { DjangoProject, SettingsModule } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { type DictionaryValue, dictionaryItem, knownItem, type PythonValue } from '../../dialects/django/value.ts';
import type { Answers } from '../answers/answers.ts';
import { isSecretKey, knownVariable } from '../notes.ts';
import { configurationItems, readServices, type Services } from './services.ts';
import { settingsSwitch } from './settings-switch.ts';

/** Variables that the environment file holds anyway. */
const scaffoldVariables = new Set(['DJANGO_SETTINGS_MODULE', 'DJANGO_SECRET_KEY', 'DJANGO_HTTPS', 'CELERY_BROKER_URL']);

/** What settings say with the variables that the environment file of the site gives them. */
export interface ServerSettings extends Pick<Services, 'environment' | 'programs'> {
  readonly settings: Settings;
  /** The variables that they need beside those that are always set, sorted. */
  readonly variables: readonly string[];
}

/** @returns the settings as they will be on the server: what they read for `DEBUG = True` alone, nobody has to set there. */
export function serverSettings(project: DjangoProject, module: SettingsModule): ServerSettings {
  const given = new Map<string, Known<string>>();
  for (;;) {
    const settings = evaluateSettings(project, module, given);
    const missing = [...settings.missingVariables].filter((name) => !scaffoldVariables.has(name));
    const more = missing.filter((name) => !given.has(name) && isGiven(name));
    if (more.length === 0) {
      const { variables, environment, programs } = readServices(settings);
      return {
        settings,
        variables: [...new Set([...missing, ...given.keys(), ...variables])].sort(),
        environment: [settingsSwitch(project, module) ?? [], environment]
          .flat()
          .filter((line) => !scaffoldVariables.has(line.slice(0, line.indexOf('=')))),
        programs,
      };
    }
    for (const name of more) {
      given.set(name, /DEBUG$/.test(name) ? known('0', []) : unknown('it is made for the site'));
    }
  }
}

function isGiven(name: string): boolean {
  return isSecretKey(name) || knownVariable(name, { domains: ['localhost'] }) !== undefined;
}

/** @returns whether a setting has a value, known or not. */
export function isSet(value: Known<unknown>): boolean {
  return value.kind === 'known' || value.kind === 'unknown';
}

/** @returns whether uploads are kept in a folder: they aren't where the storage is one of another kind, such as S3. */
export function keepsUploads(settings: Settings): boolean {
  const storages = certain(settings.own('STORAGES'));
  const entry = storages?.type === 'dictionary' ? entryOfDictionary(storages, 'default') : undefined;
  const backend = entry?.type === 'dictionary' ? entryOfDictionary(entry, 'BACKEND') : undefined;
  const older = certain(settings.text('DEFAULT_FILE_STORAGE'));
  const storage = backend?.type === 'string' ? backend.value : older;
  return isSet(settings.own('MEDIA_ROOT')) && (storage === undefined || /FileSystemStorage$/.test(storage));
}

function entryOfDictionary(dictionary: DictionaryValue, name: string): PythonValue | undefined {
  const found = dictionaryItem(dictionary, name);
  return found === undefined ? undefined : certain(found);
}

/** Settings in which projects keep the size of the largest file or request that they take, in bytes. */
const sizeSettings = [
  'DATA_UPLOAD_MAX_MEMORY_SIZE',
  'MAX_UPLOAD_SIZE',
  'MAX_UPLOAD_FILE_SIZE',
  'MAX_FILE_SIZE',
  'MAX_FILE_UPLOAD_SIZE',
  'UPLOAD_MAX_SIZE',
  'FILE_UPLOAD_MAX_SIZE',
  'FILE_SIZE_LIMIT',
  'WAGTAILIMAGES_MAX_UPLOAD_SIZE',
];

/** Sizes below a mebibyte aren't in bytes, those of more than 64 GiB are slips or stand for no limit. */
const [leastSize, largestSize] = [2 ** 20, 2 ** 36];

/** @returns a limit for Nginx above the largest that the settings tell; undefined where the default is enough. */
export function uploadLimit(settings: Settings, usual: string): string | undefined {
  const sizes = sizeSettings.flatMap((name) => {
    const value = certain(settings.own(name));
    const size = value?.type === 'number' ? Number(value.value) : 0;
    return size >= leastSize && size <= largestSize ? [size] : [];
  });
  // A form adds some text of its own around the file.
  const megabytes = Math.ceil((Math.max(0, ...sizes) + 2 ** 16) / 2 ** 20);
  return megabytes > Number.parseInt(usual, 10) ? `${megabytes}m` : undefined;
}

/** @returns whether cookies have names that browsers take over HTTPS alone (`__Secure-`, `__Host-`). */
export function hasSecureCookieNames(settings: Settings): boolean {
  return ['CSRF_COOKIE_NAME', 'SESSION_COOKIE_NAME'].some((name) => {
    const told = settings.text(name);
    return told.kind === 'known' && /^__(?:Secure|Host)-/i.test(told.value);
  });
}

/** @returns whether the settings may switch django-vite's mode for development on. */
export function usesViteServer(settings: Settings): boolean {
  const whole = certain(settings.own('DJANGO_VITE'));
  if (whole?.type !== 'dictionary') {
    return settings.own('DJANGO_VITE').kind === 'absent' && isSet(settings.own('DJANGO_VITE_DEV_MODE'));
  }
  const configurations = whole.entries.map(({ value }) => value);
  return (
    configurations.every((value) => certain(value)?.type === 'dictionary') &&
    configurations.some((value) => knownItem(value, 'dev_mode') !== undefined)
  );
}

/** @returns the database server that the settings name where no variable says otherwise; `none` where they name none or don't tell. */
export function databaseServer(settings: Settings): Answers['database'] {
  const engines = configurationItems(settings, 'DATABASES', ['ENGINE']).map((engine) =>
    engine.kind === 'known' && engine.value.type === 'string' ? engine.value.value : '',
  );
  const names = (pattern: RegExp): boolean => engines.some((engine) => pattern.test(engine));
  return names(/postg(?:resql|is)/) ? 'postgresql' : names(/mysql/) ? 'mysql' : 'none';
}
