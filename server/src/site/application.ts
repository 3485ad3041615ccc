import { absent, certain, type Known } from '../base/known.ts';
import { commonTail } from '../base/path.ts';
import { findSettingsModule } from '../dialects/django/find-projects.ts';
import type { DjangoProject, SettingsModule } from '../dialects/django/project.ts';
import type { Settings } from '../dialects/django/settings.ts';
import type { Process } from '../dialects/process/process.ts';
import { addressText } from './address.ts';
import type { EntryPoint } from './entry-point.ts';
import { mayHaveFront, type Surroundings } from './front.ts';
import type { Link } from './link.ts';
import { processSettings } from './process-settings.ts';
import type { Route } from './route.ts';

/** A Django project as one process runs it, with the way that requests come to it. */
export interface Application {
  readonly project: DjangoProject;
  readonly module: SettingsModule;
  readonly settings: Settings;
  /** What runs it; undefined where no file says. */
  readonly process: Process | undefined;
  /** Where Nginx hands requests on to it. */
  readonly routes: readonly Route[];
  /** The servers of those routes, and the servers that answer for the same names. */
  readonly entryPoints: readonly EntryPoint[];
  /** Whether something that no file shows may stand between the visitors and Nginx. */
  readonly mayHaveFront: boolean;
  /** `assumed` where a link of the chain is only the one that is left over. */
  readonly certainty: 'proven' | 'assumed';
}

const WEB_PROGRAMS = new Set(['uvicorn', 'gunicorn', 'daphne', 'hypercorn']);

/** @returns whether a process serves a web application. */
export function isWebProcess(process: Process): boolean {
  return WEB_PROGRAMS.has(process.program.kind);
}

/**
 * Joins projects, processes and routes. A process belongs to the project whose module it names, and of two such to the one in its
 * working directory. A project without a process is taken for the one behind the site where there is one of each.
 */
export function joinApplications(
  projects: readonly DjangoProject[],
  processes: readonly Process[],
  routes: readonly Route[],
  links: readonly Link[],
  entryPoints: readonly EntryPoint[],
  surroundings: Surroundings,
): Application[] {
  const hasFront = (used: readonly Route[]): boolean =>
    mayHaveFront(
      used,
      entryPoints.filter(({ server }) => used.some((route) => route.server === server)),
      surroundings,
    );
  const applications: Application[] = [];
  const served = new Set<DjangoProject>();
  for (const process of processes.filter(isWebProcess)) {
    const project = projectOf(process, projects);
    if (project === undefined) {
      continue;
    }
    served.add(project);
    const run = settingsOf(project, process, processes);
    if (run === undefined) {
      continue;
    }
    const own = links.filter((link) => link.process === process);
    const linked = [...new Set(own.map((link) => link.route))];
    const alone = projects.length === 1 && processes.filter(isWebProcess).length === 1;
    const assumed = linked.length === 0 && alone ? leftOverRoutes(routes, links) : [];
    const used = linked.length > 0 ? linked : assumed;
    const proven = linked.length > 0 && own.every((link) => link.certainty === 'proven') && run.certain;
    applications.push({
      project,
      module: run.module,
      settings: run.settings,
      process,
      routes: used,
      entryPoints: around(used, entryPoints),
      mayHaveFront: hasFront(used),
      certainty: proven ? 'proven' : 'assumed',
    });
  }
  const [only] = projects;
  if (projects.length === 1 && only !== undefined && !served.has(only) && only.live.length === 1) {
    const module = moduleOnServer(only, only.live[0] as SettingsModule);
    if (module === undefined) {
      return applications;
    }
    const used = leftOverRoutes(routes, links);
    applications.push({
      project: only,
      module,
      settings: processSettings(only, module, undefined),
      process: undefined,
      routes: used,
      entryPoints: around(used, entryPoints),
      mayHaveFront: hasFront(used),
      certainty: 'assumed',
    });
  }
  return applications;
}

function projectOf(process: Process, projects: readonly DjangoProject[]): DjangoProject | undefined {
  const { program } = process;
  const app = 'app' in program ? certain(program.app) : undefined;
  if (app === undefined) {
    return undefined;
  }
  const dotted = app.split(':')[0] as string;
  const named = projects.filter(({ entries }) => entries.some((entry) => entry.name === dotted));
  if (named.length <= 1) {
    return named[0];
  }
  const folder = certain(process.workingDirectory);
  if (folder === undefined) {
    return undefined;
  }
  const ranked = named
    .map((project) => ({ project, tail: commonTail(folder, project.folder) }))
    .sort((one, other) => other.tail - one.tail);
  const [best, next] = ranked;
  return best !== undefined && best.tail > (next?.tail ?? 0) ? best.project : undefined;
}

