import { test } from 'node:test';
import { djangoPythons } from '../oracle/site/needs.ts';
import { containerFaults } from './containers/cases.ts';
import { namespacesMissing, runInside } from './lane.ts';

test('every fault of containers that a rule names, put into two of them', { timeout: 5 * 60_000 }, async (t) => {
  const { pythons, missing } = djangoPythons();
  const reason = namespacesMissing(['nginx', 'ip']) ?? missing;
  if (reason !== undefined) {
    t.skip(reason);
    return;
  }
  await runInside(t, 'containers/inside.ts', [pythons.at(-1) ?? ''], containerFaults.length);
});
