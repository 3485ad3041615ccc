import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../../server/src/rules/registry.ts';
import { faults, unshown } from '../../live/faults/table.ts';

const shown = new Set(faults.map(({ rule }) => rule));

test('every rule is shown on the running site, or says why no site can show it', (t) => {
  const missing = rules.map(({ id }) => id).filter((id) => !shown.has(id) && !unshown[id]);
  for (const [id, reason] of Object.entries(unshown)) {
    t.diagnostic(`${id} isn't put into the running site: ${reason}`);
  }
  assert.deepEqual(missing, [], 'rules without an entry in test/live/faults/');
});

test('what is put into the running site are faults of rules that there are', () => {
  const known = new Set<string>(rules.map(({ id }) => id));
  assert.deepEqual(
    [...shown, ...Object.keys(unshown)].filter((id) => !known.has(id)),
    [],
  );
  assert.deepEqual(
    Object.keys(unshown).filter((id) => shown.has(id)),
    [],
  );
});

test('a fault is seen: what is observed with it differs from what is observed without it, or after the fix', () => {
  for (const fault of faults) {
    assert.notDeepEqual(fault.broken, 'fixed' in fault ? fault.fixed : fault.sound, fault.rule);
  }
});
