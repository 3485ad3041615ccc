import { directoryName } from '../../base/path.ts';
import { isReserved } from './checks.ts';
import { asciiDomain } from './domain.ts';
import { nothingTaken, type Taken } from './taken.ts';
import { isWordList } from './word-lists.ts';

/** Everything that has to be known of a site before its files can be written. Paths are paths on the server. */
export interface Answers {
  /** The names that browsers use, in ASCII (`xn--…` for others), the main one first. */
  readonly domains: readonly string[];
  /** Names the files, units and queues of this site: lower-case letters, digits and hyphens. */
  readonly site: string;
  /** The folder on the server that holds `manage.py`, without a slash at its end. */
  readonly projectPath: string;
  /** The application that the server imports, such as `shop.asgi:application`. */
  readonly module: string;
  /** Whether the project lacks that application, so that it is written too. */
  readonly entry: boolean;
  /** Whether that application imports models before it loads Django, with which no server starts. */
  readonly earlyModels: boolean;
  /** The dotted name of the project's own settings, which the production settings build on. */
  readonly settings: string;
  /**
   * The file that the project's own Python packages are installed from, relative to its folder: one for pip, a lock file of uv,
   * Poetry or Pipenv, a `Pipfile`, a `pyproject.toml`, a `setup.py`. It may stand in a folder above, as `../uv.lock`.
   */
  readonly requirements: string;
  /** The groups of packages (PEP 735, Poetry) that are installed beside those of the project itself. */
  readonly groups: readonly string[];
  /** What the Python of the server has to be, such as `>=3.10` and `<3.13`. */
  readonly python: readonly string[];
  /** The folders of browser code that is built, where the project's own is none, such as `frontend` or `../frontend`. */
  readonly browserCode: readonly string[];
  /** Debian's packages that those need beside Python. */
  readonly programs: readonly string[];
  /** Environment variables that the settings need beside those that the scaffold sets. */
  readonly variables: readonly string[];
  /** Lines `NAME=value` of the environment file that follow from the project. */
  readonly environment: readonly string[];
  /** The account that runs the processes; never root. */
  readonly user: string;
  /** The account of Nginx itself, as the `user` line of `nginx.conf` names it. */
  readonly nginxUser: string;
  /** Whether a small project of Django, Vite and Celery is written too, to start from. */
  readonly starter: boolean;
  readonly processManager: 'systemd' | 'supervisor';
  readonly server: 'uvicorn' | 'gunicorn';
  /** How Nginx reaches the server: over a port of 127.0.0.1 or over a Unix socket. */
  readonly bind: 'port' | 'socket';
  readonly port: number;
  readonly socket: string;
  readonly websocket: boolean;
  /** Whether Nginx serves uploaded files from `mediaRoot` under `/media/`. */
  readonly media: boolean;
  /** An absolute path; one that is proposed or read may be relative to `projectPath`. */
  readonly mediaRoot: string;
  /** Whether Nginx serves the static files under `/static/`; otherwise WhiteNoise does. */
  readonly staticFiles: boolean;
  /** The folder below the project's own that static files are collected in. */
  readonly staticFolder: string;
  /** Whether the settings may send visitors to the development server of Vite (django-vite). */
  readonly vite: boolean;
  /** Whether the settings give cookies names that browsers take over HTTPS alone. */
  readonly cookiePrefix: boolean;
  /** The database server that the settings name, if any; it isn't made by the scaffold. */
  readonly database: 'none' | 'postgresql' | 'mysql';
  /** The largest request body, in Nginx's spelling, such as `20m`. */
  readonly uploadLimit: string;
  readonly celery: boolean;
  /** What `celery -A` is given. */
  readonly celeryApp: string;
  /** What the settings of Celery begin with, in capitals; `none` where its application reads its old names. */
  readonly celeryNamespace: string;
  readonly brokerUrl: string;
  readonly beat: boolean;
  /** Where Celery beat has its times from: a class of Python. */
  readonly beatScheduler: string;
  readonly flower: boolean;
  readonly flowerPort: number;
  readonly webdav: boolean;
  readonly webdavRoot: string;
}

/** Where static files are collected, unless the project has its own folder for them. */
export const usualStaticFolder = 'staticfiles';

/** The same where the project keeps sources in that one: Django refuses to collect into a folder that it collects from. */
export const spareStaticFolder = 'static_root';

/** What Celery's own guide for Django lets its settings begin with. */
const usualNamespace = 'CELERY';

