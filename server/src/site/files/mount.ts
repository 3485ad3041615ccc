import { absent, certain, type Known, type Origin } from '../../base/known.ts';
import { optionValue } from '../../dialects/process/options.ts';
import { isPinnedBelow } from '../../dialects/process/pins.ts';
import type { Application } from '../application.ts';
import { sentHeaders } from '../request/request-headers.ts';
import type { Route } from '../route.ts';
import { requestFile, servingEntries } from './served-file.ts';
import { urlTexts } from './url-texts.ts';

/** How an application is told that it lies below a path of the site. */
export type MountKind = 'FORCE_SCRIPT_NAME' | '--root-path' | 'SCRIPT_NAME' | 'nothing';

/** The path below which an application thinks that it lies. */
export interface Mount {
  readonly kind: MountKind;
  /** Such as `/shop`; empty for nothing. */
  readonly prefix: string;
  /** Where it is told. */
  readonly origin: Origin | undefined;
  /** Whether the program speaks ASGI to Django. */
  readonly asgi: boolean;
}

/** What a visitor meets who asks for a page below a path of the site. */
export type MountFault =
  /** 404: the path comes to Django with its prefix, and Django takes it off no more. */
  | 'kept'
  /** 500: gunicorn misses the prefix that it is told. */
  | 'missed'
  /** Pages come; redirects and whole addresses lack the prefix. */
  | 'redirects'
  /** Pages come; all links lack the prefix, so that the admin leads to a login that isn't there. */
  | 'links';

/** A path of the site below which an application is served, and what is wrong with it. */
export interface MountedRoute {
  readonly route: Route;
  readonly mount: Mount;
  /** The served path, such as `/shop`. */
  readonly served: string;
  readonly fault: MountFault;
}

const SYNCHRONOUS = /^(?:sync|gthread|gevent|eventlet|tornado)$/;
/** Code that may set or take off the prefix by itself. */
const OWN_WAY = /SCRIPT_NAME|PATH_INFO|root_path|script_name|script_prefix|path_info/;

/**
 * Follows a request through Nginx and the program to the URL patterns of Django.
 * Source: Django 4.2 to 6.1, core/handlers/wsgi.py and asgi.py; gunicorn 20 to 27, http/wsgi.py; uvicorn, protocols/http, from 0.26 on,
 * where `--root-path` is put in front of the path.
 * @returns the paths of the site that lead to an application in a way that breaks; only those of which the files tell all.
 */
export function brokenMounts(application: Application): MountedRoute[] {
  const mount = mountOf(application);
  if (mount === undefined) {
    return [];
  }
  return application.routes.flatMap((route): MountedRoute[] => {
    const served = servedPath(route);
    const asked = served === undefined ? undefined : askedPath(application, route, served);
    const fault =
      served === undefined || asked === undefined ? undefined : faultOf(application, route, mount, served, asked);
    return served === undefined || fault === undefined ? [] : [{ route, mount, served, fault }];
  });
}

function faultOf(
  application: Application,
  route: Route,
  mount: Mount,
  served: string,
  asked: string,
): MountFault | undefined {
  const isOwn = mount.prefix === served;
  if (asked === `${served}/`) {
    const keeps = mount.kind === '--root-path' || (mount.kind === 'FORCE_SCRIPT_NAME' && !mount.asgi);
    return isOwn && keeps && !patternsMayHold(application, served) ? 'kept' : undefined;
  }
  if (asked !== '/') {
    return undefined;
  }
  switch (mount.kind) {
    case 'SCRIPT_NAME':
      return isOwn ? 'missed' : undefined;
    case 'FORCE_SCRIPT_NAME':
      return isOwn && mount.asgi ? 'redirects' : undefined;
    case 'nothing':
      return lostAdmin(application, route) === undefined ? undefined : 'links';
    default:
      return undefined;
  }
}

/** The path that a plain prefix location serves, such as `/shop`; undefined for the whole site and for patterns. */
function servedPath({ location }: Route): string | undefined {
  const { modifier, text } = location.head ?? { modifier: '=', text: '' };
  const path = text.replace(/\/+$/, '');
  return (modifier === '' || modifier === '^~') && /^(?:\/[\w.-]+)+$/.test(path) ? path : undefined;
}

/** The path that the program is asked for when a visitor asks for the served path with a slash behind it. */
function askedPath(application: Application, route: Route, served: string): string | undefined {
  const entry = servingEntries(application).find(({ server }) => server === route.server);
  const found = entry === undefined ? undefined : requestFile(entry, `${served}/`);
  return found?.location === route.location && found.outcome.kind === 'upstream'
    ? found.outcome.requestLine.split(' ')[1]
    : undefined;
}

