import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownRules } from './claims.ts';
import { compareSites } from './compare.ts';
import { djangoPythons, missingPrograms } from './needs.ts';
import { faults } from './observe.ts';
import { disagreements, summary, tell } from './report.ts';

const COUNT = 250;
const SEED = 20261125;

test('what we say of made-up sites is what a browser meets in the real programs', async (context) => {
  assert.deepEqual(unknownRules(), []);
  const { pythons, missing } = djangoPythons();
  const reason = missingPrograms() ?? missing;
  if (reason !== undefined) {
    console.log(`skipped: ${reason}`);
    context.skip(reason);
    return;
  }
  const answers = await compareSites(COUNT, SEED, pythons);
  context.diagnostic(summary(answers));
  const apart = disagreements(answers);
  assert.equal(apart.length, 0, apart.map(tell).join('\n'));
  for (const fault of faults) {
    const own = answers.filter((answer) => answer.fault === fault);
    assert.ok(own.some(({ shows }) => shows) && own.some(({ shows }) => !shows), `the sites never ask about: ${fault}`);
  }
});
