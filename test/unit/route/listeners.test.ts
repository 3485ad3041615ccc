import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listeners } from '../../../server/src/dialects/nginx/route/listeners.ts';
import { configurationOf } from '../../oracle/routing/compare.ts';

/** Where a server with these statements listens, one text for each. */
function listened(statements: string): string[] {
  const all = listeners(configurationOf(`events {} http { server { ${statements} } }`));
  return all.map(({ address, port, tls }) => `${address} ${port}${tls ? ' tls' : ''}`);
}

test('where a server listens', () => {
  const cases: [statements: string, wanted: string[]][] = [
    ['', ['* 80']],
    ['listen 8080;', ['* 8080']],
    ['listen *:80; listen [::]:80;', ['* 80', '[::] 80']],
    ['listen 0.0.0.0:443 ssl; listen [0:0::0]:443 ssl;', ['* 443 tls', '[::] 443 tls']],
    ['listen 127.0.0.1;', ['127.0.0.1 80']],
    ['listen localhost:81;', ['localhost 81']],
    ['listen unix:/run/shop.sock;', ['unix:/run/shop.sock 0']],
    ['listen 127.0.0.1:8080-8082;', ['127.0.0.1 8080', '127.0.0.1 8081', '127.0.0.1 8082']],
    ['listen :80; listen 99999;', []],
  ];
  for (const [statements, wanted] of cases) {
    assert.deepEqual(listened(statements), wanted, statements);
  }
});
