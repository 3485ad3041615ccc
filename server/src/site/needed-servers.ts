import { certain, type Known, type Origin } from '../base/known.ts';
import type { Settings } from '../dialects/django/settings.ts';
import { knownItem, type PythonValue } from '../dialects/django/value.ts';
import { type ComposeService, findComposeServices } from '../dialects/process/compose/service.ts';
import type { Process } from '../dialects/process/process.ts';
import { isLoopback } from './address.ts';
import { isCelery } from './celery/app.ts';
import { readBroker } from './celery/broker.ts';
import { celeryRun } from './celery/settings.ts';
import type { Site } from './site.ts';

/** A server that a process in a container looks for in its own container, and that another container is. */
export interface NeededServer {
  readonly process: Process;
  /** What it runs by its image: the only one of its file. */
  readonly service: ComposeService;
  readonly what: string;
  /** As the settings name it. */
  readonly host: string;
  readonly origin: Origin;
}

/** A server as settings name it. */
interface NamedServer extends Pick<NeededServer, 'what' | 'host' | 'origin'> {
  /** The images that are one. */
  readonly images: RegExp;
}

const REDIS = /redis|valkey|keydb|dragonfly/i;
const DATABASES: readonly (readonly [engine: RegExp, images: RegExp])[] = [
  [/postg/i, /postg|timescale|pgvector|pgbouncer|supabase/i],
  [/mysql|mariadb/i, /mysql|mariadb|percona/i],
];

/** @returns the servers that processes in containers look for at their own loopback, while one container of the same file is such a server. */
export function neededServers(site: Site): NeededServer[] {
  const services = findComposeServices(site.workspace);
  return runsOf(site).flatMap(({ process, settings, bare }) => {
    const { definition } = process;
    if (definition.kind !== 'compose' || !definition.service.isApart || !definition.service.isWhole) {
      return [];
    }
    const own = definition.service;
    const fixed = new Set(namedServers(bare).map(({ what, host }) => `${what} ${host}`));
    const isTold = ({ what, host, origin }: NamedServer): boolean =>
      fixed.has(`${what} ${host}`) ||
      [...process.environment.variables.values()].some((variable) => variable.origin.path === origin.path);
    return namedServers(settings)
      .filter(isTold)
      .flatMap(({ images, ...named }): NeededServer[] => {
        const [service, ...others] = services.filter((one) => one.path === own.path && images.test(one.image));
        const isOther = service !== undefined && service !== own && service.isApart && !service.built;
        return isOther && others.length === 0 ? [{ ...named, process, service }] : [];
      });
  });
}

/** The processes that import settings, with what those say to them and to a process without an environment. */
function runsOf(site: Site): { process: Process; settings: Settings; bare: Settings }[] {
  const web = site.applications.flatMap(({ process, settings, module }) =>
    process === undefined ? [] : [{ process, settings, bare: module.settings }],
  );
  const celery = site.processes.filter(isCelery).flatMap((process) => {
    const run = process.program.kind === 'flower' ? undefined : celeryRun(site, process);
    return run === undefined ? [] : [{ process, settings: run.settings, bare: run.module.settings }];
  });
  return [...web, ...celery];
}

/** The servers that settings name at the loopback of whoever reads them. */
function namedServers(settings: Settings): NamedServer[] {
  return [
    ...database(settings),
    ...byUrl(settings, 'CACHES', 'cache'),
    ...byUrl(settings, 'CELERY_BROKER_URL', 'broker'),
  ];
}

function database(settings: Settings): NamedServer[] {
  const entry = knownItem(settings.own('DATABASES'), 'default');
  const engine = certainText(knownItem(entry, 'ENGINE'));
  const host = knownItem(entry, 'HOST');
  const text = certainText(host);
  const [, images] = DATABASES.find(([pattern]) => pattern.test(engine ?? '')) ?? [];
  const origin = originOf(settings, 'DATABASES', host);
  return text === undefined || images === undefined || origin === undefined || !isLoopback(text)
    ? []
    : [{ what: 'database', host: text, origin, images }];
}

function byUrl(settings: Settings, setting: string, what: string): NamedServer[] {
  const own = settings.own(setting);
  const value = what === 'cache' ? knownItem(knownItem(own, 'default'), 'LOCATION') : own;
  const url = certainText(value);
  const origin = originOf(settings, setting, value);
  const server = url === undefined || origin === undefined ? undefined : readBroker(url, origin);
  return server === undefined || server.host !== ''
    ? []
    : [
        {
          what,
          host: /\/\/(?:[^@/]*@)?([^:/?#]*)/.exec(url ?? '')?.[1] || 'localhost',
          origin: server.origin,
          images: server.transport === 'redis' ? REDIS : /rabbit/i,
        },
      ];
}

/** What tells a value; for one that is spelled out, the setting that holds it. */
function originOf(settings: Settings, setting: string, value: Known<PythonValue> | undefined): Origin | undefined {
  return (value?.kind === 'known' ? value.origins[0] : undefined) ?? settings.assignment(setting);
}

function certainText(value: Known<PythonValue> | undefined): string | undefined {
  const told = value === undefined ? undefined : certain(value);
  return told?.type === 'string' ? told.value : undefined;
}