/** @returns what the application is told of the path below which it lies; undefined where the files don't tell all of it. */
function mountOf(application: Application): Mount | undefined {
  const { settings, routes, certainty } = application;
  const byProgram = programMount(application);
  const forced = certain(settings.get('FORCE_SCRIPT_NAME'));
  const isSent = routes.some((route) =>
    sentHeaders(route).headers.some(({ name }) => /script[-_]name|prefix/.test(name)),
  );
  if (byProgram === undefined || forced === undefined || isSent || findsItself(application) || certainty !== 'proven') {
    return undefined;
  }
  // Gunicorn takes its SCRIPT_NAME off the path and Uvicorn puts its root path in front of it, whatever Django is told.
  if (byProgram.kind !== 'nothing' || forced.type === 'none') {
    return byProgram;
  }
  const prefix = forced.type === 'string' ? forced.value.replace(/\/+$/, '') : '';
  const origin = settings.assignment('FORCE_SCRIPT_NAME');
  return prefix === '' ? undefined : { ...byProgram, kind: 'FORCE_SCRIPT_NAME', prefix, origin };
}

/** What the command and the variables of the process tell. */
function programMount({ process, project }: Application): Mount | undefined {
  const program = process?.program;
  const mounted = (kind: MountKind, told: Known<string>, asgi: boolean): Mount | undefined => {
    const prefix = told.kind === 'absent' ? '' : certain(told)?.replace(/\/+$/, '');
    const origin = told.kind === 'known' ? told.origins[0] : undefined;
    return prefix === undefined ? undefined : { kind: prefix === '' ? 'nothing' : kind, prefix, origin, asgi };
  };
  if (program?.kind === 'uvicorn') {
    const isOld = isPinnedBelow(project.workspace, 'uvicorn', [0, 26]);
    const isAsgi = optionValue(program.options, '--interface') === undefined;
    return isAsgi && !isOld ? mounted('--root-path', program.rootPath, true) : undefined;
  }
  const worker =
    program?.kind !== 'gunicorn' || program.workerClass.kind === 'absent' ? 'sync' : certain(program.workerClass);
  if (process === undefined || program?.kind !== 'gunicorn' || worker === undefined) {
    return undefined;
  }
  if (/uvicorn/i.test(worker)) {
    return mounted('SCRIPT_NAME', absent, true);
  }
  const variable = process.environment.variables.get('SCRIPT_NAME')?.value.toKnown();
  const isTold = variable !== undefined || (process.environment.complete && program.variables.kind !== 'unknown');
  return SYNCHRONOUS.test(worker) && isTold ? mounted('SCRIPT_NAME', variable ?? absent, false) : undefined;
}

/** Whether code of the project may take the prefix off or put it back by itself; also where the middleware isn't told. */
function findsItself({ project, settings }: Application): boolean {
  const middleware = settings.texts('MIDDLEWARE');
  const names = middleware.kind === 'known' && middleware.value.complete ? middleware.value.items : undefined;
  return (
    names === undefined ||
    names.some((name) => !name.startsWith('django.') && /prefix|script|mount|path|url/i.test(name)) ||
    project.entries.some(({ kind, path }) => /^[aw]sgi$/.test(kind) && OWN_WAY.test(project.workspace.read(path) ?? ''))
  );
}

/** Whether a URL pattern of the project may begin with the path itself. */
function patternsMayHold(application: Application, served: string): boolean {
  const segment = (served.split('/')[1] ?? '').replaceAll('.', '\\.');
  const start = new RegExp(`["'^/(]${segment}["'/]`);
  const texts = urlTexts(application);
  const isLanguage = (text: string): boolean => /^[a-z]{2}(?:-\w+)?$/.test(segment) && text.includes('i18n_patterns');
  return texts === undefined || texts.some((text) => start.test(text) || isLanguage(text));
}

/** @returns the path of the admin, such as `admin/`, where its redirect to the login leads past the application. */
export function lostAdmin(application: Application, { server }: Route): string | undefined {
  const { settings, routes } = application;
  const apps = certain(settings.texts('INSTALLED_APPS'))?.items ?? [];
  const text = urlTexts(application)?.[0] ?? '';
  const path = /\bpath\(\s*["']([\w/-]+\/)["']\s*,\s*admin\.site\.urls/.exec(text)?.[1];
  const entry = servingEntries(application).find((one) => one.server === server);
  const login = entry === undefined || path === undefined ? undefined : requestFile(entry, `/${path}login/`);
  const isOwn = routes.some(({ location }) => location === login?.location);
  const isLost = login !== undefined && login.outcome.kind !== 'depends' && !isOwn;
  return apps.includes('django.contrib.admin') && isLost ? path : undefined;
}
