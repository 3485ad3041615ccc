import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxVersion } from './judge.ts';
import { agreement, tryOut } from './trial.ts';

const COUNT = 300;
const SEED = 20261122;

test('siteconf and the real Nginx agree on generated configurations and their mutants', (context) => {
  const version = nginxVersion();
  if (version === undefined) {
    context.skip('there is no nginx on this machine');
    return;
  }
  const trial = tryOut(SEED, COUNT, version);
  context.diagnostic(`nginx ${version}: ${agreement(trial)}`);
  const told = trial.disagreements.map(
    ({ edit, nginx, ours, text }) =>
      `[${edit}] Nginx: ${nginx === undefined ? 'accepts it' : `${nginx.line}: ${nginx.message}`}\nours: ${ours.join(' | ')}\n${text}`,
  );
  const falseAlarms = trial.disagreements.filter(({ nginx }) => nginx === undefined);
  assert.equal(falseAlarms.length, 0, told.join('\n\n'));
  assert.ok(trial.verdict >= COUNT * 0.99, told.join('\n\n'));
  assert.ok(trial.line >= COUNT * 0.98, told.join('\n\n'));
});