/**
 * The module that a process runs with: its own DJANGO_SETTINGS_MODULE, else the one that its entry file sets. Where something that
 * isn't in the workspace may name another, and the project has one for production, it is taken for that one, unless that is of another
 * way to run the project: the containers of a compose file don't run with the settings that a unit of systemd names.
 */
function settingsOf(
  project: DjangoProject,
  process: Process,
  processes: readonly Process[],
): { module: SettingsModule; settings: Settings; certain: boolean } | undefined {
  const told = toldModule(process);
  const app = 'app' in process.program ? certain(process.program.app)?.split(':')[0] : undefined;
  const entry = project.entries.find(({ name }) => name === app);
  const dotted = told ?? entry?.settingsModule;
  const named = dotted === undefined ? undefined : certain(dotted);
  const found = named === undefined ? undefined : findSettingsModule(project, named);
  const inherits = !process.environment.complete || process.definition.kind !== 'systemd';
  const module =
    told === undefined && inherits && found !== undefined
      ? moduleOnServer(project, found, namedElsewhere(process, processes))
      : found;
  return (
    module && {
      module,
      settings: processSettings(project, module, process),
      certain: told !== undefined || (module === found && process.environment.complete),
    }
  );
}

function toldModule({ environment }: Process): Known<string> | undefined {
  return environment.variables.get('DJANGO_SETTINGS_MODULE')?.value.toKnown();
}

/** The modules that only processes of another kind of file name. */
function namedElsewhere({ definition }: Process, processes: readonly Process[]): ReadonlySet<string> {
  const names = (one: Process): string[] => [certain(toldModule(one) ?? absent) ?? []].flat();
  const [own, others] = [true, false].map((isOwn) =>
    processes.filter((one) => (one.definition.kind === definition.kind) === isOwn).flatMap(names),
  );
  return new Set(others?.filter((name) => own?.includes(name) !== true));
}

/**
 * `fallback`, unless it isn't for production and the project has a module that is, by its name first of all, and that `fallback`
 * doesn't take in itself: then that one, if it is the only one.
 */
function moduleOnServer(
  project: DjangoProject,
  fallback: SettingsModule,
  elsewhere: ReadonlySet<string> = new Set(),
): SettingsModule | undefined {
  const forProduction = project.modules.filter(
    ({ role, path, name }) => role === 'production' && !fallback.settings.files.has(path) && !elsewhere.has(name),
  );
  const named = forProduction.filter(({ evidence }) => evidence.some(({ kind }) => kind === 'name'));
  const others = named.length > 0 ? named : forProduction;
  return fallback.role === 'production' || others.length === 0 ? fallback : others.length === 1 ? others[0] : undefined;
}

/** The routes of the whole site that end at no known process, where all of them lead to one and the same address. */
function leftOverRoutes(routes: readonly Route[], links: readonly Link[]): readonly Route[] {
  const linked = new Set(links.map((link) => link.route));
  const open = routes.filter((route) => !linked.has(route));
  const main = open.filter((route) => route.location.head?.text === '/' || route.location.head?.modifier === '@');
  const addresses = new Set(main.map(addressesOf));
  const [address] = addresses;
  if (addresses.size !== 1 || address === '') {
    return [];
  }
  const used = open.filter((route) => addressesOf(route) === address);
  return open.some((route) => !used.includes(route) && mayBeMain(route, used)) ? [] : used;
}

/** Paths that a site of two programs, pages of a script and Django behind them, hands to Django. */
const OF_DJANGO = /^\^?\/(?:\(?)(?:api|admin|static|media|accounts?|auth|graphql|__debug__)\b/;

/** Whether Django may rather be where this route leads than behind the pages that `used` gives out. */
function mayBeMain({ location, server }: Route, used: readonly Route[]): boolean {
  return OF_DJANGO.test(location.head?.text ?? '') && used.some((route) => route.server === server);
}

function addressesOf(route: Route): string {
  return route.targets.kind === 'known'
    ? route.targets.value.map((target) => addressText(target.address)).join(' ')
    : '';
}

function around(routes: readonly Route[], entryPoints: readonly EntryPoint[]): EntryPoint[] {
  const servers = new Set(routes.map((route) => route.server));
  const own = entryPoints.filter((entry) => servers.has(entry.server));
  const names = new Set(own.flatMap((entry) => entry.names));
  return entryPoints.filter((entry) => servers.has(entry.server) || entry.names.some((name) => names.has(name)));
}
