import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { addressText, readAddress } from '../../../server/src/site/address.ts';
import { readSite } from '../../../server/src/site/read.ts';
import { phaseOf } from '../../../server/src/site/request/phase.ts';
import { sentHeaders } from '../../../server/src/site/request/request-headers.ts';
import type { Site } from '../../../server/src/site/site.ts';

function site(files: Record<string, string>): Site {
  const map = new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text]));
  return readSite(memoryWorkspace([workspacePath('/')], map));
}

const unit = (command: string, more = '') =>
  `[Service]\nWorkingDirectory=/srv/shop\n${more}ExecStart=/srv/shop/venv/bin/${command}\n`;

const project = {
  '/srv/shop/manage.py': "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
  '/srv/shop/shop/asgi.py':
    "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = 1\n",
  '/srv/shop/shop/settings.py': 'DEBUG = False\nALLOWED_HOSTS = ["shop.test"]\nSECURE_SSL_REDIRECT = True\n',
};

const addresses: [string, number, string | undefined][] = [
  ['127.0.0.1:8000', 80, '127.0.0.1:8000'],
  ['LOCALHOST', 80, 'localhost:80'],
  ['[::1]:81', 80, '[::1]:81'],
  ['unix:/var/run/shop.sock', 80, 'unix:/run/shop.sock'],
  ['unix:///run/shop.sock', 80, 'unix:/run/shop.sock'],
  ['$app:80', 80, undefined],
];
test('addresses in one spelling', () => {
  for (const [text, port, expected] of addresses) {
    const address = readAddress(text, port);
    assert.equal(address && addressText(address), expected, text);
  }
});

/** Nginx, what listens, and the links by name and certainty. */
const links: [string, string, Record<string, string>, string[]][] = [
  [
    'the same port on the same machine',
    'server { location / { proxy_pass http://localhost:8000; } }',
    { 'web.service': unit('uvicorn shop.asgi:application --port 8000') },
    ['/ web.service proven'],
  ],
  [
    'another port',
    'server { location / { proxy_pass http://127.0.0.1:8001; } }',
    { 'web.service': unit('uvicorn shop.asgi:application --port 8000') },
    [],
  ],
  [
    'a socket through an upstream, in both spellings of its folder',
    'upstream app { server unix:/var/run/shop.sock fail_timeout=0; } server { location / { proxy_pass http://app; } }',
    { 'web.service': unit('gunicorn shop.wsgi --bind unix:/run/shop.sock') },
    ['/ web.service proven'],
  ],
  [
    'a constant variable',
    'server { set $app 127.0.0.1:8000; location / { proxy_pass http://$app; } }',
    { 'web.service': unit('uvicorn shop.asgi:application') },
    ['/ web.service proven'],
  ],
  [
    'an unknown variable',
    'server { location / { proxy_pass http://$arg_app; } }',
    { 'web.service': unit('uvicorn shop.asgi:application') },
    [],
  ],
  [
    'two processes that claim one port',
    'server { location / { proxy_pass http://127.0.0.1:8000; } }',
    {
      'a.service': unit('uvicorn shop.asgi:application'),
      'b.service': unit('gunicorn shop.wsgi -b 127.0.0.1:8000'),
    },
    ['/ a.service assumed', '/ b.service assumed'],
  ],
  [
    'an application that waits at the loopback address only, asked for at another',
    'server { location / { proxy_pass http://10.0.0.5:8000; } }',
    { 'web.service': unit('uvicorn shop.asgi:application --host 127.0.0.1') },
    [],
  ],
];
for (const [name, nginx, units, expected] of links) {
  test(`links: ${name}`, () => {
    const files = Object.fromEntries(
      Object.entries(units).map(([file, text]) => [`/etc/systemd/system/${file}`, text]),
    );
    const found = site({ '/etc/nginx/sites-available/shop': nginx, ...files }).links;
    assert.deepEqual(
      found.map((link) => `${link.route.location.head?.text} ${link.process.name} ${link.certainty}`),
      expected,
    );
  });
}

test('a compose service is reached by its name inside, and by its published port from outside', () => {
  const compose = `services:
  web:
    command: uvicorn shop.asgi:application --host 0.0.0.0 --port 8000
    ports: ["127.0.0.1:9000:8000"]
`;
  const nginx = (address: string) => `server { location / { proxy_pass http://${address}; } }`;
  const count = (address: string) =>
    site({ '/app/compose.yml': compose, '/app/nginx/site.conf': nginx(address) }).links.length;
  assert.deepEqual(
    [count('web:8000'), count('web:9000'), count('127.0.0.1:9000'), count('127.0.0.1:8000')],
    [1, 0, 1, 0],
  );
});

/** Nginx, and the phase that follows. */
const phases: [string, string, string][] = [
  [
    'plain only',
    'server { listen 80; server_name shop.test; location / { proxy_pass http://127.0.0.1:8000; } }',
    'http',
  ],
  [
    'as certbot leaves it',
    `server { server_name shop.test; location / { proxy_pass http://127.0.0.1:8000; } listen 443 ssl; }
     server { if ($host = shop.test) { return 301 https://$host$request_uri; } listen 80; server_name shop.test; return 404; }`,
    'https',
  ],
  [
    'a load balancer tells the scheme',
    'server { location / { proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto; proxy_pass http://127.0.0.1:8000; } }',
    'unknown',
  ],
  [
    'the client’s address comes from a load balancer',
    'server { set_real_ip_from 10.0.0.0/8; location / { proxy_pass http://127.0.0.1:8000; } }',
    'unknown',
  ],
  [
    'another server has HTTPS for the same name',
    `server { server_name shop.test; location / { proxy_pass http://127.0.0.1:8000; } }
     server { listen 443 ssl; server_name shop.test; root /srv/www; }`,
    'unknown',
  ],
];
for (const [name, nginx, expected] of phases) {
  test(`phase: ${name}`, () => {
    const { applications } = site({
      ...project,
      '/etc/nginx/sites-available/shop': nginx,
      '/etc/systemd/system/web.service': unit('uvicorn shop.asgi:application'),
    });
    assert.deepEqual(
      applications.map((application) => [application.module.name, application.certainty, phaseOf(application)]),
      [['shop.settings', 'proven', expected]],
    );
  });
}

