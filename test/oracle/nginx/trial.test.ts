import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { told, tryOut } from './trial.ts';

const COUNT = 300;
const SEED = 20261122;

test('siteconf and the real Nginx agree on generated configurations and their mutants', (context) => {
  const version = nginxVersion();
  if (version === undefined) {
    context.skip('there is no nginx on this machine');
    return;
  }
  const trial = tryOut(SEED, COUNT, version);
  context.diagnostic(`nginx ${version}: ${trial.agreement()}`);
  const text = told(trial.disagreements);
  const falseAlarms = trial.falseAlarms();
  assert.equal(falseAlarms.length, 0, text);
  assert.ok(trial.verdict >= COUNT * 0.99, text);
  assert.ok(trial.line >= COUNT * 0.98, text);
});
