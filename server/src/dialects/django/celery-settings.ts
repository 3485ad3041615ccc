import type { WorkspacePath } from '../../base/path.ts';
import type { DjangoProject } from './project.ts';

/** How the Celery application of a project takes its configuration from Django's settings. */
export interface CelerySettings {
  /** The file of the application. */
  readonly path: WorkspacePath;
  /** Its text. */
  readonly source: string;
  /** What its settings begin with, without the `_`; empty for none, where Celery's old names in capitals count. */
  readonly namespace: string;
}

const call =
  /\.config_from_object\(\s*(?:"django\.conf:settings"|'django\.conf:settings')\s*(?:,\s*(?:namespace\s*=\s*)?(?:"(\w+)"|'(\w+)')\s*)?,?\s*\)/g;

/**
 * @returns how the one Celery application of a project reads Django's settings; undefined where there is none, where there are
 * several, and where it takes its configuration from anything else.
 */
export function celerySettings(project: DjangoProject): CelerySettings | undefined {
  const files = project.entries.filter(({ kind }) => kind === 'celery');
  const found = files.flatMap(({ path }) => {
    const source = (project.workspace.read(path) ?? '').replace(/^\s*#.*$/gm, (line) => ' '.repeat(line.length));
    const calls = [...source.matchAll(call)];
    const isOnly = calls.length === 1 && source.split('config_from_object').length === 2;
    return isOnly ? [{ path, source, namespace: calls[0]?.[1] ?? calls[0]?.[2] ?? '' }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Names in capitals of Celery 3 and 4, with what the same is called today behind the namespace. */
const oldNames: readonly (readonly [string, string])[] = [
  ['BROKER_URL', 'BROKER_URL'],
  ['BROKER_TRANSPORT_OPTIONS', 'BROKER_TRANSPORT_OPTIONS'],
  ['BROKER_POOL_LIMIT', 'BROKER_POOL_LIMIT'],
  ['BROKER_HEARTBEAT', 'BROKER_HEARTBEAT'],
  ['BROKER_CONNECTION_TIMEOUT', 'BROKER_CONNECTION_TIMEOUT'],
  ['CELERYBEAT_SCHEDULE', 'BEAT_SCHEDULE'],
  ['CELERYBEAT_SCHEDULER', 'BEAT_SCHEDULER'],
  ['CELERYD_CONCURRENCY', 'WORKER_CONCURRENCY'],
  ['CELERYD_PREFETCH_MULTIPLIER', 'WORKER_PREFETCH_MULTIPLIER'],
  ['CELERYD_MAX_TASKS_PER_CHILD', 'WORKER_MAX_TASKS_PER_CHILD'],
  ['CELERYD_TASK_TIME_LIMIT', 'TASK_TIME_LIMIT'],
  ['CELERYD_TASK_SOFT_TIME_LIMIT', 'TASK_SOFT_TIME_LIMIT'],
];

/**
 * Source: celery, `app/utils.py`, `detect_settings`, and `app/defaults.py`.
 * @returns the names that Celery doesn't read with this namespace, each with the name that it reads instead.
 */
export function unreadNames(namespace: string): { readonly name: string; readonly read: string }[] {
  if (namespace !== '') {
    return oldNames
      .filter(([name]) => !name.startsWith(`${namespace}_`))
      .map(([name, today]) => ({ name, read: `${namespace}_${today}` }));
  }
  return [
    { name: 'CELERY_BROKER_URL', read: 'BROKER_URL' },
    { name: 'CELERY_BEAT_SCHEDULE', read: 'CELERYBEAT_SCHEDULE' },
    { name: 'CELERY_BEAT_SCHEDULER', read: 'CELERYBEAT_SCHEDULER' },
  ];
}
