import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { Judge } from './judge.ts';
import { comparePatternVerdicts } from './patterns.ts';

const COUNT = 400;

test('patterns are refused where PCRE2 refuses them, in its words', (context) => {
  if (nginxVersion() === undefined) {
    context.skip('there is no nginx on this machine');
    return;
  }
  const judge = new Judge();
  try {
    const { refused, disagreements } = comparePatternVerdicts(judge, COUNT, 5);
    assert.deepEqual(disagreements, []);
    assert.ok(refused > COUNT / 2 && refused < COUNT, 'both kinds of patterns are asked');
  } finally {
    judge.close();
  }
});
