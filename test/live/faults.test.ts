import { test } from 'node:test';
import { machineNeeds, runInside } from './lane.ts';

test('every fault that a rule names, put into a running site', { timeout: 15 * 60_000 }, async (t) => {
  const wheels = machineNeeds(t, ['django-celery-beat']);
  if (wheels === undefined) {
    return;
  }
  await runInside(t, 'faults/inside.ts', [wheels], 20);
});
