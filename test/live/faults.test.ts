import { test } from 'node:test';
import { missing, packages, runInside } from './lane.ts';
import { python, wheelFolder } from './wheels.ts';

test('every fault that a rule names, put into a running site', { timeout: 15 * 60_000 }, async (t) => {
  const reason = missing();
  if (reason !== undefined) {
    t.skip(reason);
    return;
  }
  const wheels = wheelFolder(python, ['Django>=5.2,<5.3', ...packages, 'django-celery-beat']);
  if ('reason' in wheels) {
    t.skip(wheels.reason);
    return;
  }
  await runInside(t, 'faults/inside.ts', [wheels.folder], 20);
});
