import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { workspacePath } from '../../../server/src/base/path.ts';
import { type Answers, defaultAnswers, withAnswer } from '../../../server/src/scaffold/answers/answers.ts';
import { nothingTaken, takenBy } from '../../../server/src/scaffold/answers/taken.ts';
import { readTarget } from '../../../server/src/scaffold/answers/target.ts';
import { planSites, readSites, type SiteToWrite, sitesProblems } from '../../../server/src/scaffold/sites.ts';
import { snapshotOf, workspaceOf } from '../../harness/service-lane.ts';

const means = {
  randomBytes: (count: number) => Uint8Array.from({ length: count }, (_, index) => index),
  translation: {},
};
const before = { folder: '', proposed: () => ({}), taken: () => nothingTaken };
const three = [
  { domains: 'shop.example.com www.shop.example.com' },
  { domains: 'blog.example.com', processManager: 'supervisor', server: 'gunicorn', webdav: true },
  { domains: 'blog.example.org', bind: 'socket', websocket: true, folder: 'projects/other' },
];

describe('several sites on one server', () => {
  const { sites, problems } = readSites(three, before);

  test('have nothing in common, though nothing but their domains was answered', () => {
    assert.deepEqual(problems, []);
    assert.deepEqual(
      sites.map(({ folder, answers }) => [folder, answers.site, answers.projectPath, answers.user]),
      [
        ['shop', 'shop', '/srv/shop', 'shop'],
        ['blog', 'blog', '/srv/blog', 'blog'],
        ['projects/other', 'blog-2', '/srv/blog-2', 'blog-2'],
      ],
    );
    assert.deepEqual(
      sites.map(({ answers }) => [answers.port, answers.flowerPort, answers.brokerUrl.at(-1)]),
      [
        [8000, 5555, '0'],
        [8001, 5556, '1'],
        [8002, 5557, '2'],
      ],
    );
    const paths = planSites(sites, means).map((file) => String(file.serverPath));
    assert.equal(new Set(paths).size, paths.length);
    assert.equal(sites[2]?.answers.socket, '/run/blog-2/web.sock');
  });

  test('a single one lies in the folder of the only project, unless the file says another', () => {
    const files = new Map([
      ...project('src/shop', defaultAnswers({})).map(
        ([path, text]) => [path.replace('/home/kim', '/work'), text] as const,
      ),
    ]);
    const target = readTarget(workspacePath('/work'), workspaceOf(files));
    assert.equal(target.folder, 'src/shop');
    const folders = (json: object): (string | undefined)[] =>
      readSites(json, { ...before, folder: target.folder }).sites.map(({ folder }) => folder);
    assert.deepEqual(folders({ domains: 'a.kr' }), ['src/shop']);
    assert.deepEqual(folders({ domains: 'a.kr', folder: '' }), ['']);
    assert.deepEqual(folders([{ domains: 'a.kr' }, { domains: 'b.kr' }]), ['a', 'b']);
  });

  test('are written each to its folder, and make no finding together', () => {
    const plan = planSites(sites, means);
    assert.ok(plan.some((file) => file.path === 'projects/other/deploy/blog-2.env'));
    const projects = sites.flatMap(({ folder, answers }) => project(folder, answers));
    const files = new Map([...projects, ...plan.map((file) => [`/home/kim/${file.path}`, file.text] as const)]);
    const found = snapshotOf(files)
      .findings()
      .map((finding) => `${finding.rule} ${finding.path}: ${renderMessage(finding.message)}`);
    assert.deepEqual(found, []);
    assert.equal(snapshotOf(files).site.flowers.length, 3);
  });

  test('keep the sessions of two sites under one domain apart', () => {
    const names = planSites(sites, means)
      .filter((file) => file.path.endsWith('settings_production.py'))
      .map((file) => /SESSION_COOKIE_NAME = .*"(\w+)"/.exec(file.text)?.[1]);
    assert.deepEqual(names, ['shop_sessionid', 'blog_sessionid', 'blog_2_sessionid']);
  });
});

function project(folder: string, answers: Answers): [string, string][] {
  const name = answers.module.split('.')[0] ?? '';
  const setDefault = `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${answers.settings}")\n`;
  const settings =
    'SECRET_KEY = "desk"\nDEBUG = True\nALLOWED_HOSTS = []\nMIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]\nSTATIC_URL = "static/"\n';
  return [
    [`/home/kim/${folder}/manage.py`, setDefault],
    [`/home/kim/${folder}/${name}/asgi.py`, setDefault],
    [`/home/kim/${folder}/${name}/wsgi.py`, setDefault],
    [`/home/kim/${folder}/${name}/celery.py`, 'from celery import Celery\napp = Celery()\n'],
    [`/home/kim/${folder}/${name}/settings.py`, settings],
  ];
}

