import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { reachFlower } from '../../../server/src/site/flower/reach.ts';
import { readSite } from '../../../server/src/site/read.ts';
import { ownName, type Row, rows } from './table.ts';

const django = 'location / { proxy_pass http://127.0.0.1:8000; }';

function faults(row: Row, rest: string): (string | undefined)[] {
  return ['', 'flower', 'tasks'].map((prefix) => {
    const files = {
      '/etc/nginx/sites-available/shop': `server { listen 80; server_name shop.test; ${row.server} ${rest} }`,
      '/etc/systemd/system/flower.service': '[Service]\nExecStart=/bin/celery -A shop flower\n',
    };
    const site = readSite(
      memoryWorkspace(
        [workspacePath('/')],
        new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text])),
      ),
    );
    const reached = site.flowers.flatMap((flower) => reachFlower(flower, prefix));
    assert.equal(reached.length, 1, row.name);
    return reached[0]?.fault;
  });
}

test('every row of the table, for no prefix, the right one and another', () => {
  for (const row of rows) {
    assert.deepEqual(faults(row, django), row.faults, row.name);
  }
  assert.deepEqual(faults(ownName, ''), ownName.faults);
});