test('a process runs with the module of its own environment', () => {
  const { applications } = site({
    ...project,
    '/srv/shop/shop/production.py': 'from .settings import *\nSECURE_SSL_REDIRECT = False\n',
    '/srv/shop/shop/settings_production.py': 'from .settings import *\nSECURE_SSL_REDIRECT = False\n',
    '/etc/systemd/system/web.service': unit(
      'uvicorn shop.asgi:application',
      'Environment=DJANGO_SETTINGS_MODULE=shop.settings_production\n',
    ),
  });
  assert.deepEqual(
    applications.map(({ module, settings }) => [module.name, settings.truth('SECURE_SSL_REDIRECT').kind]),
    [['shop.settings_production', 'known']],
  );
});

test('one project and one site without a unit are joined, but only assumed; two projects are not', () => {
  const nginx =
    'server { location / { proxy_pass http://127.0.0.1:8000; } location /f/ { proxy_pass http://127.0.0.1:5555; } }';
  const alone = site({ ...project, '/srv/shop/deploy/nginx/shop.conf': nginx });
  assert.deepEqual(
    alone.applications.map((one) => [one.certainty, one.routes.length, phaseOf(one)]),
    [['assumed', 1, 'http']],
  );
  const second = Object.fromEntries(
    Object.entries(project).map(([path, text]) => [path.replaceAll('shop', 'blog'), text.replaceAll('shop', 'blog')]),
  );
  assert.deepEqual(site({ ...project, ...second, '/srv/nginx/shop.conf': nginx }).applications, []);
});

/** What stands in the location, and around it, and the headers that are sent. */
const headers: [string, string, string[], boolean][] = [
  ['', '', ['host: $proxy_host'], true],
  ['proxy_set_header Host $host;', '', ['host: $host'], true],
  [
    'proxy_set_header X-Real-IP $remote_addr;',
    'proxy_set_header Host $host;',
    ['x-real-ip: $remote_addr', 'host: $proxy_host'],
    true,
  ],
  ['', 'proxy_set_header Host $host;', ['host: $host'], true],
  [
    'include proxy_params;',
    '',
    [
      'host: $host',
      'x-real-ip: $remote_addr',
      'x-forwarded-for: $proxy_add_x_forwarded_for',
      'x-forwarded-proto: $scheme',
    ],
    true,
  ],
  ['include snippets/mine.conf;', '', ['host: $proxy_host'], false],
];
for (const [inside, around, expected, complete] of headers) {
  test(`headers of "${inside}" in "${around}"`, () => {
    const { routes } = site({
      '/etc/nginx/sites-available/shop': `server { ${around} location / { ${inside} proxy_pass http://127.0.0.1:8000; } }`,
    });
    const [route] = routes;
    assert.ok(route);
    const sent = sentHeaders(route);
    assert.deepEqual([sent.headers.map(({ name, value }) => `${name}: ${value}`), sent.complete], [expected, complete]);
  });
}

test('a module that is only called after settings is none, and neither are what it imports', () => {
  const found = site({
    ...project,
    '/srv/shop/shop/control/forms/global_settings.py': 'from shop.base.settings import (\n    SettingsForm,\n)\n',
    '/srv/shop/shop/graphql/shop_settings_update.py': 'from ..core.mutations import (\n    Mutation,\n)\n',
    '/srv/shop/shop/settings_staging.py': 'from .settings import (\n    ALLOWED_HOSTS,\n)\nEMAIL_PORT = 25\n',
  });
  assert.deepEqual(
    found.projects.flatMap(({ modules }) => modules.map(({ name }) => name)),
    ['shop.settings', 'shop.settings_staging'],
  );
});

test('where an environment file is missing, a site is taken for running with its one module for production', () => {
  const modules = {
    ...project,
    '/srv/shop/shop/settings.py': 'DEBUG = True\nALLOWED_HOSTS = []\n',
    '/srv/shop/shop/settings_prod.py': 'from .settings import *\nDEBUG = False\n',
  };
  const command = 'uvicorn shop.asgi:application --port 8000';
  const runs = (files: Record<string, string>) => site(files).applications.map(({ module }) => module.name);
  const path = '/srv/shop/deploy/shop.service';
  assert.deepEqual(runs({ ...modules, [path]: unit(command, 'EnvironmentFile=/etc/shop/env\n') }), [
    'shop.settings_prod',
  ]);
  assert.deepEqual(runs({ ...modules, [path]: unit(command) }), ['shop.settings']);
  const two = { ...modules, '/srv/shop/shop/settings_live.py': 'from .settings import *\nDEBUG = False\n' };
  assert.deepEqual(runs({ ...two, [path]: unit(command, 'EnvironmentFile=/etc/shop/env\n') }), []);
});
