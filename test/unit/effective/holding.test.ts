import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueHolding } from '../../../server/src/dialects/nginx/variables/held.ts';
import { clientCanPut } from '../../../server/src/dialects/nginx/variables/holding.ts';
import { configurationOf } from '../../oracle/routing/compare.ts';

function inLocation(location: string, more = '') {
  const configuration = configurationOf(`events {} http { ${more} server { listen 80; ${location} } }`);
  const place = configuration.servers[0]?.inner[0];
  assert.ok(place);
  return { configuration, place };
}

test('who decides a value, and whether it can end a line', () => {
  const cases: [location: string, value: string, client: boolean, lineFeed: boolean, carriageReturn: boolean][] = [
    ['location / {}', '$uri', true, true, true],
    ['location / {}', '$request_uri', true, false, false],
    ['location / {}', '$arg_x$args', true, false, false],
    ['location / {}', '$http_x', true, false, false],
    ['location / {}', '$host', true, false, false],
    ['location / {}', '$scheme://fixed', false, false, false],
    ['location / {}', '$remote_addr', false, false, false],
    ['location ~ ^/(.*)$ {}', '$1', true, false, true],
    ['location ~ ^/([^/]*)$ {}', '$1', true, true, true],
    ['location ~ ^/(a|b)$ {}', '$1', true, false, false],
    ['location ~ ^/(?<n>\\w+)$ {}', '$n', true, false, false],
    ['location ~ ^/(\\W*)$ { set $v $1; }', '$v', true, true, true],
    ['location / { set $v fixed; }', '$v', false, false, false],
    ['location / { if ($arg_x ~ "(.*)") { set $v $1; } }', '$v', true, false, false],
  ];
  for (const [location, value, client, lineFeed, carriageReturn] of cases) {
    const { configuration, place } = inLocation(location);
    const held = valueHolding(configuration, value, place);
    const seen = [held.client, clientCanPut(held, '\n'), clientCanPut(held, '\r')];
    assert.deepEqual(seen, [client, lineFeed, carriageReturn], `${value} in ${location}`);
  }
});

test('constants are listed through set, map and geo', () => {
  const more = `map $arg_x $m { default a; 1 b; ~^q c$scheme; } geo $g { default x; 10.0.0.0/8 y; } map $uri $fixed { default z; }`;
  const { configuration, place } = inLocation('location / { set $d /srv/www; set $e $d/media; }', more);
  assert.deepEqual(valueHolding(configuration, '$m', place).constants, ['a', 'b', 'chttp', 'chttps']);
  assert.deepEqual(valueHolding(configuration, '$g', place).constants, ['', 'x', 'y']);
  assert.deepEqual(valueHolding(configuration, '$e', place).constants, ['', '/media', '/srv/www/media']);
  assert.deepEqual(valueHolding(configuration, '$fixed/1', place).constants, ['z/1']);
  assert.equal(valueHolding(configuration, '$geoip_country_code', place).unknown, true);
});
