import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Answers, defaultAnswers, withAnswer } from '../../../server/src/scaffold/answers/answers.ts';
import { type PlannedFile, planSite } from '../../../server/src/scaffold/plan.ts';

function counter(): { randomBytes(count: number): Uint8Array; translation: object } {
  let next = 0;
  return { randomBytes: (count) => Uint8Array.from({ length: count }, () => next++ % 256), translation: {} };
}

function plan(partial: Partial<Answers> = {}): Map<string, PlannedFile> {
  const answers = defaultAnswers({ ...withAnswer({}, 'domains', 'shop.example.com'), ...partial });
  const files = planSite(answers, { ...counter(), translation: {} });
  return new Map(files.map((file) => [file.path, file]));
}

function text(files: Map<string, PlannedFile>, path: string): string {
  const file = files.get(path);
  assert.ok(file, `no ${path} among ${[...files.keys()].join(', ')}`);
  return file.text;
}

describe('a plan', () => {
  test('is refused for answers that have a problem', () => {
    assert.throws(() => plan({ user: 'root' }), /"user"/);
    assert.throws(() => plan({ domains: [] }), /"domains"/);
  });

  test('says where each file belongs on the server', () => {
    const places = [...plan().values()].map((file) => [file.path, String(file.serverPath)]);
    assert.deepEqual(Object.fromEntries(places), {
      'deploy/README.md': '/srv/shop/deploy/README.md',
      'deploy/deploy.sh': '/srv/shop/deploy/deploy.sh',
      'deploy/etc/nginx/sites-available/shop': '/etc/nginx/sites-available/shop',
      'deploy/etc/systemd/system/shop-web.service': '/etc/systemd/system/shop-web.service',
      'deploy/etc/systemd/system/shop-worker.service': '/etc/systemd/system/shop-worker.service',
      'deploy/etc/systemd/system/shop-beat.service': '/etc/systemd/system/shop-beat.service',
      'deploy/etc/systemd/system/shop-flower.service': '/etc/systemd/system/shop-flower.service',
      'deploy/with-environment.sh': '/srv/shop/deploy/with-environment.sh',
      'deploy/answers.json': '/srv/shop/deploy/answers.json',
      'deploy/database.py': '/srv/shop/deploy/database.py',
      'deploy/shop.env': '/srv/shop/deploy/shop.env',
      'deploy/requirements.txt': '/srv/shop/deploy/requirements.txt',
      'shop/settings_production.py': '/srv/shop/shop/settings_production.py',
      'shop/static_storage.py': '/srv/shop/shop/static_storage.py',
      '.gitignore': '/srv/shop/.gitignore',
    });
  });

  test('goes with what a project is made of', () => {
    const files = plan({
      projectPath: '/srv/shop/src',
      requirements: '../uv.lock',
      programs: ['libpq-dev', 'python3-dev'],
      staticFolder: 'public/static',
      beatScheduler: 'django_celery_beat.schedulers:DatabaseScheduler',
    });
    assert.match(
      text(files, 'deploy/etc/systemd/system/shop-beat.service'),
      / --scheduler django_celery_beat\.schedulers:/,
    );
    const script = text(files, 'deploy/deploy.sh');
    assert.match(script, /^apt-get install .* libpq-dev python3-dev$/m);
    assert.match(script, /\/uv sync .* --project \.\. --no-install-project$/m);
    assert.match(text(files, 'deploy/README.md'), /`\.\.\/uv\.lock`, so `\/srv\/shop` is a copy/);
    assert.match(text(files, 'shop/settings_production.py'), /STATIC_ROOT = "\/srv\/shop\/src\/public\/static"/);
    assert.doesNotMatch(text(files, '.gitignore'), /static/);
    assert.match(text(files, '.gitignore'), /^\/\.tools\/$/m);
    const usual = plan();
    assert.doesNotMatch(text(usual, 'deploy/etc/systemd/system/shop-beat.service'), /--scheduler/);
    assert.doesNotMatch(text(usual, 'deploy/deploy.sh'), /\.tools|uv /);
  });

  test('writes the application of a project that has none', () => {
    const files = plan({ entry: true, module: 'shop.wsgi:application', server: 'gunicorn' });
    assert.match(
      text(files, 'shop/wsgi.py'),
      /"DJANGO_SETTINGS_MODULE", "shop\.settings"[\s\S]*^application = get_wsgi/m,
    );
    assert.ok(!plan().has('shop/asgi.py'));
  });

  test('installs the groups of packages that a server needs', () => {
    const script = (requirements: string, groups: readonly string[]): string =>
      text(plan({ requirements, groups }), 'deploy/deploy.sh');
    assert.match(script('uv.lock', ['prod']), /uv sync --frozen --inexact --no-dev --group prod$/m);
    assert.match(script('uv.lock', ['dev']), /uv sync --frozen --inexact --group dev$/m);
    assert.match(script('pyproject.toml', ['web', 'db']), / --group pyproject\.toml:web --group pyproject\.toml:db$/m);
    assert.match(script('poetry.lock', ['prod']), /install --only=main,prod /);
    assert.throws(() => script('uv.lock', ['a b']), /"groups"/);
    assert.throws(() => plan({ python: ['3.12'] }), /"python"/);
  });

  test('sets the variables that would name containers', () => {
    const files = plan({ environment: ['DB_HOST=127.0.0.1'], programs: ['redis-server'] });
    assert.match(text(files, 'deploy/shop.env'), /^# .*developer.*\nDB_HOST=127\.0\.0\.1$/m);
    assert.equal(text(files, 'deploy/deploy.sh').match(/redis-server/g)?.length, 1);
    assert.throws(() => plan({ environment: ['A=b c'] }), /"environment"/);
  });

  test('keeps what the project says of HSTS, and its forms before HTTPS', () => {
    const overlay = text(plan({ cookiePrefix: true }), 'shop/settings_production.py');
    assert.match(
      overlay,
      /^SECURE_HSTS_SECONDS = \(globals\(\)\.get\("SECURE_HSTS_SECONDS"\) or 31_536_000\) if HTTPS else 0$/m,
    );
    assert.match(overlay, /^if not HTTPS:\n {4}CSRF_COOKIE_NAME = /m);
    assert.doesNotMatch(text(plan(), 'shop/settings_production.py'), /removeprefix/);
  });

  test('says first of an application that no server starts', () => {
    assert.match(
      text(plan({ earlyModels: true }), 'deploy/README.md'),
      /asgi:application imports models before it loads/,
    );
    assert.doesNotMatch(text(plan(), 'deploy/README.md'), /imports models/);
  });

  test('builds the browser code below the project, and says where it lies outside', () => {
    const files = plan({ browserCode: ['frontend', '../web'] });
    assert.match(
      text(files, 'deploy/deploy.sh'),
      /^if test -f frontend\/package\.json .*\(cd frontend && npm install/m,
    );
    assert.doesNotMatch(text(files, 'deploy/deploy.sh'), /\.\.\/web/);
    assert.match(text(files, 'deploy/README.md'), /`\(cd \.\.\/web && npm install && npm run build\)`/);
    const told = /no npm, run `([^`]*)`/;
    assert.equal(told.exec(text(files, 'deploy/README.md'))?.[1], '(cd frontend && npm install && npm run build)');
    assert.doesNotMatch(text(plan({ vite: true, browserCode: ['..'] }), 'deploy/README.md'), told);
    assert.equal(told.exec(text(plan({ vite: true }), 'deploy/README.md'))?.[1], 'npm install && npm run build');
    assert.throws(() => plan({ browserCode: ['a b'] }), /"browserCode"/);
  });

  test("takes visitors off Vite's development server", () => {
    assert.match(text(plan({ vite: true }), 'shop/settings_production.py'), /"dev_mode": False/);
    assert.doesNotMatch(text(plan(), 'shop/settings_production.py'), /VITE/);
  });

  test('leaves room for the variables of the settings, and makes the secret among them', () => {
    const files = plan({ variables: ['DATABASE_URL', 'SECRET_KEY', 'AWS_SECRET_KEY'] });
    const environment = text(files, 'deploy/shop.env');
    assert.match(environment, /^#DATABASE_URL=''$/m);
    assert.match(environment, /^#AWS_SECRET_KEY=''$/m);
    assert.match(environment, /^SECRET_KEY=[\w-]{64}$/m);
    assert.match(text(files, 'deploy/README.md'), /`DATABASE_URL`, `AWS_SECRET_KEY`\./);
  });

  test('tells Nginx of names that are too long for it', () => {
    const script = (domain: string): string => text(plan({ domains: [domain] }), 'deploy/deploy.sh');
    assert.match(script(`${'a'.repeat(44)}.kr`), /server_names_hash_bucket_size 512/);
    assert.doesNotMatch(script(`${'a'.repeat(43)}.kr`), /server_names_hash/);
  });

  test('keeps secrets to one file that only its owner reads and git leaves out', () => {
    const files = plan({ webdav: true });
    const environment = files.get('deploy/shop.env') as PlannedFile;
    assert.equal(environment.mode, 0o600);
    assert.match(text(files, '.gitignore'), /^\/deploy\/shop\.env$/m);
    const secrets = [...environment.text.matchAll(/^(?:DJANGO_SECRET_KEY=|\w+=\w+:)([\w-]{20,})$/gm)].map(
      (match) => match[1] ?? '',
    );
    assert.equal(secrets.length, 3);
    assert.equal(new Set(secrets).size, 3);
    for (const [path, file] of files) {
      for (const secret of path === 'deploy/shop.env' ? [] : secrets) {
        assert.ok(!file.text.includes(secret), `${path} holds a secret`);
      }
    }
  });

  test('names the same address, prefix and password file on both sides of Nginx', () => {
    const files = plan({ port: 8123, flowerPort: 5678, mediaRoot: '/srv/uploads' });
    const nginx = text(files, 'deploy/etc/nginx/sites-available/shop');
    assert.match(nginx, /location \/ \{\n {8}proxy_pass http:\/\/127\.0\.0\.1:8123;/);
    assert.match(nginx, /location \^~ \/media\/ \{\n {8}alias \/srv\/uploads\/;/);
    assert.match(nginx, /location \^~ \/flower\/ \{[^}]*proxy_pass http:\/\/127\.0\.0\.1:5678;/);
    assert.match(text(files, 'deploy/etc/systemd/system/shop-web.service'), / --host 127\.0\.0\.1 --port 8123\n/);
    assert.match(
      text(files, 'deploy/etc/systemd/system/shop-flower.service'),
      / flower --address=127\.0\.0\.1 --port=5678 --url_prefix=flower\n/,
    );
    assert.match(text(files, 'shop/settings_production.py'), /^MEDIA_ROOT = "\/srv\/uploads"$/m);
    const passwords = /auth_basic_user_file (\S+);/.exec(nginx)?.[1] ?? 'none';
    assert.ok(text(files, 'deploy/deploy.sh').includes(`> ${passwords}\n`));
  });

  test('names the settings of Celery as its application reads them', () => {
    const overlay = (celeryNamespace: string): string => text(plan({ celeryNamespace }), 'shop/settings_production.py');
    assert.match(
      overlay('none'),
      /^BROKER_URL = .*\n.*\nif "CELERY_QUEUES" not in globals\(\):\n {4}CELERY_DEFAULT_QUEUE = /m,
    );
    assert.match(
      overlay('TASKS'),
      /^TASKS_BROKER_URL = .*\n.*\nif "TASKS_TASK_QUEUES" .*\n {4}TASKS_TASK_DEFAULT_QUEUE = /m,
    );
  });

  test('leaves out what was answered with no', () => {
    const files = plan({ celery: false, beat: false, flower: false, media: false });
    const everything = [...files.values()]
      .filter(({ path }) => path !== 'deploy/answers.json')
      .map((file) => file.text)
      .join('\n');
    const retired = /^test ! -e \S+shop-(?:worker|beat|flower)\.service \|\| .*$/gm;
    assert.equal(everything.match(retired)?.length, 6, 'the script and the guide stop what an earlier run started');
    assert.doesNotMatch(everything.replace(retired, ''), /celery|flower|media|redis|webdav|upgrade/i);
  });

  test('knows no HTTPS until the switch is turned', () => {
    const files = plan();
    assert.match(text(files, 'deploy/shop.env'), /^DJANGO_HTTPS=off$/m);
    assert.match(text(files, 'shop/settings_production.py'), /^SECURE_SSL_REDIRECT = HTTPS$/m);
    assert.doesNotMatch(text(files, 'deploy/etc/nginx/sites-available/shop'), /443|ssl/);
  });

  test('of a script keeps what certbot or a person made of the site', () => {
    assert.match(text(plan(), 'deploy/deploy.sh'), /if grep .*ssl_certificate.*; then echo .*; else install /);
  });

  test('installs the packages of the project, and says which variables its settings need', () => {
    const files = plan({ requirements: 'requirements/production.txt', variables: ['POSTGRES_DB', 'SENTRY_DSN'] });
    assert.match(text(files, 'deploy/deploy.sh'), /pip install [^\n]*-r requirements\/production\.txt\n/);
    assert.match(text(files, 'deploy/README.md'), /no file sets them: `POSTGRES_DB`, `SENTRY_DSN`\./);
    assert.throws(() => plan({ requirements: '../x.txt' }), /"requirements"/);
    assert.throws(() => plan({ variables: ['A B'] }), /"variables"/);
  });

  test('asks for the database, the variables and a Python that is new enough before anything fails for want of them', () => {
    const files = plan({
      requirements: 'requirements.txt',
      python: ['>=3.12', '<3.14'],
      database: 'postgresql',
      variables: ['STRIPE_KEY', 'DJANGO_ALLOWED_HOSTS', 'DEBUG'],
    });
    const script = text(files, 'deploy/deploy.sh');
    assert.match(script, /^grep --quiet '\^STRIPE_KEY=' /m);
    assert.ok(script.indexOf('deploy/database.py') < script.indexOf('migrate --noinput'));
    const checks = ['version_info < (3, 12)', 'version_info >= (3, 14)'].map((check) => script.indexOf(check));
    assert.ok(checks.every((at) => at > 0 && at < script.indexOf('python3 -m venv')));
    assert.match(text(files, 'deploy/README.md'), /keep their data in PostgreSQL, which/);
    assert.doesNotMatch(text(plan(), 'deploy/deploy.sh'), /version_info/);
    assert.doesNotMatch(text(plan(), 'deploy/README.md'), /keep their data/);
    assert.match(text(files, 'deploy/shop.env'), /^DJANGO_ALLOWED_HOSTS=shop\.example\.com\nDEBUG=0\n#STRIPE_KEY=''$/m);
    assert.doesNotMatch(text(plan(), 'deploy/deploy.sh'), /The settings read/);
  });

  test('lets Flower say where it listens', () => {
    assert.match(text(plan(), 'shop/settings_production.py'), /"loggers": \{"flower": \{"level": "INFO"\}\}/);
    assert.doesNotMatch(text(plan({ flower: false }), 'shop/settings_production.py'), /flower/);
  });

  test('warns of passwords that plain HTTP gives away, and of none where there is none', () => {
    assert.match(text(plan({ webdav: true }), 'deploy/README.md'), /read the password of \/flower\/, \/webdav\/\./);
    assert.doesNotMatch(text(plan({ flower: false }), 'deploy/README.md'), /password/);
  });

  test('builds on the settings that the project has', () => {
    const nested = plan({ module: 'config.asgi:application', settings: 'config.settings.base' });
    assert.match(text(nested, 'config/settings/production.py'), /^from \.base import \*$/m);
    const flat = plan({ settings: 'settings' });
    assert.match(text(flat, 'settings_production.py'), /^from settings import \*$/m);
  });
});
