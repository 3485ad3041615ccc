import { absent, certain, type Origin } from '../../base/known.ts';
import { isInside, joinPath, normalizePath, type ServerPath, serverPath } from '../../base/path.ts';
import { knownItem } from '../../dialects/django/value.ts';
import { constantsOf } from '../../dialects/nginx/constants.ts';
import { settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { unitSettings } from '../../dialects/process/unit-file.ts';
import type { Application } from '../application.ts';
import type { EntryPoint } from '../entry-point.ts';
import { fileOnServer, placeOnServer } from './served-file.ts';

/** A file of a project that no visitor may read. */
export interface PrivateFile {
  readonly path: ServerPath;
  /** What tells that it is there. */
  readonly origin: Origin;
}

/** @returns files that stand for the source of a project, then those that hold its data and its secrets, which more often only their owner may read. */
export function privateFiles(application: Application): PrivateFile[] {
  const { project, module } = application;
  const manage = project.entries.find(({ kind }) => kind === 'manage');
  const source = [module.path, ...(manage === undefined ? [] : [manage.path])].flatMap((file) => {
    const path = fileOnServer(application, file);
    return path === undefined ? [] : [{ path, origin: { path: file, span: { start: 0, end: 0 } } }];
  });
  return [...source, ...databaseFile(application), ...environmentFiles(application)];
}

function environmentFiles({ process }: Application): PrivateFile[] {
  if (process?.definition.kind !== 'systemd') {
    return [];
  }
  return unitSettings(process.definition.unit, 'Service', 'EnvironmentFile').flatMap(({ value }) => {
    const file = certain(value.toKnown())?.replace(/^-/, '');
    return file?.startsWith('/') ? [{ path: serverPath(normalizePath(file)), origin: value.origin }] : [];
  });
}

/** The database of a project that keeps it in a file. */
function databaseFile(application: Application): PrivateFile[] {
  const database = knownItem(application.settings.own('DATABASES'), 'default');
  const engine = certain(knownItem(database, 'ENGINE') ?? absent);
  const name = certain(knownItem(database, 'NAME') ?? absent);
  const origin = application.settings.assignment('DATABASES');
  const path = name === undefined ? undefined : placeOnServer(application, name);
  const isFile = engine?.type === 'string' && /sqlite3$|spatialite$/.test(engine.value);
  return path === undefined || origin === undefined || !isFile ? [] : [{ path, origin }];
}

/** @returns the URIs under which a server may open a file: what is left of its path behind each `root` and `alias`. */
export function urisOfFile({ effective, server }: EntryPoint, file: ServerPath): string[] {
  const constants = constantsOf(effective.configuration);
  const uris = placesIn(server).flatMap((place) => {
    const statement = settingInForce(place, 'root');
    const written = statement?.directive.args[0]?.value;
    if (statement === undefined || written === undefined) {
      return [];
    }
    const folder = constants.fold(written, statement);
    const isAlias = statement.directive.name.value === 'alias';
    const prefix = isAlias ? prefixOf(place) : '/';
    return folder.startsWith('/') && !folder.includes('$') && prefix !== undefined && isInside(file, folder)
      ? [encodeURI(joinPath(prefix, file.slice(folder.length).replace(/^\/+/, '')))]
      : [];
  });
  return [...new Set(uris)];
}

function placesIn(place: Place): Place[] {
  return [place, ...place.inner.flatMap(placesIn)];
}

function prefixOf({ head }: Place): string | undefined {
  return head?.modifier === '' || head?.modifier === '^~' ? head.text : undefined;
}
