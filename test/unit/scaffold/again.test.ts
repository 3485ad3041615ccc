import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { emptyTarget, readTarget } from '../../../server/src/scaffold/answers/target.ts';
import { planSites, readSites } from '../../../server/src/scaffold/sites.ts';
import { type PlannedWrites, planWrites } from '../../../server/src/scaffold/writes.ts';
import { workspaceOf } from '../../harness/service-lane.ts';

const folder = '/home/kim/shop';
let seed = 0;
const means = {
  randomBytes: (count: number) => Uint8Array.from({ length: count }, (_, index) => index + seed),
  translation: {},
};

/** What `siteconf new --answers` would do in the folder; secrets are others each time. */
function run(files: ReadonlyMap<string, string>, answers: object): PlannedWrites {
  seed++;
  const target = files.size === 0 ? emptyTarget : readTarget(workspacePath(folder), workspaceOf(new Map(files)));
  const { sites, problems } = readSites(answers, {
    folder: target.folder,
    proposed: (place) => target.projects.find((project) => project.folder === place)?.answers ?? {},
    taken: (place) => target.taken(place),
  });
  assert.deepEqual(problems, []);
  return planWrites(planSites(sites, means), (path) => files.get(`${folder}/${path}`));
}

function written(files: ReadonlyMap<string, string>, { create, extend, conflict }: PlannedWrites): Map<string, string> {
  return new Map([
    ...files,
    ...[...create, ...extend, ...conflict].map(({ path, text }) => [`${folder}/${path}`, text] as const),
  ]);
}

const paths = (plan: PlannedWrites): Record<string, string[]> =>
  Object.fromEntries(
    (['create', 'extend', 'conflict'] as const).map((kind) => [kind, plan[kind].map(({ path }) => path)]),
  );
const nothing = { create: [], extend: [], conflict: [] };

const entry = (kind: string, settings: string): string =>
  `import os\nfrom django.core.${kind} import get_${kind}_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\napplication = get_${kind}_application()\n`;
const celery =
  'import os\nfrom celery import Celery\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napp = Celery("shop")\n';
const manage = (settings: string): string =>
  `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\n`;
const one =
  'import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nDEBUG = True\nROOT_URLCONF = "shop.urls"\nALLOWED_HOSTS = []\nINSTALLED_APPS = []\nMIDDLEWARE = []\nMEDIA_ROOT = BASE_DIR / "uploads"\nSTRIPE = os.environ["STRIPE_KEY"]\n';

const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an empty folder': {},
  'what startproject made': {
    'manage.py': manage('shop.settings'),
    'requirements.txt': 'django\n',
    'shop/__init__.py': '',
    'shop/asgi.py': entry('asgi', 'shop.settings'),
    'shop/wsgi.py': entry('wsgi', 'shop.settings'),
    'shop/celery.py': celery,
    'shop/settings.py': one,
  },
  'settings for a desk and for production': {
    'manage.py': manage('config.settings.local'),
    'requirements.txt': 'django\ngunicorn\n',
    'config/__init__.py': '',
    'config/wsgi.py': entry('wsgi', 'config.settings.production'),
    'config/settings/__init__.py': '',
    'config/settings/base.py': one,
    'config/settings/local.py': 'from .base import *\nDEBUG = True\n',
    'config/settings/production.py': 'from .base import *\nDEBUG = False\nALLOWED_HOSTS = ["shop.example.kr"]\n',
  },
  'settings alone': {
    'manage.py': manage('shop.settings'),
    'requirements.txt': 'django\n',
    'shop/__init__.py': '',
    'shop/settings.py': one,
  },
  'shared settings and a desk': {
    'manage.py': manage('config.settings.local'),
    'pyproject.toml':
      '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["django"]\n',
    'config/__init__.py': '',
    'config/asgi.py': entry('asgi', 'config.settings.local'),
    'config/settings/__init__.py': '',
    'config/settings/base.py': one,
    'config/settings/local.py': 'from .base import *\nDEBUG = True\n',
  },
};

const answers: Readonly<Record<string, object>> = {
  'nothing but a domain': { domains: 'shop.example.kr' },
  'a project to start from': { domains: 'shop.example.kr', starter: true },
  'all but the defaults': {
    domains: '쇼핑.example.kr www.example.kr',
    site: 'kiosk',
    projectPath: '/opt/kiosk',
    user: 'kim',
    processManager: 'supervisor',
    server: 'gunicorn',
    bind: 'socket',
    websocket: false,
    staticFiles: true,
    uploadLimit: '1g',
    beat: false,
    brokerUrl: 'amqp://kim:secret@127.0.0.1:5672/kiosk',
    webdav: true,
    flowerPort: 5600,
  },
  'no Celery': { domains: 'shop.example.kr', celery: false, media: false, port: 8100 },
};

describe('a second run', () => {
  for (const [project, texts] of Object.entries(projects)) {
    const before = new Map(Object.entries(texts).map(([path, text]) => [`${folder}/${path}`, text]));
    const fitting = Object.entries(answers).filter(([, given]) => 'starter' in given === (before.size === 0));
    for (const [name, given] of fitting) {
      const first = (): Map<string, string> => written(before, run(before, given));

      test(`with the same answers has nothing to do: ${project}, ${name}`, () => {
        assert.deepEqual(paths(run(first(), given)), nothing);
      });

      test(`proposes what was answered: ${project}, ${name}`, () => {
        assert.deepEqual(paths(run(first(), {})), nothing);
      });

      test(`writes the folder again that was taken away, and nothing else: ${project}, ${name}`, () => {
        const without = new Map([...first()].filter(([path]) => !path.startsWith(`${folder}/deploy/`)));
        const again = run(without, given);
        assert.deepEqual([again.extend, again.conflict], [[], []]);
        assert.ok(again.create.every(({ path }) => path.startsWith('deploy/')));
      });
    }
  }

  test('with another answer shows what differs, and keeps the secrets', () => {
    const before = new Map(
      Object.entries(projects['what startproject made'] ?? {}).map(([path, text]) => [`${folder}/${path}`, text]),
    );
    const first = written(before, run(before, { domains: 'shop.example.kr' }));
    const again = run(first, { flower: false });
    assert.deepEqual(paths(again), {
      create: [],
      extend: [],
      conflict: [
        'deploy/README.md',
        'deploy/deploy.sh',
        'deploy/etc/nginx/sites-available/shop',
        'deploy/answers.json',
        'shop/settings_production.py',
      ],
    });
  });

  test('reads answers that were edited as far as they can be read', () => {
    const before = new Map(
      Object.entries(projects['what startproject made'] ?? {}).map(([path, text]) => [`${folder}/${path}`, text]),
    );
    const first = written(before, run(before, { domains: 'shop.example.kr', port: 8100 }));
    const kept = `${folder}/deploy/answers.json`;
    const edited = JSON.stringify({ ...JSON.parse(first.get(kept) ?? ''), site: 7, port: 80, beat: 'no', folder: 1 });
    for (const text of ['{', '[]', '7', edited]) {
      assert.ok(run(new Map([...first, [kept, text]]), { domains: 'shop.example.kr' }).same.length > 0, text);
    }
    // The port that nobody can take is asked for anew.
    assert.deepEqual(paths(run(new Map([...first, [kept, edited]]), {})).conflict, [
      'deploy/etc/nginx/sites-available/shop',
      'deploy/etc/systemd/system/shop-web.service',
      'deploy/answers.json',
    ]);
  });
});
