import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type WorkspacePath, workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { globPart, globPaths } from '../../../server/src/dialects/nginx/include-name.ts';
import { allStatements, readConfigurations } from '../../../server/src/dialects/nginx/read.ts';
import { isNginxFile, recognizePath } from '../../../server/src/dialects/nginx/recognize.ts';

function workspace(files: Record<string, string>, links: Record<string, string> = {}) {
  const asMap = (record: Record<string, string>) =>
    new Map(Object.entries(record).map(([path, text]) => [workspacePath(path), text]));
  return memoryWorkspace([workspacePath('/w')], asMap(files), asMap(links) as Map<WorkspacePath, WorkspacePath>);
}

function summary(files: Record<string, string>, links: Record<string, string> = {}) {
  return readConfigurations(workspace(files, links)).map(
    (one) =>
      `${one.root.path} ${one.context}/${one.evidence} ${[...allStatements(one.statements)]
        .map((statement) => `${statement.directive.name.value}@${statement.context}`)
        .join(' ')}${one.includeProblems.map((problem) => ` !${problem.kind} ${problem.name}`).join('')}`,
  );
}

test('a main file takes its sites in, through links, once', () => {
  assert.deepEqual(
    summary(
      {
        '/w/etc/nginx/nginx.conf': 'events {} http { include /etc/nginx/sites-enabled/*; include mime.types; }',
        '/w/etc/nginx/mime.types': 'types { text/html html; }',
        '/w/etc/nginx/sites-available/shop': 'server { location / { if ($a) { return 200; } } }',
        '/w/etc/nginx/sites-available/off': 'server { listen 81; }',
      },
      { '/w/etc/nginx/sites-enabled/shop': '/w/etc/nginx/sites-available/shop' },
    ),
    [
      '/w/etc/nginx/nginx.conf main/content events@main http@main include@http server@http location@server if@location return@if in location include@http types@http text/html@entries',
      '/w/etc/nginx/sites-available/off http/place server@http listen@server',
    ],
  );
});

test('names of includes count from the folder of the main file, and far folders are found by their tail', () => {
  assert.deepEqual(
    summary({
      '/w/nginx/nginx.conf': 'events {} http { include conf.d/*.conf; }',
      '/w/nginx/conf.d/a.conf':
        'server { include snippets/x.conf; include /srv/app/deploy/extra.conf; include gone.conf; }',
      '/w/nginx/snippets/x.conf': 'gzip on;',
      '/w/app/deploy/extra.conf': 'etag off;',
    }),
    [
      '/w/nginx/nginx.conf main/content events@main http@main include@http server@http include@server gzip@server include@server etag@server include@server !missing gone.conf',
    ],
  );
});

test('a cycle ends and is told', () => {
  assert.deepEqual(
    summary({
      '/w/nginx/nginx.conf': 'events {} include a.conf;',
      '/w/nginx/a.conf': 'include b.conf;',
      '/w/nginx/b.conf': 'include a.conf;',
    }),
    ['/w/nginx/nginx.conf main/content events@main include@main include@main include@main !cycle /w/nginx/a.conf'],
  );
});

test('the context of a file alone: by its place, else by what it holds', () => {
  assert.deepEqual(
    summary({
      '/w/a/sites-available/x': 'location / {}',
      '/w/b/nginx.conf': 'server { listen 80; }',
      '/w/c/nginx/proxy.conf': 'location / { proxy_pass http://a; }',
      '/w/d/nginx/backend.conf': 'server 127.0.0.1:1;\nserver 127.0.0.1:2; # proxy_pass x;\nproxy_pass x;',
      '/w/e/x.conf': 'server { listen 5432; proxy_pass db; }',
      '/w/f/y.conf': 'proxy_set_header Host $host;',
      '/w/g/nginx/cors.conf': 'if ($request_method = OPTIONS) { add_header A b; return 204; }',
      '/w/i/conf.d/maps.include': 'location = /a.map { deny all; }',
      '/w/h/nginx/old.conf': 'if ($host = a.test) { return 301 https://b.test; }',
    }).map((line) => line.split(' ').slice(0, 2).join(' ')),
    [
      '/w/a/sites-available/x http/place',
      '/w/b/nginx.conf http/content',
      '/w/c/nginx/proxy.conf server/content',
      '/w/d/nginx/backend.conf upstream/content',
      '/w/e/x.conf stream/content',
      '/w/f/y.conf http/content',
      '/w/g/nginx/cors.conf location/content',
      '/w/h/nginx/old.conf server/content',
      '/w/i/conf.d/maps.include server/content',
    ],
  );
});

