import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxVersion } from '../../harness/nginx-version.ts';
import { runTables } from '../../oracle/routing/run-tables.ts';
import { aliasTable, pathCases } from '../../oracle/routing/tables/alias.ts';
import { behaviours } from '../../oracle/routing/tables/behaviours.ts';
import { proxyCases, proxyTable } from '../../oracle/routing/tables/proxy.ts';

test('the tables of observed behaviour hold for the real nginx and for our engine', async (context) => {
  const version = nginxVersion();
  if (version !== '1.22.1') {
    context.skip(`the tables were observed on nginx 1.22.1; here is ${version ?? 'none'}`);
    return;
  }
  const results = await runTables([...aliasTable, ...pathCases, ...proxyTable, ...proxyCases, ...behaviours]);
  const wrong = results.filter(({ expected, real, ours }) => expected !== real || expected !== ours);
  assert.deepEqual(wrong, []);
});
