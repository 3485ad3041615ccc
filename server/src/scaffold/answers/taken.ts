import { certain } from '../../base/known.ts';
import { baseName, directoryName, isInside, type WorkspacePath } from '../../base/path.ts';
import type { Statement } from '../../dialects/nginx/configuration.ts';
import { passDirectives } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import type { Process } from '../../dialects/process/process.ts';
import type { Site } from '../../site/site.ts';
import type { Answers } from './answers.ts';

/** What other sites of the same server have already; each name leads to whoever has it, as a person is told. */
export interface Taken {
  /** Short names of sites, which name files and units. */
  readonly sites: ReadonlyMap<string, string>;
  readonly domains: ReadonlyMap<string, string>;
  readonly ports: ReadonlyMap<number, string>;
  /** Sockets by their path. */
  readonly sockets: ReadonlyMap<string, string>;
  /** The folders of projects and of what Nginx serves or fills. */
  readonly folders: ReadonlyMap<string, string>;
  /** Addresses of brokers, as they are written. */
  readonly brokers: ReadonlyMap<string, string>;
}

/** A server without another site. */
export const nothingTaken: Taken = {
  sites: new Map(),
  domains: new Map(),
  ports: new Map(),
  sockets: new Map(),
  folders: new Map(),
  brokers: new Map(),
};

/** @returns what sites that are written together have; each is told by its short name. */
export function takenBy(sites: readonly Answers[]): Taken {
  const of = <T>(values: (answers: Answers) => readonly T[]): Map<T, string> =>
    new Map(sites.flatMap((answers) => values(answers).map((value) => [value, answers.site] as const)));
  return {
    sites: of(({ site }) => [site]),
    domains: of(({ domains }) => domains),
    ports: of(({ bind, port, flower, flowerPort }) => [
      ...(bind === 'port' ? [port] : []),
      ...(flower ? [flowerPort] : []),
    ]),
    sockets: of(({ bind, socket }) => (bind === 'socket' ? [socket] : [])),
    folders: of(({ projectPath, media, mediaRoot, webdav, webdavRoot }) => [
      projectPath,
      ...(media ? [mediaRoot] : []),
      ...(webdav ? [webdavRoot] : []),
    ]),
    brokers: of(({ celery, brokerUrl }) => (celery ? [brokerUrl] : [])),
  };
}

/** @returns what either has. */
export function takenTogether(one: Taken, other: Taken): Taken {
  const join = <T>(first: ReadonlyMap<T, string>, second: ReadonlyMap<T, string>): Map<T, string> =>
    new Map([...first, ...second]);
  return {
    sites: join(one.sites, other.sites),
    domains: join(one.domains, other.domains),
    ports: join(one.ports, other.ports),
    sockets: join(one.sockets, other.sockets),
    folders: join(one.folders, other.folders),
    brokers: join(one.brokers, other.brokers),
  };
}

function isSiteFile(path: WorkspacePath): boolean {
  return /^sites-(?:available|enabled)$/.test(baseName(directoryName(path)));
}

/**
 * @param passes those that hand requests on to the site's own processes.
 * @returns whether a server is one of the site's own: it has such a pass, or stands in a file with one that has and does nothing
 * but redirect.
 */
function serversOf(site: Site, passes: ReadonlySet<Statement>): (server: Place) => boolean {
  const keyOf = ({ statement }: Place): string => `${statement?.file.path} ${statement?.directive.span.start}`;
  const own = site.routes.filter(({ pass }) => passes.has(pass));
  const servers = new Set(own.map(({ server }) => keyOf(server)));
  const files = new Set(own.map(({ server }) => server.statement?.file.path));
  const answers = (place: Place): boolean =>
    [...passDirectives, 'root', 'alias', 'try_files'].some((name) => place.own.has(name)) || place.inner.some(answers);
  return (server) => servers.has(keyOf(server)) || (files.has(server.statement?.file.path) && !answers(server));
}

/** @returns whether a file belongs to the project in `folder`: it lies below, and not in another project there. */
function belowProject(site: Site, folder: WorkspacePath): (path: WorkspacePath) => boolean {
  const folders = site.projects.map((project) => project.folder);
  const inner = folders.filter((other) => other !== folder && isInside(other, folder));
  const own = folders.includes(folder) ? folder : `${folder}/deploy`;
  return (path) => isInside(path, own) && !inner.some((other) => isInside(path, other));
}

/**
 * Reads what the units, supervisor programs and Nginx sites of a workspace have. Compose files, Procfiles and scripts don't
 * count: they rarely run beside a site that is served so.
 *
 * @param folder where the site is to be written. What an earlier run wrote below its `deploy/etc` is that site's own, and so is what
 * was put on the server from there: processes that run in the folder, an Nginx site of the same name, and each server that hands
 * requests on to such a process, with those beside it that only redirect. Other units that the project in the folder brings have
 * nothing that it may not have too, but their ports: they may be running still.
 */
export function takenIn(site: Site, folder: WorkspacePath): Taken {
  const isWritten = (path: WorkspacePath): boolean => isInside(path, `${folder}/deploy/etc`);
  const isBelow = belowProject(site, folder);
  const ownSites = new Set(
    site.workspace.paths.filter((path) => isBelow(path) && isSiteFile(path)).map((path) => baseName(path)),
  );
  const isOwnProcess = ({ path, workingDirectory }: Process): boolean =>
    isWritten(path) || (folder as string).endsWith(certain(workingDirectory) ?? '\n');
  const ownPasses = new Set(site.links.filter(({ process }) => isOwnProcess(process)).map(({ route }) => route.pass));
  const isOwnServer = serversOf(site, ownPasses);
  const runs = (process: Process): boolean =>
    ['systemd', 'supervisor'].includes(process.definition.kind) && !isOwnProcess(process);
  const ports = new Map<number, string>();
  const sockets = new Map<string, string>();
  for (const { process, listens } of site.listeners.filter((listener) => runs(listener.process))) {
    for (const { address } of listens) {
      if (address.kind === 'tcp') {
        ports.set(address.port, process.name);
      } else if (address.kind === 'unix') {
        sockets.set(address.path, process.name);
      }
    }
  }
  const processes = site.processes.filter((process) => runs(process) && !isBelow(process.path));
  const folders = processes.flatMap((process) => {
    const at = certain(process.workingDirectory);
    // systemd's own default says nothing of where a program is at home.
    return at === undefined || at === '/' ? [] : [[at as string, process.name] as const];
  });
  const brokers = processes.flatMap((process) => {
    const broker = process.environment.variables.get('CELERY_BROKER_URL');
    return broker === undefined ? [] : [[broker.value.value, process.name] as const];
  });
  const sites = new Map<string, string>();
  const domains = new Map<string, string>();
  for (const { server, names } of site.entryPoints) {
    const path = server.statement?.file.path;
    if (
      path === undefined ||
      isBelow(path) ||
      isOwnServer(server) ||
      (isSiteFile(path) && ownSites.has(baseName(path)))
    ) {
      continue;
    }
    if (isSiteFile(path)) {
      sites.set(baseName(path), path);
    }
    for (const name of names) {
      domains.set(name, path);
    }
  }
  return { sites, domains, ports, sockets, folders: new Map(folders), brokers: new Map(brokers) };
}