function site(folder: string, partial: Partial<Answers>): SiteToWrite {
  return { folder, answers: defaultAnswers(partial) };
}

const first = site('one', withAnswer({}, 'domains', 'one.example.com'));
const clashes: readonly (readonly [key: string, second: SiteToWrite, expected: RegExp])[] = [
  ['folder', site('one/inner', { domains: ['two.example.com'] }), /lie in one another/],
  ['folder', site('../two', { domains: ['two.example.com'] }), /relative/],
  ['folder', site('/srv/two', { domains: ['two.example.com'] }), /relative/],
  ['domains', site('two', { domains: ['two.example.com', 'one.example.com'] }), /already leads to one/],
  ['site', site('two', { domains: ['two.example.com'], site: 'one', projectPath: '/srv/two' }), /taken by one/],
  [
    'port',
    site('two', { domains: ['two.example.com'], port: 5555, flowerPort: 5556 }),
    /taken by one; 5556 is free|taken by one/,
  ],
  ['flowerPort', site('two', { domains: ['two.example.com'], port: 8001, flowerPort: 8000 }), /taken by one/],
  [
    'projectPath',
    site('two', { domains: ['two.example.com'], projectPath: '/srv/one/two' }),
    /of one lie in one another/,
  ],
  [
    'mediaRoot',
    site('two', { domains: ['two.example.com'], mediaRoot: '/srv/one/media' }),
    /of one lie in one another/,
  ],
];

describe('a second site is refused', () => {
  for (const [key, second, expected] of clashes) {
    test(`${key}: ${expected.source}`, () => {
      const found = sitesProblems([first, second], () => nothingTaken).filter((problem) => problem.key === key);
      assert.deepEqual(
        found.map((problem) => problem.site),
        [1],
      );
      assert.match(renderMessage((found[0] as (typeof found)[number]).message), expected);
    });
  }

  test('with its socket in the folder of another', () => {
    const socket = { bind: 'socket', port: 8000 } as const;
    const sites = [
      site('one', { domains: ['one.example.com'], ...socket, socket: '/run/web/one.sock' }),
      site('two', { domains: ['two.example.com'], ...socket, socket: '/run/web/two.sock', flowerPort: 5556 }),
    ];
    assert.deepEqual(
      sitesProblems(sites, () => nothingTaken).map((problem) => problem.key),
      ['socket'],
    );
  });
});

