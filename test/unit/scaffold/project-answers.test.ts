import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answers } from '../../../server/src/scaffold/answers/answers.ts';
import { readProjectAnswers } from '../../../server/src/scaffold/project/read.ts';
import { workspaceOf } from '../../harness/service-lane.ts';

function read(files: Record<string, string>): [folder: string, answers: Partial<Answers>][] {
  const workspace = workspaceOf(new Map(Object.entries(files)));
  return readProjectAnswers(workspace).map(({ folder, answers }) => [folder, answers]);
}

const asgi = (settings: string): string =>
  `import os\nfrom django.core.asgi import get_asgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\napplication = get_asgi_application()\n`;

describe('a project tells', () => {
  test('what startproject made, with Celery added', () => {
    const [only, ...more] = read({
      '/home/kim/shop/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
      '/home/kim/shop/shop/asgi.py': asgi('shop.settings'),
      '/home/kim/shop/shop/wsgi.py': asgi('shop.settings'),
      '/home/kim/shop/shop/celery.py':
        'import os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\n',
      '/home/kim/shop/shop/settings.py':
        'ALLOWED_HOSTS = ["shop.example.com", ".example.kr", "example.org", ".railway.app", "shop.herokuapp.com", "127.0.0.1"]\nINSTALLED_APPS = ["daphne", "shop"]\nMEDIA_ROOT = "/x"\nCELERY_BROKER_URL = "amqp://guest@broker.example.kr:5672/"\n',
    });
    assert.deepEqual(more, []);
    assert.deepEqual(only, [
      '/home/kim/shop',
      {
        domains: ['shop.example.com', 'example.kr'],
        site: 'shop',
        server: 'uvicorn',
        module: 'shop.asgi:application',
        settings: 'shop.settings',
        websocket: true,
        media: true,
        celery: true,
        celeryApp: 'shop',
        beat: false,
        brokerUrl: 'amqp://guest@broker.example.kr:5672/',
      },
    ]);
  });

  test('a layout of its own: config package, settings folder, celery_app', () => {
    const [[folder, answers] = ['', {}]] = read({
      '/work/bookshop/manage.py':
        'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")\n',
      '/work/bookshop/config/__init__.py': '',
      '/work/bookshop/config/wsgi.py': asgi('config.settings.production'),
      '/work/bookshop/config/celery_app.py':
        'import os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")\napp = Celery("books")\n',
      '/work/bookshop/config/settings/__init__.py': '',
      '/work/bookshop/config/settings/base.py': 'INSTALLED_APPS = ["django_celery_beat"]\nMEDIA_ROOT = "/x"\n',
      '/work/bookshop/requirements/production.txt': '-r base.txt\n',
      '/work/bookshop/config/settings/local.py': 'from .base import *\nDEBUG = True\n',
      '/work/bookshop/config/settings/production.py':
        'import os\nfrom .base import *\nDEBUG = False\nALLOWED_HOSTS = os.environ["HOSTS"].split(",")\nCELERY_BROKER_URL = os.environ["BROKER"]\nif "SENTRY" in os.environ:\n    SENTRY = os.environ["SENTRY"]\nSTORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}, "staticfiles": {"BACKEND": "x.Y"}}\n',
    });
    assert.equal(folder, '/work/bookshop');
    assert.deepEqual(answers, {
      site: 'bookshop',
      server: 'gunicorn',
      module: 'config.wsgi:application',
      settings: 'config.settings.production',
      websocket: false,
      media: false,
      requirements: 'requirements/production.txt',
      variables: ['BROKER', 'HOSTS'],
      celery: true,
      celeryApp: 'config.celery_app',
      beat: true,
      beatScheduler: 'django_celery_beat.schedulers:DatabaseScheduler',
    });
  });

  test('an application of Celery that reads its old names', () => {
    const files = (call: string, settings: string): Record<string, string> => ({
      '/work/books/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "books.settings")\n',
      '/work/books/books/wsgi.py': asgi('books.settings'),
      '/work/books/books/celery.py': `from celery import Celery\napp = Celery("books")\napp.config_from_object(${call})\n`,
      '/work/books/books/settings.py': `ROOT_URLCONF = "books.urls"\n${settings}`,
    });
    const of = (call: string, settings: string): Partial<Answers> | undefined => read(files(call, settings))[0]?.[1];
    const old = of('"django.conf:settings"', 'BROKER_URL = "redis://localhost:6379/7"\nCELERYBEAT_SCHEDULE = {}\n');
    assert.deepEqual([old?.celeryNamespace, old?.brokerUrl, old?.beat], ['none', 'redis://localhost:6379/7', true]);
    const own = of('"django.conf:settings", namespace="TASKS"', 'TASKS_BROKER_URL = "redis://localhost:6379/7"\n');
    assert.deepEqual([own?.celeryNamespace, own?.brokerUrl, own?.beat], ['TASKS', 'redis://localhost:6379/7', false]);
    assert.equal(of('"books.celeryconfig"', '')?.celeryNamespace, undefined);
  });

  test('which application is its own, and which server its packages hold', () => {
    const files = {
      '/work/pages/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "pages.settings")\n',
      '/work/pages/pages/settings.py': 'DEBUG = False\nMEDIA_ROOT = "/x"\n',
      '/work/pages/pages/wsgi.py': asgi('pages.settings'),
      '/work/pages/tasks/asgi.py': asgi('tasks.settings'),
      '/work/pages/tasks/celery.py': asgi('tasks.settings'),
    };
    const answers = (more: Record<string, string>): Partial<Answers> => read({ ...files, ...more })[0]?.[1] ?? {};
    assert.deepEqual(
      [answers({}).module, answers({}).beat, answers({}).media],
      ['pages.wsgi:application', false, true],
    );
    const asgiFile = { '/work/pages/pages/asgi.py': asgi('pages.settings') };
    assert.equal(answers(asgiFile).module, 'pages.asgi:application');
    const packages = (text: string): Record<string, string> => ({ ...asgiFile, '/work/pages/requirements.txt': text });
    assert.equal(answers(packages('Django>=5\ngunicorn==23.0\n')).server, 'gunicorn');
    assert.equal(answers(packages('gunicorn\nuvicorn[standard]\n')).server, 'uvicorn');
    assert.equal(answers(packages('gunicorn-extras\ndjango-celery-beat==2.8\n')).server, 'uvicorn');
    assert.equal(answers(packages('django-celery-beat==2.8\n')).beat, true);
  });

  test('an application to be written where it has none, unless another project has one', () => {
    const manage = (name: string): string => `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${name}")\n`;
    const bare = {
      '/work/shop/manage.py': manage('shop.settings'),
      '/work/shop/shop/settings.py': 'ROOT_URLCONF = "shop.urls"\n',
    };
    const [[folder, answers] = ['', {}], ...more] = read(bare);
    assert.deepEqual([folder, more, answers.entry], ['/work/shop', [], true]);
    assert.deepEqual(
      [answers.module, answers.server, answers.settings],
      ['shop.wsgi:application', 'gunicorn', 'shop.settings'],
    );
    const beside = {
      '/work/site/manage.py': manage('site.settings'),
      '/work/site/site/settings.py': 'ROOT_URLCONF = "site.urls"\n',
      '/work/site/site/asgi.py': asgi('site.settings'),
    };
    assert.deepEqual(
      read({ ...bare, ...beside }).map(([at, { entry }]) => [at, entry]),
      [['/work/site', undefined]],
    );
  });

  test('which settings it runs with: a part of them is none', () => {
    const manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n';
    const settings = (files: Record<string, string>): string | undefined =>
      read({ '/work/shop/manage.py': manage, '/work/shop/shop/wsgi.py': asgi('shop.settings'), ...files })[0]?.[1]
        .settings;
    const whole = 'ROOT_URLCONF = "shop.urls"\n';
    assert.equal(
      settings({
        '/work/shop/shop/settings.py': `${whole}from .common_settings import *\nfrom .server_settings import *\n`,
        '/work/shop/shop/common_settings.py': 'INSTALLED_APPS = []\n',
        '/work/shop/shop/server_settings.py': 'DEBUG = False\nMEDIA_ROOT = "/x"\n',
      }),
      'shop.settings',
    );
    const folder = {
      '/work/shop/shop/settings/__init__.py': '',
      '/work/shop/shop/settings/base.py': whole,
      '/work/shop/shop/settings/local.py': 'from .base import *\nDEBUG = True\n',
      '/work/shop/shop/wsgi.py': asgi('shop.settings.local'),
    };
    assert.equal(settings(folder), 'shop.settings.base');
    const staging = { '/work/shop/shop/settings/live.py': 'from .base import *\nDEBUG = False\n' };
    assert.equal(settings({ ...folder, ...staging }), 'shop.settings.live');
  });

  test('a layout in which nothing but Django itself is named: .env, packages of one module, Celery apart', () => {
    const [[folder, answers] = ['', {}]] = read({
      '/work/library/manage.py': 'from django.core.management import execute_from_command_line\n',
      '/work/library/library/conf/__init__.py': '',
      '/work/library/library/conf/production.py': 'ROOT_URLCONF = "library.urls"\nDEBUG = False\n',
      '/work/library/library/asgi/__init__.py': 'from django.core.asgi import get_asgi_application\n',
      '/work/library/library/celery/app.py':
        'app = Celery("x")\napp.config_from_object("django.conf:settings", namespace="CELERY")\n',
    });
    assert.equal(folder, '/work/library');
    assert.deepEqual(
      [answers.site, answers.module, answers.settings, answers.celeryApp],
      ['library', 'library.asgi:application', 'library.conf.production', 'library.celery.app'],
    );
  });

  test('which variables methods of django-environ for whole services demand', () => {
    const variables = (database: string): readonly string[] | undefined =>
      read({
        '/work/shop/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        '/work/shop/shop/wsgi.py': asgi('shop.settings'),
        '/work/shop/shop/settings.py': `import environ\nenv = environ.Env(CACHE_URL=(str, "locmemcache://"))\nCACHES = {"default": env.cache()}\nDATABASES = {"default": ${database}}\nROOT_URLCONF = "shop.urls"\n`,
      })[0]?.[1].variables;
    assert.deepEqual(variables('env.db()'), ['DATABASE_URL']);
    assert.deepEqual(variables('env.db("PG_URL")'), ['PG_URL']);
    assert.deepEqual(variables('env.db_url("PG_URL", default="sqlite:///x")'), undefined);
  });

  test('collects static files beside those that it has in the usual folder', () => {
    const folder = (dirs: string): string | undefined =>
      read({
        '/work/shop/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        '/work/shop/shop/wsgi.py': asgi('shop.settings'),
        '/work/shop/shop/settings.py': `import os\nBASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\nSTATICFILES_DIRS = ${dirs}\nROOT_URLCONF = "shop.urls"\n`,
      })[0]?.[1].staticFolder;
    assert.equal(folder('(os.path.join(BASE_DIR, "staticfiles"),)'), 'static_root');
    assert.equal(folder('[("site", os.path.join(BASE_DIR, "staticfiles/site"))]'), 'static_root');
    assert.equal(folder('[os.path.join(BASE_DIR, "static")]'), undefined);
  });

  test('its name where its package has a common one', () => {
    const name = (folder: string, module: string): string | undefined =>
      read({
        '/work/readme.txt': '',
        [`${folder}/manage.py`]: `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n`,
        [`${folder}/settings.py`]: 'ROOT_URLCONF = "urls"\n',
        [`${folder}/${module}.py`]: asgi('settings'),
      })[0]?.[1].site;
    assert.equal(name('/work/book_shop/backend', 'config/asgi'), 'book-shop');
    assert.equal(name('/work/kiosk', 'wsgi'), 'kiosk');
    assert.equal(name('/work/kiosk/src', 'stand/wsgi'), 'stand');
  });

  test('the largest upload', () => {
    const limit = (settings: string): string | undefined =>
      read({
        '/work/shop/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        '/work/shop/shop/wsgi.py': asgi('shop.settings'),
        '/work/shop/shop/settings.py': settings,
      })[0]?.[1].uploadLimit;
    assert.equal(limit('DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024\n'), '51m');
    assert.equal(limit('DATA_UPLOAD_MAX_MEMORY_SIZE = 5242880\nMAX_UPLOAD_SIZE = 104857600\n'), '101m');
    // Django's default, no limit at all, one from the environment, and one that isn't in bytes.
    assert.equal(limit('DATA_UPLOAD_MAX_MEMORY_SIZE = 2621440\n'), undefined);
    assert.equal(limit('DATA_UPLOAD_MAX_MEMORY_SIZE = None\n'), undefined);
    assert.equal(limit('import os\nMAX_UPLOAD_SIZE = int(os.environ["SIZE"])\n'), undefined);
    assert.equal(limit('MAX_FILE_SIZE = 500\n'), undefined);
  });

  test('where its packages are told, and what they need of Debian', () => {
    const packages = (files: Record<string, string>): (string | readonly string[] | undefined)[] => {
      const [[, answers] = ['', {}]] = read({
        '/work/README.md': '',
        '/work/shop/src/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        '/work/shop/src/shop/wsgi.py': asgi('shop.settings'),
        '/work/shop/src/shop/settings.py': 'ROOT_URLCONF = "shop.urls"\n',
        ...files,
      });
      return [answers.requirements, answers.projectPath, answers.programs];
    };
    assert.deepEqual(packages({}), [undefined, undefined, undefined]);
    assert.deepEqual(packages({ '/work/shop/src/requirements/prod.txt': 'psycopg2==2.9\n' }), [
      'requirements/prod.txt',
      undefined,
      ['build-essential', 'libpq-dev', 'python3-dev'],
    ]);
    assert.deepEqual(packages({ '/work/shop/requirements.txt': 'psycopg2-binary\ngit+https://example.com/x.git\n' }), [
      '../requirements.txt',
      '/srv/shop/src',
      ['git'],
    ]);
    const project = {
      '/work/shop/src/pyproject.toml': '[project]\nname = "shop"\ndependencies = [\n    "mysqlclient>=2",\n]\n',
    };
    const mysql = ['build-essential', 'default-libmysqlclient-dev', 'pkg-config', 'python3-dev'];
    assert.deepEqual(packages(project), ['pyproject.toml', undefined, mysql]);
    assert.deepEqual(packages({ ...project, '/work/shop/src/uv.lock': 'name = "psycopg"\n' }), [
      'uv.lock',
      undefined,
      [...mysql, 'libpq5'].sort(),
    ]);
    assert.deepEqual(packages({ '/work/shop/src/Pipfile': '[packages]\ndjango = "*"\n' })[0], 'Pipfile');
    assert.deepEqual(
      packages({
        '/work/shop/src/pyproject.toml': '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\ndjango = "*"\n',
      })[0],
      'poetry.lock',
    );
    assert.deepEqual(packages({ '/work/shop/src/pyproject.toml': '[tool.black]\nline-length = 100\n' })[0], undefined);
  });

  test('nothing where there is no project', () => {
    assert.deepEqual(read({ '/work/a/main.py': 'print(1)\n', '/etc/nginx/nginx.conf': 'events {}\n' }), []);
  });
});
