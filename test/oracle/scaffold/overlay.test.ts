import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { defaultAnswers } from '../../../server/src/scaffold/answers/answers.ts';
import { planSite } from '../../../server/src/scaffold/plan.ts';

const means = { randomBytes: (count: number) => new Uint8Array(count).fill(7), translation: {} };

/** What django/conf/global_settings.py says of storages in each line of versions. */
const older = 'STATICFILES_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"\n';
const newer = 'STORAGES = {"default": {"BACKEND": "d"}, "staticfiles": {"BACKEND": "s"}}\n';
const versions = { '3.2': older, '4.2': older + newer, '5.2': newer };

/** Python that runs the production settings and tells a few of them. */
const tell = `import json
from shop import settings_production as settings
names = ["STORAGES", "STATICFILES_STORAGE", "CELERY_TASK_DEFAULT_QUEUE", "LOGGING"]
print(json.dumps({name: getattr(settings, name, None) for name in names}))
`;

interface Told {
  readonly STORAGES: Record<string, { BACKEND: string }> | null;
  readonly STATICFILES_STORAGE: string | null;
  readonly CELERY_TASK_DEFAULT_QUEUE: string | null;
  readonly LOGGING: unknown;
}

function run(globalSettings: string, own: string, more: Record<string, unknown> = {}): Told {
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-overlay-'));
  try {
    const answers = defaultAnswers({ domains: ['shop.example.com'], ...more });
    const overlay = planSite(answers, means).find(({ path }) => path === 'shop/settings_production.py')?.text ?? '';
    const files = {
      'django/__init__.py': '',
      'django/conf/__init__.py': '',
      'django/conf/global_settings.py': globalSettings,
      'shop/__init__.py': '',
      'shop/settings.py': `MIDDLEWARE = []\n${own}`,
      'shop/settings_production.py': overlay,
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const ran = spawnSync('python3', ['-c', tell], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, DJANGO_SECRET_KEY: 'x', CELERY_BROKER_URL: 'redis://127.0.0.1:6379/0' },
    });
    assert.equal(ran.status, 0, ran.stderr);
    return JSON.parse(ran.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const storage = 'shop.static_storage.ProductionStaticFiles';

describe('the production settings, as Python runs them', () => {
  for (const [version, globalSettings] of Object.entries(versions)) {
    test(`name the storage of static files where Django ${version} looks for it`, () => {
      for (const staticFiles of [false, true]) {
        const told = run(globalSettings, '', { staticFiles });
        const found = version === '5.2' ? told.STORAGES?.staticfiles?.BACKEND : told.STATICFILES_STORAGE;
        assert.equal(found, storage);
        // Django 4.2 and 5.0 refuse a project that has both.
        assert.ok(told.STORAGES === null || told.STATICFILES_STORAGE === null);
      }
    });
  }

  test('go with the kind of setting that the project has', () => {
    const old = run(versions['4.2'], 'DEFAULT_FILE_STORAGE = "x.S3"\n');
    assert.deepEqual([old.STORAGES, old.STATICFILES_STORAGE], [null, storage]);
    const storages = run(versions['4.2'], 'STORAGES = {"default": {"BACKEND": "x.S3"}}\n');
    assert.deepEqual(storages.STORAGES, { default: { BACKEND: 'x.S3' }, staticfiles: { BACKEND: storage } });
    assert.equal(storages.STATICFILES_STORAGE, null);
  });

  test('keep a storage that the project has named, but where Nginx sends the files as ones that never change', () => {
    const own = 'STORAGES = {"staticfiles": {"BACKEND": "x.Own"}}\n';
    assert.equal(run(versions['5.2'], own).STORAGES?.staticfiles?.BACKEND, 'x.Own');
    assert.equal(run(versions['5.2'], own, { staticFiles: true }).STORAGES?.staticfiles?.BACKEND, storage);
    assert.equal(run(versions['3.2'], 'STATICFILES_STORAGE = "x.Own"\n').STATICFILES_STORAGE, 'x.Own');
  });

  test('give a queue of its own to a project that has none, and a log', () => {
    const queue = (own: string): string | null => run(versions['5.2'], own).CELERY_TASK_DEFAULT_QUEUE;
    assert.equal(queue(''), 'shop');
    assert.equal(queue('CELERY_TASK_DEFAULT_QUEUE = "orders"\n'), 'orders');
    assert.equal(queue('CELERY_TASK_QUEUES = []\n'), null);
    assert.deepEqual(run(versions['5.2'], 'LOGGING = {"version": 1}\n').LOGGING, { version: 1 });
    assert.ok(run(versions['5.2'], '').LOGGING);
  });
});
