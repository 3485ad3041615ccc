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

/** What settings are called today behind the namespace, with their old name, which Celery reads whatever the namespace is. */
const names: readonly (readonly [string, string])[] = [
  ['BROKER_URL', 'BROKER_URL'],
  ['BROKER_TRANSPORT_OPTIONS', 'BROKER_TRANSPORT_OPTIONS'],
  ['BEAT_SCHEDULE', 'CELERYBEAT_SCHEDULE'],
  ['BEAT_SCHEDULER', 'CELERYBEAT_SCHEDULER'],
  ['RESULT_BACKEND', 'CELERY_RESULT_BACKEND'],
  ['RESULT_EXPIRES', 'CELERY_TASK_RESULT_EXPIRES'],
  ['TASK_ACKS_LATE', 'CELERY_ACKS_LATE'],
  ['TASK_ALWAYS_EAGER', 'CELERY_ALWAYS_EAGER'],
  ['TASK_DEFAULT_QUEUE', 'CELERY_DEFAULT_QUEUE'],
  ['TASK_QUEUES', 'CELERY_QUEUES'],
  ['TASK_ROUTES', 'CELERY_ROUTES'],
  ['TASK_SERIALIZER', 'CELERY_TASK_SERIALIZER'],
  ['TASK_SOFT_TIME_LIMIT', 'CELERYD_TASK_SOFT_TIME_LIMIT'],
  ['TASK_TIME_LIMIT', 'CELERYD_TASK_TIME_LIMIT'],
  ['WORKER_CONCURRENCY', 'CELERYD_CONCURRENCY'],
  ['WORKER_MAX_TASKS_PER_CHILD', 'CELERYD_MAX_TASKS_PER_CHILD'],
  ['WORKER_PREFETCH_MULTIPLIER', 'CELERYD_PREFETCH_MULTIPLIER'],
];

/** @returns the name under which Celery reads a setting with this namespace. @param today its name behind one, such as `TASK_QUEUES`. */
export function readName(namespace: string, today: string): string {
  return namespace === '' ? (names.find(([name]) => name === today)?.[1] ?? today) : `${namespace}_${today}`;
}

/**
 * Source: celery 5.7, `utils/collections.py`, `ConfigurationView._to_keys`; `app/utils.py`, `detect_settings`;
 * `app/defaults.py`, `_TO_OLD_KEY`.
 * @returns the names that Celery doesn't read with this namespace, each with the name that it reads instead.
 */
export function unreadNames(namespace: string): { readonly name: string; readonly read: string }[] {
  return names.flatMap(([today, old]) => {
    const read = readName(namespace, today);
    return [today, `CELERY_${today}`].filter((name) => name !== old && name !== read).map((name) => ({ name, read }));
  });
}