describe('what a server has already', () => {
  const plan = planSites([first], means);
  const workspace = workspaceOf(new Map(plan.map((file) => [`/home/kim/${file.path}`, file.text] as const)));
  const target = readTarget(workspacePath('/home/kim'), workspace);

  test('is kept off by a later site', () => {
    const taken = target.taken('two');
    const { port, flowerPort, brokerUrl, site: name } = defaultAnswers({ domains: ['one.example.org'] }, taken);
    assert.deepEqual([port, flowerPort, brokerUrl, name], [8001, 5556, 'redis://127.0.0.1:6379/1', 'one-2']);
    const second = { folder: 'two', answers: defaultAnswers({ domains: ['one.example.com'], port: 8000 }, taken) };
    assert.deepEqual(
      sitesProblems([second], target.taken).map((problem) => `${problem.key}: ${renderMessage(problem.message)}`),
      [
        'domains: one.example.com already leads to /home/kim/one/deploy/etc/nginx/sites-available/one.',
        'port: Port 8000 is taken by one-web.service; 8001 is free.',
      ],
    );
  });

  test('is its own when it is written again', () => {
    assert.deepEqual(sitesProblems([first], target.taken), []);
    assert.equal(defaultAnswers({}, target.taken('one')).port, 8000);
  });

  test('is its own where a site of Nginx hands requests on to it', () => {
    const served = workspaceOf(
      new Map([
        ['/home/kim/srv/shop/manage.py', ''],
        [
          '/home/kim/etc/systemd/system/shop-web.service',
          '[Service]\nWorkingDirectory=/srv/shop\nExecStart=/srv/shop/.venv/bin/uvicorn shop.asgi:application --port 8000\n',
        ],
        [
          '/home/kim/etc/nginx/sites-available/shop',
          'server {\n    listen 80;\n    server_name shop.example.com;\n    location / {\n        proxy_pass http://127.0.0.1:8000;\n    }\n}\n',
        ],
      ]),
    );
    const { taken } = readTarget(workspacePath('/home/kim'), served);
    assert.deepEqual([...taken('srv/shop').sites.keys()], []);
    assert.deepEqual([...taken('srv/other').sites.keys()], ['shop']);
  });

  test('is its own where the project brings it, but for a port at which it may run still', () => {
    const { taken } = readTarget(
      workspacePath('/home/kim/shop'),
      workspaceOf(
        new Map([
          ['/home/kim/shop/manage.py', 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'],
          ['/home/kim/shop/shop/wsgi.py', 'from django.core.wsgi import get_wsgi_application\n'],
          ['/home/kim/shop/shop/settings.py', 'DEBUG = False\nROOT_URLCONF = "shop.urls"\n'],
          [
            '/home/kim/shop/deploy/gunicorn.service',
            '[Service]\nWorkingDirectory=/srv/shop\nExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi --bind 127.0.0.1:8000\n',
          ],
          ['/home/kim/shop/fetch.service', '[Service]\nExecStart=/usr/bin/curl http://shop.example.com/\n'],
          [
            '/home/kim/shop/nginx/sites-available/shop',
            'server {\n    listen 80;\n    server_name shop.example.com;\n    location / {\n        proxy_pass http://127.0.0.1:8000;\n    }\n}\n',
          ],
        ]),
      ),
    );
    const own = taken('');
    assert.deepEqual([own.sites.size, own.domains.size, own.folders.size], [0, 0, 0]);
    const moved = readTarget(
      workspacePath('/home/kim'),
      workspaceOf(
        new Map([['/home/kim/fetch.service', '[Service]\nExecStart=/usr/bin/curl http://shop.example.com/\n']]),
      ),
    );
    assert.equal(moved.taken('shop').folders.size, 0);
  });

  test("is another project's server in the file where its own stands", () => {
    const unit = (name: string, port: number): [string, string] => [
      `/home/kim/etc/systemd/system/${name}-web.service`,
      `[Service]\nWorkingDirectory=/srv/${name}\nExecStart=/srv/${name}/.venv/bin/uvicorn ${name}.asgi:application --port ${port}\n`,
    ];
    const server = (name: string, what: string): string =>
      `server {\n    listen 80;\n    server_name ${name};\n    ${what}\n}\n`;
    const pass = (port: number): string => `location / {\n        proxy_pass http://127.0.0.1:${port};\n    }`;
    const site = (...others: string[]): ReturnType<typeof readTarget> =>
      readTarget(
        workspacePath('/home/kim'),
        workspaceOf(
          new Map([
            ['/home/kim/srv/shop/manage.py', ''],
            unit('shop', 8000),
            unit('blog', 8001),
            ['/home/kim/etc/nginx/sites-available/all', [server('shop.example.com', pass(8000)), ...others].join('\n')],
          ]),
        ),
      );
    const redirect = server('www.shop.example.com', 'return 301 https://shop.example.com$request_uri;');
    assert.deepEqual([...site(redirect).taken('srv/shop').domains.keys()], []);
    const both = site(
      redirect,
      server('blog.example.com', pass(8001)),
      server('files.example.com', 'root /srv/files;'),
    );
    assert.deepEqual([...both.taken('srv/shop').domains.keys()], ['blog.example.com', 'files.example.com']);
    // A site of this name would replace the others' servers.
    assert.deepEqual([...both.taken('srv/shop').sites.keys()], ['all']);
    assert.deepEqual([...both.taken('srv/blog').domains.keys()], ['shop.example.com', 'files.example.com']);
  });

  test('is its own on the server too', () => {
    const files = plan.flatMap((file) => [
      [String(file.serverPath), file.text] as const,
      [`/srv/${file.path}`, file.text] as const,
    ]);
    const there = readTarget(workspacePath('/srv'), workspaceOf(new Map(files)));
    assert.deepEqual(sitesProblems([first], there.taken), []);
    assert.equal(defaultAnswers({}, there.taken('two')).port, 8001);
  });

  test('holds for as many sites as there are databases in Redis', () => {
    const many = takenBy(
      Array.from({ length: 16 }, (_, index) => ({ ...first.answers, brokerUrl: `redis://127.0.0.1:6379/${index}` })),
    );
    assert.equal(defaultAnswers({}, many).brokerUrl, 'redis://127.0.0.1:6379/15');
  });
});
