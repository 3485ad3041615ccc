import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { readCorpus } from './corpus.ts';
import { tryCorpus } from './corpus-trial.ts';
import { told } from './trial.ts';

const COUNT = 150;
const SEED = 20261125;

test('the command line and the real Nginx agree on real files and their mutants', async (context) => {
  const version = nginxVersion();
  const folder = process.env.SITECONF_CORPUS ?? join(import.meta.dirname, '../../../../shared/corpus');
  const samples = readCorpus(folder);
  if (version === undefined || samples === undefined) {
    context.skip(version === undefined ? 'there is no nginx on this machine' : `there are no real files in ${folder}`);
    return;
  }
  const trial = await tryCorpus(samples, SEED, COUNT, version);
  if ('refusal' in trial) {
    context.skip(trial.refusal);
    return;
  }
  const { healthy, mutants } = trial;
  context.diagnostic(`nginx ${version}, as they are: ${healthy.agreement()}`);
  context.diagnostic(`nginx ${version}, with one edit: ${mutants.agreement()}`);
  assert.equal(healthy.disagreements.length, 0, told(healthy.disagreements));
  assert.equal(mutants.falseAlarms().length, 0, told(mutants.disagreements));
  assert.ok(mutants.verdict >= COUNT * 0.98, told(mutants.disagreements));
  assert.ok(mutants.line >= COUNT * 0.97, told(mutants.disagreements));
});
