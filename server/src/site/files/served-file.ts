import { certain } from '../../base/known.ts';
import {
  isInside,
  joinPath,
  normalizePath,
  type ServerPath,
  serverPath,
  type WorkspacePath,
  workspacePath,
} from '../../base/path.ts';
import type { PythonValue } from '../../dialects/django/value.ts';
import type { Route as RequestRoute } from '../../dialects/nginx/route/outcome.ts';
import type { FileOracle } from '../../dialects/nginx/route/request.ts';
import { route } from '../../dialects/nginx/route/route.ts';
import { programFolder } from '../../dialects/process/recognize.ts';
import { isLoopback } from '../address.ts';
import type { Application } from '../application.ts';
import type { EntryPoint } from '../entry-point.ts';

/** @returns the folder of the server that a setting such as MEDIA_ROOT names; undefined where the files don't tell it. */
export function serverFolder(application: Application, setting: string): ServerPath | undefined {
  const value = certain(application.settings.own(setting));
  return value === undefined ? undefined : placeOnServer(application, value);
}

/**
 * @returns the place on the server that a value names, without a slash at its end; undefined where it is no absolute path, the
 * root, which is nobody's folder, or the files don't tell. What is built from the place of a file is carried over to the folder in which the process starts.
 */
export function placeOnServer(application: Application, value: PythonValue): ServerPath | undefined {
  const path = pathOf(value);
  if (path === undefined || !/^\/+[^/]/.test(path)) {
    return undefined;
  }
  if (value.type !== 'path' || value.space === 'server') {
    return serverPath(normalizePath(path.replace(/\/+$/, '')));
  }
  return fileOnServer(application, workspacePath(path));
}

/** @returns where a file of the project stands on the server; undefined where no process tells in which folder it starts. */
export function fileOnServer({ process, project }: Application, path: WorkspacePath): ServerPath | undefined {
  const folder = process === undefined ? undefined : certain(programFolder(process.program, process.workingDirectory));
  return folder === undefined ? undefined : carriedOver(path, project.folder, folder);
}

/**
 * @returns whether Nginx and the process surely see the same files: it is reached on this machine. In a container, or behind the name of
 * another host, a path of Django's is no path of Nginx's.
 */
export function sharesFiles({ process, routes }: Application): boolean {
  return (
    process?.definition.kind !== 'compose' &&
    routes.every(
      ({ targets }) =>
        targets.kind === 'known' &&
        targets.value.every(({ address }) => address.kind === 'unix' || isLoopback(address.host)),
    )
  );
}

/** @returns the path of a URL setting such as MEDIA_URL, with a slash at both ends; undefined for one on another host, and for the root. */
export function urlPath({ settings }: Application, setting: string): string | undefined {
  const value = certain(settings.text(setting));
  if (value === undefined || value === '' || value === '/' || /^(?:https?:)?\/\//.test(value)) {
    return undefined;
  }
  return `/${value.replace(/^\/+|\/+$/g, '')}/`;
}

/** @returns the servers that hand requests on to an application. */
export function servingEntries({ routes, entryPoints }: Application): EntryPoint[] {
  return entryPoints.filter((entry) => routes.some((route) => route.server === entry.server));
}

function pathOf(value: PythonValue): string | undefined {
  return value.type === 'path' ? value.path : value.type === 'string' ? value.value : undefined;
}

/** Carries `path` from below (or beside) `from` over to where `to` stands on the server. */
function carriedOver(path: string, from: string, to: ServerPath): ServerPath | undefined {
  let base = from;
  let steps = '';
  while (!isInside(path, base) && base.length > 1) {
    base = base.slice(0, base.lastIndexOf('/')) || '/';
    steps += '../';
  }
  const rest = path.slice(base.length).replace(/^\/+|\/+$/g, '');
  return serverPath(joinPath(to, `${steps}${rest}`).replace(/\/+$/, ''));
}

/** @returns what stands under the paths of a server that has this one file and nothing else. */
export function onlyFile(file: ServerPath): FileOracle {
  return (path) => {
    const place = normalizePath(path);
    return place === file ? 'file' : isInside(file, place) ? 'directory' : 'absent';
  };
}

/**
 * @param files what stands under the paths of the server; a file everywhere where nothing is told.
 * @param host the name that the visitor asks for, the first plain one unless told.
 * @returns the way of a request for `uri` through an entry point; undefined where another server takes it.
 */
export function requestFile(
  { effective, server, names, listens, tls }: EntryPoint,
  uri: string,
  files: FileOracle = () => 'file',
  host = names.find((name) => /^[a-z0-9.-]+$/.test(name)) ?? 'site.invalid',
): RequestRoute | undefined {
  const [listen] = listens;
  if (listen === undefined || listen.port === 0) {
    return undefined;
  }
  const request = {
    scheme: tls ? ('https' as const) : ('http' as const),
    host,
    port: listens.find((one) => one.tls === tls)?.port ?? listen.port,
    method: 'GET',
    uri,
    headers: [],
  };
  const found = route(effective, request, { files });
  return found.server === server ? found : undefined;
}
