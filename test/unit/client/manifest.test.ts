import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import picomatch from 'picomatch';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  contributes: {
    languages: { filenames: string[]; filenamePatterns: string[]; extensions: string[]; firstLine: string }[];
    commands: { command: string }[];
    snippets?: { path: string }[];
    grammars: { path: string }[];
  };
  icon: string;
};
const placeNames = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[0]).sort();

test('every text of the manifest stands in English and in Korean', () => {
  const used = new Set([...read('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
  const english = JSON.parse(read('package.nls.json')) as Record<string, string>;
  const korean = JSON.parse(read('package.nls.ko.json')) as Record<string, string>;
  assert.deepEqual(Object.keys(english).sort(), [...used].sort());
  assert.deepEqual(Object.keys(korean).sort(), [...used].sort());
  for (const [key, text] of Object.entries(korean)) {
    assert.match(text, /[가-힣]/, `${key} is Korean`);
  }
});

test('every sentence of the client has its Korean twin with the same places', () => {
  const korean = JSON.parse(read('l10n/bundle.l10n.ko.json')) as Record<string, string>;
  const sources = readdirSync(join(root, 'client/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(join('client/src', name)));
  const sentences = sources.flatMap((source) =>
    [...source.matchAll(/\bl10n\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)].map((match) =>
      (match[1] ?? match[2] ?? '').replace(/\\(.)/g, '$1'),
    ),
  );
  assert.equal(sentences.length, sources.join('').match(/\bl10n\.t\(/g)?.length, 'every sentence is a plain literal');
  assert.ok(sentences.length > 10, 'the sentences were found');
  for (const sentence of sentences) {
    assert.match(korean[sentence] ?? '', /[가-힣]/, `Korean for: ${sentence}`);
    assert.deepEqual(placeNames(korean[sentence] ?? ''), placeNames(sentence), sentence);
  }
});

test('the files that the manifest names are there', () => {
  const { contributes, icon } = manifest;
  for (const path of [
    icon,
    ...contributes.grammars.map((it) => it.path),
    ...(contributes.snippets ?? []).map((it) => it.path),
  ]) {
    assert.ok(existsSync(join(root, path)), path);
  }
});

const language = manifest.contributes.languages[0];
assert.ok(language);

/** As the editor decides: whole name, then pattern (on the path where it has a slash), then extension, then first line. */
function isNginx(path: string, firstLine = ''): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    language?.filenames.includes(name) ||
    language?.filenamePatterns.some((pattern) =>
      picomatch.isMatch(pattern.includes('/') ? path : name, pattern, { dot: true }),
    ) ||
    language?.extensions.some((extension) => name.endsWith(extension)) ||
    new RegExp(language?.firstLine ?? '').test(firstLine)
  );
}

test('the language takes Nginx files and leaves the others alone', () => {
  const taken = [
    '/etc/nginx/nginx.conf',
    '/etc/nginx/sites-available/default',
    '/etc/nginx/sites-enabled/shop.example.kr',
    '/etc/nginx/conf.d/gzip.conf',
    '/etc/nginx/snippets/ssl-params',
    '/etc/nginx/fastcgi_params',
    '/etc/nginx/mime.types',
    '/srv/shop/deploy/nginx/shop.conf',
    '/srv/shop/deploy/nginx/templates/default.conf.template',
    '/srv/shop/roles/nginx/templates/site.conf.j2',
    '/srv/shop/deploy/shop_nginx.conf',
    '/srv/shop/deploy/nginx.prod.conf',
    '/srv/shop/deploy/shop.nginx',
  ];
  const left = [
    '/etc/supervisor/conf.d/celery.conf',
    '/etc/apache2/apache2.conf',
    '/etc/redis/redis.conf',
    '/etc/sysctl.conf',
    '/srv/shop/deploy/nginx/Dockerfile',
    '/srv/shop/deploy/nginx/README.md',
    '/srv/shop/deploy/nginx/html/index.html',
    '/etc/systemd/system/nginx.service',
    '/srv/shop/Caddyfile',
  ];
  assert.deepEqual(
    taken.filter((path) => !isNginx(path)),
    [],
  );
  assert.deepEqual(
    left.filter((path) => isNginx(path)),
    [],
  );
  const firstLines: [string, boolean][] = [
    ['server {', true],
    ['upstream app {', true],
    ['# vim: ft=nginx', true],
    ['<VirtualHost *:80>', false],
    ['[program:flower]', false],
    ['server = http.createServer()', false],
  ];
  for (const [line, expected] of firstLines) {
    assert.equal(isNginx('/srv/shop/deploy/site', line), expected, line);
  }
});