test('which files are Nginx by name', () => {
  const names = [
    'nginx.conf',
    'nginx.conf.template',
    'sites-available/a',
    'sites-enabled/a.b',
    'apache2/sites-available/a',
    'x.nginx',
    'conf.d/a.conf',
    'redis.conf',
    'nginx/README.md',
    'nginx/fastcgi_params',
    'app/Makefile',
    'nginx/Dockerfile',
    'Dockerfile.nginx',
    'deploy/nginx-shop',
    'nginx.settings',
    'deploy/nginx_start.sh',
    'nginx/COPYING',
    'deploy/site.conf.j2',
    'settings.py',
  ];
  assert.deepEqual(
    names.map((name) => recognizePath(`/w/${name}`)[0]),
    ['n', 'n', 'n', 'n', 'o', 'n', 'c', 'c', 'o', 'c', 'o', 'o', 'o', 'c', 'c', 'o', 'o', 'c', 'o'],
  );
  assert.equal(isNginxFile('/w/supervisor/conf.d/a.conf', '[program:a]\ncommand=gunicorn a\n'), false);
  assert.equal(isNginxFile('/w/a.conf', '<VirtualHost *:80>\nProxyPass / http://x/\n</VirtualHost>'), false);
  assert.equal(isNginxFile('/w/a.conf', '# server {\nlogfile /x\n'), false);
  assert.equal(
    isNginxFile('/w/etc/supervisor/conf.d/nginx.conf', '[program:nginx]\ncommand=nginx -g "daemon off;"\n'),
    false,
  );
  assert.equal(isNginxFile('/w/my-nginx/Jenkinsfile', 'pipeline {\n  agent any\n  a;\n}\n'), false);
  assert.equal(isNginxFile('/w/nginx/bin/assemble', '#!/bin/sh\nset -e;\nif true; then exit; fi\n'), false);
  assert.equal(isNginxFile('/w/nginx/auto/unix', 'NGX_USER=nobody\nif [ 1 ]; then\n  exit 1;\nfi\n'), false);
  assert.equal(isNginxFile('/w/monit/nginx.conf', 'check process nginx with pidfile /run/nginx.pid\n'), false);
  assert.equal(
    isNginxFile('/w/raddb/sites-enabled/default', 'server default {\n  authorize {\n    files\n  }\n}\n'),
    false,
  );
  assert.equal(isNginxFile('/w/rspamd/a.conf', 'reject = 15;\nadd_header = 8;\n'), false);
  assert.equal(isNginxFile('/w/a.conf', 'upstream app {\n  server a;\n}'), true);
});

test('what a folder above the workspace is called makes no file one of Nginx', () => {
  const notes = 'remember: buy bread;\nlisten to them;\n';
  const files = new Map(
    ['/home/kim/nginx/shop/notes', '/home/kim/nginx/shop/nginx/extra'].map((path) => [workspacePath(path), notes]),
  );
  const found = readConfigurations(memoryWorkspace([workspacePath('/home/kim/nginx/shop')], files));
  assert.deepEqual(
    found.map(({ root }) => root.path),
    ['/home/kim/nginx/shop/nginx/extra'],
  );
  const server = new Map([[workspacePath('/etc/nginx/snippets/extra'), 'gzip on;\n']]);
  assert.equal(readConfigurations(memoryWorkspace([workspacePath('/etc/nginx/snippets')], server)).length, 1);
});

test('glob(3) without flags', () => {
  const cases: [string, string, boolean][] = [
    ['*.conf', 'a.conf', true],
    ['*', '.a', false],
    ['.*', '.a', true],
    ['[!a]b', 'cb', true],
    ['[a-c]?', 'bx', true],
    ['a{b,c}', 'ab', false],
    ['a\\*', 'a*', true],
    ['[', '[', true],
  ];
  for (const [pattern, name, expected] of cases) {
    assert.equal(globPart(pattern)(name), expected, `${pattern} ${name}`);
  }
  assert.deepEqual(globPaths('/a/*/c', ['/a/z/c', '/a/b/c', '/a/b/d/c', '/a/c']), ['/a/b/c', '/a/z/c']);
});

test('a server that only stream knows is one of stream', () => {
  const asked = (text: string) => {
    const path = workspacePath('/w/some.conf');
    return readConfigurations(workspace({ [path]: text }), { asked: [path] })[0]?.context;
  };
  assert.equal(asked('server { listen 53 udp; }'), 'stream');
  assert.equal(asked('server { listen 443; ssl_preread on; proxy_pass $upstream; }'), 'stream');
  assert.equal(asked('server { listen 443; proxy_pass $upstream; }'), 'http');
  assert.equal(asked('server { listen 53 udp; location / { } }'), 'http');
});
