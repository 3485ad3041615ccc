import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { compareRandomly } from '../../oracle/routing/run.ts';

test('random requests end where the real nginx ends them', async (context) => {
  if (nginxVersion() === undefined) {
    context.skip('nginx is not installed');
    return;
  }
  const result = await compareRandomly(600, 20);
  assert.equal(result.pairs, 600);
  assert.deepEqual(
    result.disagreements.map(({ request, differences }) => ({ request, differences })),
    [],
  );
  assert.equal(result.open, 0, 'no answer is left open where the configuration decides');
});
