import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAskedForNginx, mayMatter } from '../../../server/src/service/kinds.ts';
import { defaultSettings, readSettings } from '../../../server/src/service/settings.ts';

const names: [path: string, matters: boolean][] = [
  ['/etc/nginx/nginx.conf', true],
  ['/etc/nginx/sites-available/shop', true],
  ['/w/deploy/nginx/shop', true],
  ['/w/nginx.conf.template', true],
  ['/w/shop.conf.j2', true],
  ['/w/shop/settings/production.py', true],
  ['/etc/systemd/system/flower.service', true],
  ['/etc/systemd/system/flower.service.d/override.conf', true],
  ['/etc/supervisor/conf.d/shop.ini', true],
  ['/w/docker-compose.override.yml', true],
  ['/w/compose.yaml', true],
  ['/w/Procfile', true],
  ['/w/Procfile.dev', true],
  ['/w/.env', true],
  ['/w/.env.production', true],
  ['/w/deploy/start.sh', true],
  ['/w/README.md', false],
  ['/w/static/app.js', false],
  ['/w/logo.png', false],
  ['/w/package.json', false],
];
for (const [path, matters] of names) {
  test(`${path} ${matters ? 'may decide' : 'decides nothing about'} how a site is served`, () => {
    assert.equal(mayMatter(path), matters);
  });
}

const asked: [path: string, text: string, nginx: boolean][] = [
  ['/tmp/0001', 'server { listen 80; }', true],
  ['/tmp/sample.txt', 'location / {}', true],
  ['/tmp/broken.conf', 'serverr {', true],
  ['/tmp/empty.conf', '', true],
  ['/tmp/supervisor.conf', '[program:x]\ncommand=y\n', false],
  ['/tmp/settings.py', 'DEBUG = True', false],
  ['/tmp/compose.yml', 'services: {}', false],
  ['/tmp/flower.service', '[Service]\n', false],
  ['/tmp/Procfile', 'web: gunicorn x', false],
  ['/tmp/.env', 'A=b', false],
];
for (const [path, text, nginx] of asked) {
  test(`named by a person, ${path} is ${nginx ? '' : 'not '}read as Nginx's`, () => {
    assert.equal(isAskedForNginx(path, text), nginx);
  });
}

test('settings that are none count as not set', () => {
  const none = { ...defaultSettings, locale: 'ko' };
  for (const given of [null, undefined, 7, 'x', [], {}, { rules: null, nginx: 'x' }, { rules: { a: 'loud' } }]) {
    assert.deepEqual(readSettings(given, 'ko'), none);
  }
  assert.deepEqual(readSettings({ rules: { a: 'off', b: 'hint' }, nginx: { version: '1.18' } }, 'en'), {
    ...defaultSettings,
    rules: { a: 'off', b: 'hint' },
    nginxVersion: '1.18',
  });
  assert.equal(readSettings({ nginx: { version: 'newest' } }, 'en').nginxVersion, undefined);
  const custom = { nginx: { customDirectives: ['my_directive', 7] } };
  assert.deepEqual(readSettings(custom, 'en').customDirectives, ['my_directive']);
});