/** Celery's own default for `beat_scheduler` (celery/app/defaults.py): times that the settings hold. */
export const usualScheduler = 'celery.beat:PersistentScheduler';

/** The name of one answer. */
export type AnswerKey = keyof Answers;

/** What a front end hands in: the text of an input box, a yes or no, or a value of an answers file. */
export type AnswerValue = string | number | boolean | readonly string[];

const numbers: ReadonlySet<AnswerKey> = new Set(['port', 'flowerPort']);
const yesNo: ReadonlySet<AnswerKey> = new Set([
  'starter',
  'entry',
  'earlyModels',
  'websocket',
  'media',
  'staticFiles',
  'vite',
  'cookiePrefix',
  'celery',
  'beat',
  'flower',
  'webdav',
] satisfies AnswerKey[]);
const paths: ReadonlySet<AnswerKey> = new Set(['projectPath', 'mediaRoot', 'webdavRoot', 'socket']);

/** @returns whether the answer is a yes or a no. */
export function isYesNo(key: AnswerKey): boolean {
  return yesNo.has(key);
}

/** @returns whether the answer is a number. */
export function isNumber(key: AnswerKey): boolean {
  return numbers.has(key);
}

function wordList(value: AnswerValue): string[] {
  const words = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value.map(String) : [];
  return [...new Set(words.filter((word) => word !== ''))];
}

/**
 * Tidies an answer as it was typed: domains are split at blanks and commas and turned into ASCII, digits into a number, a
 * slash at the end of a path is dropped. Nothing is checked here.
 *
 * @returns the value in the type that {@link Answers} gives to `key`, or the value itself where it has no such reading.
 */
export function tidyAnswer(key: AnswerKey, value: AnswerValue): AnswerValue {
  if (key === 'domains') {
    return [...new Set(wordList(value).map(asciiDomain))];
  }
  if (isWordList(key)) {
    return wordList(value);
  }
  if (typeof value !== 'string') {
    return value;
  }
  const text = value.trim();
  if (isNumber(key)) {
    return /^[0-9]+$/.test(text) ? Number(text) : text;
  }
  if (paths.has(key)) {
    return text.length > 1 ? text.replace(/\/+$/, '') : text;
  }
  return text;
}

/** @returns `partial` with the tidied answer in it. */
export function withAnswer(partial: Partial<Answers>, key: AnswerKey, value: AnswerValue): Partial<Answers> {
  return { ...partial, [key]: tidyAnswer(key, value) };
}

/** @returns a name for the site that `domain` belongs to: `www.shop.example.com` is `shop`; `site` for one in no Latin letters. */
function siteName(domain: string): string {
  const label = domain.split('.').find((part) => part !== 'www') ?? '';
  const readable = label.startsWith('xn--') ? '' : label;
  const name =
    readable
      .replace(/[^a-z0-9-]/g, '')
      .replace(/^[^a-z]+/, '')
      .slice(0, 40)
      .replace(/-+$/, '') || 'site';
  return isReserved(name) ? `${name}-site` : name;
}

/** @returns the Python package that a module like `shop.asgi:application` lies in: the part before `.asgi` or `.wsgi`. */
export function packageOf(module: string): string {
  const dotted = module.split(':')[0] ?? '';
  return dotted.includes('.') ? dotted.slice(0, dotted.lastIndexOf('.')) : dotted;
}

/** @returns the first of the numbers from `first` on that no other process has and that isn't `other`. */
export function freePort(first: number, taken: Taken, other?: number): number {
  let port = first;
  while (taken.ports.has(port) || port === other) {
    port++;
  }
  return port;
}

/** @returns a name that no other site has: `blog`, else `blog-2` and so on. */
function freeName(name: string, taken: Taken): string {
  let count = 1;
  const numbered = (): string => (count === 1 ? name : `${name}-${count}`);
  while (taken.sites.has(numbered())) {
    count++;
  }
  return numbered();
}

/** @returns a database of the local Redis that no other site has; the last one where all 16 of its default are taken. */
function freeBroker(taken: Taken): string {
  const used = new Set([...taken.brokers.keys()].map((url) => url.replace('//localhost', '//127.0.0.1')));
  const at = (database: number): string => `redis://127.0.0.1:6379/${database}`;
  let database = 0;
  while (database < 15 && used.has(at(database))) {
    database++;
  }
  return at(database);
}

/** A project names the folder of its uploads before it is known where on the server the project will stand. */
function belowProject(path: string, projectPath: string): string {
  return path.startsWith('/') ? path : `${projectPath}/${path}`;
}

