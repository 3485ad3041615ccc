import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answers } from '../../../server/src/scaffold/answers.ts';
import { readProjectAnswers } from '../../../server/src/scaffold/project-answers.ts';
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
    });
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

  test('nothing where there is no project', () => {
    assert.deepEqual(read({ '/work/a/main.py': 'print(1)\n', '/etc/nginx/nginx.conf': 'events {}\n' }), []);
  });
});
