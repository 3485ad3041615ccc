import { certain, type Origin } from '../../base/known.ts';
import { celerySettings } from '../../dialects/django/celery-settings.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import type { Process } from '../../dialects/process/process.ts';
import { isLoopback } from '../address.ts';
import type { Application } from '../application.ts';
import { type CeleryProcess, isCelery } from './app.ts';
import type { CeleryRun } from './settings.ts';

/** A broker as Celery connects to it. */
export interface Broker {
  /** `redis` or `amqp`. */
  readonly transport: string;
  /** Empty for this machine, under whichever name. */
  readonly host: string;
  readonly port: number;
  /** The number of the database of Redis, or the virtual host of RabbitMQ. */
  readonly database: string;
  /** What tells it. */
  readonly origin: Origin;
}

const PORTS: Readonly<Record<string, number>> = { redis: 6379, amqp: 5672 };

/** @returns the broker of a URL without its password; undefined for transports of which the parts aren't known. */
export function readBroker(url: string, origin: Origin): Broker | undefined {
  const match = /^(redis|rediss|amqp|pyamqp):\/\/(?:[^@/]*@)?([^:/?#]*)(?::(\d+))?(?:\/([^?#]*))?/.exec(url);
  if (match === null) {
    return undefined;
  }
  const transport = match[1]?.startsWith('redis') ? 'redis' : 'amqp';
  const host = (match[2] as string).toLowerCase();
  const database = (match[4] ?? '').replace(/^%2[fF]$/, '').replace(/^\/$/, '');
  return {
    transport,
    host: host === '' || isLoopback(host) ? '' : host,
    port: match[3] === undefined ? (PORTS[transport] as number) : Number(match[3]),
    database: database === '' ? (transport === 'redis' ? '0' : '/') : database,
    origin,
  };
}

/** @returns the URL of a broker without its password. */
export function brokerText({ transport, host, port, database }: Broker): string {
  return `${transport}://${host === '' ? 'localhost' : host}:${port}/${database}`;
}

/** @returns whether two processes that name these brokers put their tasks into the same place. */
export function isSameBroker(one: Broker, other: Broker): boolean {
  return brokerText(one) === brokerText(other);
}

/**
 * @returns the broker of a process: `-b` and the variables that Celery reads by itself, before what its settings say. Undefined
 * where the files don't tell it. Source: celery, `app/utils.py`, `Settings.broker_url`.
 */
export function brokerOf(process: Process, run: CeleryRun | Application | undefined): Broker | undefined {
  const told = isCelery(process) ? process.program.broker : toldByVariable(process);
  if (told.kind !== 'absent') {
    const url = certain(told);
    const [origin] = told.origins;
    return url === undefined || origin === undefined ? undefined : readBroker(url, origin);
  }
  return process.environment.complete && run !== undefined ? brokerOfSettings(run.project, run.settings) : undefined;
}

function toldByVariable({ environment }: Process): CeleryProcess['program']['broker'] {
  return environment.variables.get('CELERY_BROKER_URL')?.value.toKnown() ?? { kind: 'absent' };
}

function brokerOfSettings(project: DjangoProject, settings: Settings): Broker | undefined {
  const celery = celerySettings(project);
  if (celery === undefined || /broker|conf\.update/i.test(celery.source)) {
    return undefined;
  }
  const name = celery.namespace === '' ? 'BROKER_URL' : `${celery.namespace}_BROKER_URL`;
  const url = settings.text(name);
  const place = settings.assignment(name);
  return url.kind !== 'known' || url.assumes.length > 0 || place === undefined
    ? undefined
    : readBroker(url.value, { path: place.path, span: place.span });
}
