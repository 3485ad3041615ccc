import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { hasMiddleware } from '../../dialects/django/security.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { dictionaryItem } from '../../dialects/django/value.ts';
import type { Process } from '../../dialects/process/process.ts';
import { defineRule } from '../define.ts';

const forgotten =
  'Each of the {count} processes of {process} keeps sessions in its own memory: people are logged out whenever another one answers.';
const memory = 'This cache is the memory of one process.';
const processes = 'So many processes answer.';
const keep = 'Keep sessions in the database too';

const engine = 'django.contrib.sessions.backends.cache';
const localMemory = 'django.core.cache.backends.locmem.LocMemCache';

/** Sessions in the memory of a process, where several processes answer. */
export const sessionsInOneProcess = defineRule({
  id: 'site/sessions-in-one-process',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django', 'process'],
  fix: 'unsafe',
  sources: [
    'https://docs.djangoproject.com/en/stable/topics/http/sessions/#using-cached-sessions',
    'https://docs.djangoproject.com/en/stable/topics/cache/#local-memory-caching',
  ],
  messages: { forgotten, memory, processes, keep },
  oncePerPlace: true,
  check({ site, report }) {
    for (const { settings, process, certainty } of site.applications) {
      const place = settings.assignment('SESSION_ENGINE');
      const count = process === undefined ? undefined : processCount(process);
      if (process === undefined || place === undefined || count === undefined || count.number < 2) {
        continue;
      }
      if (!keepsInMemory(settings)) {
        continue;
      }
      const caches = settings.assignment('CACHES');
      const hasTable = certain(settings.texts('INSTALLED_APPS'))?.items.includes('django.contrib.sessions') === true;
      report({
        path: place.path,
        span: place.span,
        message: 'forgotten',
        values: { count: count.number, process: process.name },
        related: [
          ...(caches === undefined ? [] : [{ path: caches.path, span: caches.span, message: message(memory) }]),
          ...count.origins.slice(0, 1).map((origin) => ({ ...origin, message: message(processes) })),
        ],
        ...(certainty === 'proven' ? {} : { severity: 'warning' as const }),
        fixes:
          place.valueSpan === undefined || !hasTable
            ? []
            : [
                {
                  title: message(keep),
                  kind: 'unsafe',
                  edits: [
                    {
                      path: place.path,
                      span: place.valueSpan,
                      newText: '"django.contrib.sessions.backends.cached_db"',
                    },
                  ],
                },
              ],
      });
    }
  },
});

function keepsInMemory(settings: Settings): boolean {
  const alias = certain(settings.text('SESSION_CACHE_ALIAS'));
  const caches = certain(settings.get('CACHES'));
  const isRun = hasMiddleware(settings, 'django.contrib.sessions.middleware.SessionMiddleware') === true;
  if (certain(settings.text('SESSION_ENGINE')) !== engine || !isRun || caches?.type !== 'dictionary') {
    return false;
  }
  const found = alias === undefined ? undefined : dictionaryItem(caches, alias);
  const cache = found === undefined ? undefined : certain(found);
  const backend = cache?.type === 'dictionary' && cache.complete ? dictionaryItem(cache, 'BACKEND') : undefined;
  const name = backend === undefined ? undefined : certain(backend);
  return name?.type === 'string' && name.value === localMemory;
}

function processCount({ program }: Process) {
  if (program.kind !== 'uvicorn' && program.kind !== 'gunicorn') {
    return undefined;
  }
  const number = Number(certain(program.workers));
  return program.workers.kind === 'known' && Number.isInteger(number)
    ? { number, origins: program.workers.origins }
    : undefined;
}
