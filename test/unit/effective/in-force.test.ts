import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inForce, isOn, settingInForce } from '../../../server/src/dialects/nginx/effective/in-force.ts';
import type { Place } from '../../../server/src/dialects/nginx/effective/place.ts';
import { configurationOf } from '../../oracle/routing/compare.ts';

function placeAt(text: string, ...path: readonly number[]): Place {
  const configuration = configurationOf(`events {} http { ${text} }`);
  let place: Place | undefined = configuration.http;
  for (const index of path) {
    place = place?.inner[index];
  }
  assert.ok(place);
  return place;
}

const written = (place: Place, name: string): string[] =>
  inForce(place, name).statements.map(({ directive }) =>
    [directive.name, ...directive.args].map((word) => word.value).join(' '),
  );

test('a level without statements of a kind has those of the nearest level around it, a list as a whole', () => {
  const text = `proxy_set_header A 1; proxy_set_header B 2; root /h;
    server { root /s; deny all;
      location / { proxy_set_header C 3; allow 10.0.0.1; location /in { } if ($a) { proxy_set_header D 4; } }
      location /alias { alias /x/; location /alias/in { } } }`;
  const outer = placeAt(text, 0, 0);
  const inner = placeAt(text, 0, 0, 0);
  const condition = placeAt(text, 0, 0, 1);
  assert.deepEqual(written(placeAt(text, 0), 'proxy_set_header'), ['proxy_set_header A 1', 'proxy_set_header B 2']);
  assert.deepEqual(written(outer, 'proxy_set_header'), ['proxy_set_header C 3']);
  assert.deepEqual(written(inner, 'proxy_set_header'), ['proxy_set_header C 3']);
  assert.equal(condition.kind, 'if');
  assert.deepEqual(written(condition, 'proxy_set_header'), ['proxy_set_header D 4']);
  assert.deepEqual(written(inner, 'allow'), ['allow 10.0.0.1']);
  assert.deepEqual(written(inner, 'deny'), ['allow 10.0.0.1']);
  assert.deepEqual(written(inner, 'root'), ['root /s']);
  assert.deepEqual(written(placeAt(text, 0, 1, 0), 'root'), ['alias /x/']);
  assert.ok(inForce(inner, 'proxy_set_header').level === inner.parent);
});

test('handlers hold in their own level, in an if and a limit_except also those of the location', () => {
  const text = `server { try_files /a /b; location / { proxy_pass http://x; try_files $uri /x;
    location /in { } if ($a) { } limit_except GET { deny all; } } }`;
  assert.deepEqual(written(placeAt(text, 0, 0, 0), 'proxy_pass'), []);
  assert.deepEqual(written(placeAt(text, 0, 0, 1), 'proxy_pass'), ['proxy_pass http://x']);
  assert.deepEqual(written(placeAt(text, 0, 0, 2), 'proxy_pass'), ['proxy_pass http://x']);
  assert.deepEqual(written(placeAt(text, 0, 0, 1), 'try_files'), []);
  assert.deepEqual(written(placeAt(text, 0, 0, 0), 'try_files'), []);
  assert.deepEqual(written(placeAt(text, 0), 'try_files'), ['try_files /a /b']);
});

test('add_header_inherit keeps, drops or merges what the levels around say', () => {
  const text = (mode: string) => `add_header A 1; server { ${mode} location / { add_header B 2; } location /x { } }`;
  assert.deepEqual(written(placeAt(text(''), 0, 0), 'add_header'), ['add_header B 2']);
  assert.deepEqual(written(placeAt(text(''), 0, 1), 'add_header'), ['add_header A 1']);
  assert.deepEqual(written(placeAt(text('add_header_inherit off;'), 0, 1), 'add_header'), []);
  const merged = text('add_header_inherit merge;');
  assert.deepEqual(written(placeAt(merged, 0, 0), 'add_header'), ['add_header A 1', 'add_header B 2']);
});

test('a flag is read with its built-in value', () => {
  const place = placeAt('absolute_redirect off; server { location / { autoindex on; } }', 0, 0);
  assert.equal(isOn(place, 'absolute_redirect', true), false);
  assert.equal(isOn(place, 'autoindex', false), true);
  assert.equal(isOn(place, 'merge_slashes', true), true);
  assert.equal(settingInForce(place, 'index'), undefined);
});

test('a file that stands alone gets the levels that its context tells', () => {
  const { http, servers } = configurationOf('server { location / { } }');
  assert.equal(http.statement, undefined);
  assert.equal(servers.length, 1);
});
