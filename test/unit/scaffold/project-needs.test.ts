import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { normalizePath } from '../../../server/src/base/path.ts';
import type { Answers } from '../../../server/src/scaffold/answers/answers.ts';
import { readProjectAnswers } from '../../../server/src/scaffold/project/read.ts';
import { workspaceOf } from '../../harness/service-lane.ts';

/** What a project tells whose settings are `settings`, with more files in its folder. */
function answersOf(settings: string, files: Record<string, string> = {}): Partial<Answers> {
  const all = {
    'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
    'shop/wsgi.py':
      'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
    'shop/settings.py': `ROOT_URLCONF = "shop.urls"\n${settings}`,
    ...files,
  };
  const paths = Object.entries(all).map(([path, text]) => [normalizePath(`/work/shop/${path}`), text] as const);
  return readProjectAnswers(workspaceOf(new Map(paths)))[0]?.answers ?? {};
}

describe('a project tells what it needs of a server', () => {
  test('a Python for its Django, also where an included file asks for it', () => {
    const python = (files: Record<string, string>): readonly string[] | undefined => answersOf('', files).python;
    assert.equal(python({ 'requirements.txt': 'Django>=4.2\n' }), undefined);
    assert.deepEqual(python({ 'requirements.txt': 'Django~=6.0\n' }), ['>=3.12']);
    assert.equal(python({ 'requirements.txt': 'django>=6; python_version >= "3.12"\n' }), undefined);
    const included = { 'requirements/prod.txt': '-r base.txt\n', 'requirements/base.txt': 'django[argon2]==5.2.7\n' };
    assert.deepEqual(python(included), ['>=3.10']);
    assert.deepEqual(python({ 'requirements.txt': '-r requirements.txt\ndjango==6.0\n' }), ['>=3.12']);
    assert.deepEqual(python({ Pipfile: '[packages]\ndjango = "~=5.1"\n' }), ['>=3.10']);
    const lock = '{"default": {"django": {"hashes": ["sha256:0"], "version": "==6.0.1"}}}';
    assert.deepEqual(python({ Pipfile: '[packages]\ndjango = "*"\n', 'Pipfile.lock': lock }), ['>=3.12']);
  });

  test('the Python that Poetry takes, and none where uv fetches it', () => {
    const python = (constraint: string): readonly string[] | undefined =>
      answersOf('', {
        'pyproject.toml': `[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "${constraint}"\n`,
      }).python;
    assert.deepEqual(python('^3.11'), ['>=3.11']);
    assert.deepEqual(python('>=3.9,<3.13'), ['>=3.9', '<3.13']);
    assert.deepEqual(python('>=3.9.1, <3.12.4'), ['>=3.9', '<3.13']);
    assert.deepEqual(python('~3.11'), ['>=3.11', '<3.12']);
    assert.deepEqual(python('3.12.*'), ['>=3.12', '<3.13']);
    assert.deepEqual(python('^3.9 || ^3.11'), undefined);
    assert.deepEqual(python('>=3.9,<4.0'), ['>=3.9']);
    const standard = '[project]\nname = "x"\nrequires-python = ">=3.13,<4"\n';
    assert.deepEqual(answersOf('', { 'pyproject.toml': standard, 'poetry.lock': '' }).python, ['>=3.13']);
    assert.deepEqual(answersOf('', { 'pyproject.toml': standard, 'uv.lock': '' }).python, undefined);
  });

  test('groups of packages, also where there is no project that they belong to', () => {
    const told = (pyproject: string, files: Record<string, string> = {}): unknown[] => {
      const { requirements, groups } = answersOf('', { 'pyproject.toml': pyproject, ...files });
      return [requirements, groups];
    };
    const groups = '[dependency-groups]\ndev = [\n  "ruff",\n]\nweb = ["Django>=5", "uvicorn[standard]"]\n';
    assert.deepEqual(told(groups), ['pyproject.toml', ['web']]);
    assert.deepEqual(told(groups, { 'uv.lock': '' }), ['uv.lock', ['web']]);
    assert.deepEqual(told('[dependency-groups]\ndev = ["ruff"]\n'), [undefined, undefined]);
    assert.deepEqual(told('[dependency-groups]\ndev = ["django", "ruff"]\n'), ['pyproject.toml', ['dev']]);
    const project = '[project]\nname = "x"\n[dependency-groups]\ndev = ["ruff"]\nproduction = ["psycopg"]\n';
    assert.deepEqual(told(project, { 'uv.lock': '' }), ['uv.lock', ['production']]);
    const poetry =
      '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\ndjango = "*"\n[tool.poetry.group.prod.dependencies]\npsycopg = "*"\n[tool.poetry.group.dev.dependencies]\nruff = "*"\n';
    assert.deepEqual(told(poetry), ['poetry.lock', ['prod']]);
  });

  test('the variables of the way that the site takes', () => {
    const variables = (settings: string): readonly string[] | undefined =>
      answersOf(`import environ, os\nenv = environ.Env()\n${settings}`).variables;
    const branches =
      'if DEBUG:\n    MAILHOG = env("MAILHOG")\nelse:\n    SECRET_KEY = env("SECRET_KEY")\n    SENTRY = env("SENTRY_DSN")\n';
    assert.deepEqual(variables(`DEBUG = env.bool("DEBUG")\n${branches}`), ['DEBUG', 'SECRET_KEY', 'SENTRY_DSN']);
    assert.deepEqual(variables(`DEBUG = os.environ["DJANGO_DEBUG"] == "1"\n${branches}`), [
      'DJANGO_DEBUG',
      'SECRET_KEY',
      'SENTRY_DSN',
    ]);
    assert.deepEqual(variables('if env("MODE") == "local":\n    A = env("A")\n'), ['A', 'MODE']);
  });

  test('that django-vite may be left on the development server', () => {
    const vite = (settings: string): boolean | undefined => answersOf(`DEBUG = True\n${settings}`).vite;
    assert.equal(vite('DJANGO_VITE = {"default": {"dev_mode": DEBUG}}\n'), true);
    assert.equal(vite('DJANGO_VITE_DEV_MODE = DEBUG\n'), true);
    assert.equal(vite('DJANGO_VITE = {"default": {"manifest_path": "x"}}\n'), undefined);
    assert.equal(vite('DJANGO_VITE = read()\n'), undefined);
    assert.equal(vite(''), undefined);
  });

  test('services that it looks for by the names of containers, or of which only the server knows', () => {
    const services = (settings: string): unknown[] => {
      const { environment, variables, programs } = answersOf(`import os\n${settings}`);
      return [environment, variables, programs];
    };
    const host = '"HOST": os.getenv("DB_HOST", "db"), "NAME": os.getenv("DB_NAME", "shop")';
    const database = `DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", ${host}}}\n`;
    assert.deepEqual(services(database), [['DB_HOST=127.0.0.1'], undefined, undefined]);
    const cache = (location: string): string =>
      `CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": ${location}}}\n`;
    assert.deepEqual(services(cache('os.environ.get("REDIS_URL", "redis://:pw@redis:6379/1")')), [
      ['REDIS_URL=redis://:pw@127.0.0.1:6379/1'],
      undefined,
      ['redis-server'],
    ]);
    const joined = 'REDIS_HOST = os.getenv("REDIS_HOST", "redis")\n';
    assert.deepEqual(services(`${joined}${cache('f"redis://{REDIS_HOST}:6379/1"')}`), [
      ['REDIS_HOST=127.0.0.1'],
      undefined,
      ['redis-server'],
    ]);
    assert.deepEqual(services(cache('"redis://cache.example.kr/1"')), [undefined, undefined, undefined]);
    assert.deepEqual(services(cache('os.environ.get("REDIS_URL")')), [undefined, ['REDIS_URL'], undefined]);
    const channels = (hosts: string): string =>
      `CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [${hosts}]}}}\n`;
    assert.deepEqual(services(channels('("127.0.0.1", 6379)')), [undefined, undefined, ['redis-server']]);
    assert.deepEqual(services(channels('("cache.example.kr", 6379)')), [undefined, undefined, undefined]);
    const mail = 'EMAIL_HOST = os.getenv("EMAIL_HOST", "mailhog")\n';
    assert.deepEqual(services(mail), [undefined, undefined, undefined]);
  });

  test('the variable by which the package of its settings takes them over', () => {
    const files = (init: string): Record<string, string> => ({
      'shop/settings.py': '',
      'shop/settings/__init__.py': init,
      'shop/settings/base.py': 'ROOT_URLCONF = "shop.urls"\n',
      'shop/settings/local.py': 'from .base import *\nDEBUG = True\n',
      'shop/settings/production.py': 'from .base import *\nDEBUG = False\n',
    });
    const line = (init: string): unknown => {
      const { settings, environment } = answersOf('', files(init));
      return [settings, environment];
    };
    const choice =
      'import os\nfrom django.utils import x\nKIND = os.environ.get("SHOP_ENV", "local")\nif KIND == "production":\n    from .production import *\nelse:\n    from .local import *\n';
    assert.deepEqual(line(choice), ['shop.settings.production', ['SHOP_ENV=production']]);
    assert.deepEqual(line(choice.replace('"local")', '"production")')), ['shop.settings.production', undefined]);
    assert.deepEqual(line(''), ['shop.settings.production', undefined]);
  });

  test('that its application imports models too early', () => {
    const early = (line: string): boolean | undefined =>
      answersOf('', {
        'shop/wsgi.py': `from django.core.wsgi import get_wsgi_application\n${line}\napplication = get_wsgi_application()\n`,
      }).earlyModels;
    assert.equal(early('from django.contrib.auth.models import User'), true);
    assert.equal(early('import os'), undefined);
  });

  test('browser code in folders of its own', () => {
    const folders = (...paths: string[]): readonly string[] | undefined => {
      const manifests = paths.map((path) => [`${path}package.json`, '{"scripts": {"build": "vite build"}}'] as const);
      const configurations = paths.map((path) => [`${path}vite.config.ts`, ''] as const);
      return answersOf('', Object.fromEntries([...manifests, ...configurations, ['../README.md', '']])).browserCode;
    };
    assert.deepEqual(folders('frontend/'), ['frontend']);
    assert.deepEqual(folders('frontend/', ''), undefined);
    assert.deepEqual(folders('../web/'), ['../web']);
    assert.deepEqual(folders('../'), ['..']);
    assert.deepEqual(answersOf('', { 'docs/package.json': '{"scripts": {"build": "x"}}' }).browserCode, undefined);
  });

  test('cookies that browsers take over HTTPS alone', () => {
    assert.equal(answersOf('CSRF_COOKIE_NAME = "__Secure-csrftoken"\n').cookiePrefix, true);
    assert.equal(answersOf('SESSION_COOKIE_NAME = "shop-session"\n').cookiePrefix, undefined);
  });

  test('the server of its database', () => {
    const database = (engine: string): string | undefined =>
      answersOf(`import os\nDATABASES = {"default": {"ENGINE": ${engine}, "NAME": "shop"}}\n`).database;
    assert.equal(database('"django.db.backends.postgresql"'), 'postgresql');
    assert.equal(database('"django.contrib.gis.db.backends.postgis"'), 'postgresql');
    assert.equal(database('"django.db.backends.mysql"'), 'mysql');
    assert.equal(database('"django.db.backends.sqlite3"'), undefined);
    assert.equal(database('os.environ.get("ENGINE", "django.db.backends.mysql")'), 'mysql');
    assert.equal(database('os.environ["ENGINE"]'), undefined);
  });
});