/**
 * Fills in what isn't answered yet. Defaults follow from the answers that are there, so they change as the person goes on.
 * The domains have no default: the list stays empty until they are given.
 *
 * @param taken what other sites of the server have; the defaults keep off it.
 */
export function defaultAnswers(partial: Partial<Answers> = {}, taken: Taken = nothingTaken): Answers {
  const domains = partial.domains ?? [];
  const site = partial.site ?? freeName(siteName(domains[0] ?? ''), taken);
  const projectPath = partial.projectPath ?? `/srv/${site}`;
  const name = site.replaceAll('-', '_');
  const server = partial.server ?? (partial.module?.includes('wsgi') ? 'gunicorn' : 'uvicorn');
  const module = partial.module ?? `${name}.${server === 'gunicorn' ? 'wsgi' : 'asgi'}:application`;
  const processManager = partial.processManager ?? 'systemd';
  const celery = partial.celery ?? true;
  const port = partial.port ?? freePort(8000, taken, partial.flowerPort);
  return {
    domains,
    site,
    projectPath,
    module,
    settings: partial.settings ?? `${packageOf(module)}.settings`,
    requirements: partial.requirements ?? 'requirements.txt',
    groups: partial.groups ?? [],
    // The starter's Django is 5.2 at least.
    python: partial.python ?? (partial.starter ? ['>=3.10'] : []),
    browserCode: partial.browserCode ?? [],
    programs: partial.programs ?? [],
    variables: partial.variables ?? [],
    environment: partial.environment ?? [],
    user: partial.user ?? site.slice(0, 32),
    nginxUser: partial.nginxUser ?? 'www-data',
    starter: partial.starter ?? false,
    entry: partial.entry ?? false,
    earlyModels: partial.earlyModels ?? false,
    processManager,
    server,
    bind: partial.bind ?? 'port',
    port,
    socket: partial.socket ?? (processManager === 'systemd' ? `/run/${site}/web.sock` : `${projectPath}/run/web.sock`),
    websocket: partial.websocket ?? false,
    media: partial.media ?? true,
    mediaRoot: belowProject(partial.mediaRoot ?? 'media', projectPath),
    staticFiles: partial.staticFiles ?? false,
    staticFolder: partial.staticFolder ?? usualStaticFolder,
    // The starter's settings have django-vite.
    vite: partial.vite ?? partial.starter ?? false,
    cookiePrefix: partial.cookiePrefix ?? false,
    database: partial.database ?? 'none',
    uploadLimit: partial.uploadLimit ?? '20m',
    celery,
    celeryApp: partial.celeryApp ?? packageOf(module),
    celeryNamespace: partial.celeryNamespace ?? usualNamespace,
    brokerUrl: partial.brokerUrl ?? freeBroker(taken),
    beat: celery && (partial.beat ?? true),
    beatScheduler: partial.beatScheduler ?? usualScheduler,
    flower: celery && (partial.flower ?? true),
    flowerPort: partial.flowerPort ?? freePort(5555, taken, port),
    webdav: partial.webdav ?? false,
    webdavRoot: partial.webdavRoot ?? `${projectPath}/webdav`,
  };
}

/** @returns whether the application is an ASGI one, by the module's last name. */
export function isAsgi(module: string): boolean {
  return /(?:^|[._])asgi(?::|$)/.test(module);
}

/** @returns whether the application is a WSGI one, by the module's last name. */
export function isWsgi(module: string): boolean {
  return /(?:^|[._])wsgi(?::|$)/.test(module);
}

/**
 * @returns the dotted name of the production settings that are written beside `settings`: `shop.settings` gives
 * `shop.settings_production`, `config.settings.base` gives `config.settings.production`.
 */
export function productionSettings(settings: string): string {
  const parent = settings.includes('.') ? settings.slice(0, settings.lastIndexOf('.') + 1) : '';
  const last = settings.slice(parent.length);
  if (last === 'base' || last === 'common' || last === 'defaults') {
    return `${parent}production`;
  }
  return `${parent}${last}_${last.includes('production') ? 'server' : 'production'}`;
}

/** @returns the dotted name of the module beside the production settings that holds the storage of static files. */
export function storageModule(settings: string): string {
  return `${settings.slice(0, settings.lastIndexOf('.') + 1)}static_storage`;
}

/** @returns the folder that has to hold the socket. */
export function socketFolder(answers: Answers): string {
  return directoryName(answers.socket);
}
