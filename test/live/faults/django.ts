import assert from 'node:assert/strict';
import { type Edit, type Fault, newFile, storages, toldStorages } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const server = '/etc/nginx/sites-available/shop';
const settings = '/srv/shop/main/settings_production.py';
const ownSettings = '/srv/shop/main/settings.py';
const environment = '/srv/shop/deploy/shop.env';
const page = 'http://shop.example.com/';
const securePage = 'https://shop.example.com/';

/** What a fault in the settings has in common, before and after the site answers HTTPS. */
const early = { stage: 'http', restart: ['web'] } as const;
const late = { stage: 'https', restart: ['web'] } as const;

const change = (from: string, to: string, path = settings): Edit => ({ path, from, to });

const proxyHeader = 'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")';

/** @returns a line of a page that only a page for developers has. */
const developersPage = async (site: RunningSite) => {
  const { status, text } = await site.get('/share/0/');
  return [status, /<title>ZeroDivisionError/.test(text), /<td>bill<\/td>/.test(text)];
};

/** @returns the hosts part of a page's own link. */
const linkOf = async (site: RunningSite, url: string) => /action="([^"]*)"/.exec((await site.get(url)).text)?.[1];

/** @returns what `check --deploy` says besides what the answers observe; asked once, since it takes a while. */
const told = (site: RunningSite) => site.checkDeploy();

/** @returns whether beat's task, which comes each second, leaves its file. */
async function ticks(site: RunningSite): Promise<boolean> {
  const file = '/srv/shop/media/tick.txt';
  site.machine.shell(`rm -f ${file}`);
  for (let times = 0; times < 25 && site.read(file) === undefined; times++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return site.read(file) !== undefined;
}

export const djangoFaults: readonly Fault[] = [
  {
    rule: 'django/models-before-setup',
    ...early,
    edits: [
      change(
        'from channels.routing import',
        'from django.contrib.auth.models import User\nfrom channels.routing import',
        '/srv/shop/main/asgi.py',
      ),
    ],
    marks: 'from django.contrib.auth.models import User',
    observe: async (site) => [await site.answer('/'), /AppRegistryNotReady: .*/.exec(site.log('web'))?.[0]],
    broken: ['502', "AppRegistryNotReady: Apps aren't loaded yet."],
    sound: ['200', undefined],
  },
  {
    rule: 'django/celery-setting-unread',
    stage: 'http',
    restart: ['beat'],
    edits: [change('CELERY_BEAT_SCHEDULE', 'BEAT_SCHEDULE', ownSettings)],
    marks: 'BEAT_SCHEDULE = {"tick": {"task": "main.tasks.stamp", "schedule": 1.0, "args": ["tick"]}}',
    observe: async (site) => [/beat: Starting/.test(site.log('beat')), await ticks(site)],
    broken: [true, false],
    sound: [true, true],
  },
  {
    rule: 'django/celery-setting-unread',
    name: 'a prefix without a namespace',
    stage: 'http',
    restart: ['worker'],
    edits: [
      change(', namespace="CELERY"', '', '/srv/shop/main/celery.py'),
      change('os.environ["CELERY_BROKER_URL"]', '"redis://127.0.0.1:6379/0"'),
      change('CELERY_BROKER_URL=redis://127.0.0.1:6379/0\n', '', environment),
    ],
    marks: 'CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"',
    observe: (site) => /Cannot connect to (\S+?):?\s/.exec(site.log('worker'))?.[1],
    broken: 'amqp://guest:**@127.0.0.1:5672//',
    fixed: undefined,
    sound: undefined,
  },
  {
    ...early,
    rule: 'django/debug-in-production',
    edits: [change('DEBUG = False', 'DEBUG = True')],
    marks: 'DEBUG = True',
    observe: developersPage,
    broken: [500, true, true],
    sound: [500, false, false],
  },
  {
    rule: 'django/host-not-forwarded',
    stage: 'http',
    restart: ['nginx'],
    edits: [
      change(
        'proxy_pass http://unix:/run/shop/web.sock;\n        proxy_http_version 1.1;\n        proxy_set_header Host $host;\n',
        'proxy_pass http://unix:/run/shop/web.sock;\n        proxy_http_version 1.1;\n',
        server,
      ),
    ],
    marks: 'proxy_pass http://unix:/run/shop/web.sock;',
    observe: (site) => site.answer('/'),
    broken: '400',
    sound: '200',
  },
  {
    rule: 'django/host-not-forwarded',
    name: 'where every host is allowed',
    stage: 'http',
    restart: ['nginx', 'web'],
    edits: [
      change(
        'proxy_pass http://unix:/run/shop/web.sock;\n        proxy_http_version 1.1;\n        proxy_set_header Host $host;\n',
        'proxy_pass http://unix:/run/shop/web.sock;\n        proxy_http_version 1.1;\n',
        server,
      ),
      change('CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]', 'ALLOWED_HOSTS = ["*"]'),
    ],
    marks: 'proxy_pass http://unix:/run/shop/web.sock;',
    observe: async (site) => [await site.answer('/'), await site.submit('order'), await linkOf(site, '/form/')],
    broken: ['200', 403, 'http://localhost/form/'],
    fixed: ['200', 200, 'http://shop.example.com/form/'],
    sound: ['200', 200, 'http://shop.example.com/form/'],
  },
  {
    rule: 'django/host-not-forwarded',
    name: 'a header that is sent twice',
    stage: 'http',
    restart: ['nginx'],
    edits: [
      change(
        'proxy_pass http://unix:/run/shop/web.sock;\n',
        'proxy_pass http://unix:/run/shop/web.sock;\n        include proxy_params;\n',
        server,
      ),
    ],
    marks: 'proxy_set_header Host $host;',
    observe: (site) => site.answer('/'),
    broken: '400',
    sound: '200',
  },
  {
    ...late,
    rule: 'django/https-not-seen',
    edits: [change(proxyHeader, '')],
    marks: 'SECURE_SSL_REDIRECT = HTTPS',
    observe: (site) => site.answer(securePage),
    broken: `301 ${securePage}`,
    sound: '200',
  },
  {
    ...late,
    rule: 'django/https-not-seen',
    name: 'without the redirect',
    edits: [
      change(proxyHeader, ''),
      change('SECURE_SSL_REDIRECT = HTTPS', 'SECURE_SSL_REDIRECT = False'),
      change('CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]', ''),
    ],
    marks: 'SECURE_SSL_REDIRECT = False',
    observe: async (site) => [
      await site.submit('order', 'https://shop.example.com'),
      await linkOf(site, `${securePage}form/`),
    ],
    broken: [403, 'http://shop.example.com/form/'],
    sound: [200, 'https://shop.example.com/form/'],
  },
  {
    ...late,
    rule: 'django/insecure-cookie',
    edits: [change('SESSION_COOKIE_SECURE = HTTPS', 'SESSION_COOKIE_SECURE = False')],
    marks: 'SESSION_COOKIE_SECURE = False',
    observe: async (site) => [await sessionCookie(site), told(site)],
    broken: [false, ['security.W012']],
    sound: [true, []],
  },
  {
    ...late,
    rule: 'django/missing-security-middleware',
    edits: [change('    "django.middleware.security.SecurityMiddleware",\n    "whitenoise', '    "whitenoise')],
    marks: 'MIDDLEWARE = [',
    observe: async (site) => [
      (await site.get(securePage)).headers['x-content-type-options'],
      (await site.get(securePage)).headers['strict-transport-security'],
      told(site),
    ],
    broken: [undefined, undefined, ['security.W001']],
    sound: ['nosniff', 'max-age=31536000', []],
  },
  {
    ...early,
    rule: 'django/missing-security-middleware',
    name: 'forms that nobody protects',
    edits: [change('    "django.middleware.csrf.CsrfViewMiddleware",\n', '', ownSettings)],
    marks: 'MIDDLEWARE = [',
    observe: (site) => site.answer('/form/', { method: 'POST', headers: { origin: 'http://evil.example' } }),
    broken: '500',
    sound: '403',
  },
  {
    ...early,
    rule: 'django/no-allowed-hosts',
    edits: [
      change(
        'ALLOWED_HOSTS = ["shop.example.com", "www.shop.example.com", "xn--352bl7khqr.xn--3e0b707e"]',
        'ALLOWED_HOSTS = []',
      ),
    ],
    marks: 'ALLOWED_HOSTS = []',
    also: ['site/server-name-not-allowed'],
    observe: async (site) => [await site.answer('/'), told(site).includes('security.W020')],
    broken: ['400', true],
    sound: ['200', false],
  },
  {
    ...late,
    rule: 'django/proxy-ssl-header-malformed',
    name: 'a text alone',
    edits: [change(proxyHeader, 'SECURE_PROXY_SSL_HEADER = "HTTP_X_FORWARDED_PROTO"')],
    marks: 'SECURE_PROXY_SSL_HEADER = "HTTP_X_FORWARDED_PROTO"',
    observe: (site) => site.answer(securePage),
    broken: '500',
    sound: '200',
  },
  {
    ...late,
    rule: 'django/proxy-ssl-header-malformed',
    name: 'the name as HTTP spells it',
    edits: [change(proxyHeader, 'SECURE_PROXY_SSL_HEADER = ("X-Forwarded-Proto", "https")')],
    marks: 'SECURE_PROXY_SSL_HEADER = ("X-Forwarded-Proto", "https")',
    observe: (site) => site.answer(securePage),
    broken: `301 ${securePage}`,
    sound: '200',
  },
  {
    ...early,
    rule: 'django/proxy-ssl-header-malformed',
    name: 'plain requests count as secure',
    edits: [change(proxyHeader, 'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "http")')],
    marks: 'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "http")',
    observe: (site) => linkOf(site, '/form/'),
    broken: 'https://shop.example.com/form/',
    sound: 'http://shop.example.com/form/',
  },
  {
    ...late,
    rule: 'django/redirect-exempt-never-matches',
    edits: [
      change('SECURE_SSL_REDIRECT = HTTPS', 'SECURE_SSL_REDIRECT = HTTPS\nSECURE_REDIRECT_EXEMPT = [r"^/form/"]'),
    ],
    marks: 'r"^/form/"',
    observe: (site) => site.askBehind('/form/'),
    broken: '301 https://shop.example.com/form/',
    fixed: '200',
    // Nothing is exempt without the setting.
    sound: '301 https://shop.example.com/form/',
  },
  {
    ...early,
    rule: 'django/secure-cookie-without-https',
    edits: [change('CSRF_COOKIE_SECURE = HTTPS', 'CSRF_COOKIE_SECURE = True')],
    marks: 'CSRF_COOKIE_SECURE = True',
    observe: (site) => site.submit('order'),
    broken: 403,
    sound: 200,
  },
  {
    ...early,
    rule: 'django/ssl-redirect-without-https',
    edits: [change('SECURE_SSL_REDIRECT = HTTPS', 'SECURE_SSL_REDIRECT = True')],
    marks: 'SECURE_SSL_REDIRECT = True',
    observe: async (site) => [
      await site.answer('/'),
      await site.answer(securePage).catch((error: NodeJS.ErrnoException) => error.code),
    ],
    broken: [`301 ${securePage}`, 'ECONNREFUSED'],
    sound: ['200', 'ECONNREFUSED'],
  },
  {
    rule: 'django/ssl-redirect-in-development',
    stage: 'http',
    restart: [],
    edits: [change('DEBUG = True\n', 'DEBUG = True\nSECURE_SSL_REDIRECT = True\n', ownSettings)],
    marks: 'SECURE_SSL_REDIRECT = True',
    observe: runserver,
    broken: ['301 https://localhost:8009/form/', 'nothing'],
    sound: ['200', 'nothing'],
  },
  {
    rule: 'django/ssl-redirect-off-with-https',
    stage: 'https',
    restart: ['nginx', 'web'],
    edits: [
      // As who says no to certbot's question about a redirect: one server for both.
      change('    listen 80;\n    listen [::]:80;\n', '    listen 127.0.0.1:8080;\n', server),
      change(
        '    listen 443 ssl; # managed by Certbot\n',
        '    listen 443 ssl; # managed by Certbot\n    listen 80;\n',
        server,
      ),
      change('SECURE_SSL_REDIRECT = HTTPS', 'SECURE_SSL_REDIRECT = False'),
    ],
    marks: 'SECURE_SSL_REDIRECT = False',
    observe: (site) => site.answer(page),
    broken: '200',
    sound: `301 ${securePage}`,
  },
  {
    ...early,
    rule: 'django/staticfiles-storage-ignored',
    edits: [change(storages, 'STATICFILES_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"')],
    marks: 'STATICFILES_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"',
    observe: async (site) => /href="([^"]*)"/.exec((await site.get('/')).text)?.[1]?.replace(/[0-9a-f]{12}/, 'HASH'),
    broken: '/static/main/site.css',
    sound: '/static/main/site.HASH.css',
  },
  {
    ...early,
    rule: 'django/storages-without-default',
    edits: [
      change(
        storages,
        'STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}\n',
      ),
    ],
    marks: 'STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}',
    observe: async (site) => [
      await site.answer('/'),
      await site.answer('/upload/', { method: 'POST', body: 'a photo' }),
    ],
    broken: ['200', '500'],
    sound: ['200', '200'],
  },
  {
    ...early,
    rule: 'django/text-as-boolean',
    edits: [
      change('DEBUG = False', 'DEBUG = os.environ.get("DJANGO_DEBUG", False)'),
      change('DJANGO_HTTPS=off\n', 'DJANGO_HTTPS=off\nDJANGO_DEBUG=False\n', environment),
    ],
    marks: 'os.environ.get("DJANGO_DEBUG", False)',
    also: ['django/debug-in-production'],
    observe: developersPage,
    broken: [500, true, true],
    sound: [500, false, false],
  },
  {
    ...early,
    rule: 'django/text-as-list',
    restart: [],
    edits: [change('MEDIA_URL = "/media/"', 'LOCALE_PATHS = ("/srv/shop/locale")\nMEDIA_URL = "/media/"')],
    marks: '("/srv/shop/locale")',
    observe: (site) => /LOCALE_PATHS setting must be a list or a tuple/.test(site.manage('check')),
    broken: true,
    sound: false,
  },
  {
    ...late,
    rule: 'django/trusted-origin-without-scheme',
    edits: [
      change(
        'CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]',
        'CSRF_TRUSTED_ORIGINS = ["shop.example.com"]',
      ),
    ],
    marks: '"shop.example.com"',
    observe: (site) => /\(4_0\.E001\)/.test(site.manage('check')),
    broken: true,
    sound: false,
  },
  {
    ...early,
    rule: 'django/weak-secret-key',
    edits: [change('SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]\n', '')],
    marks: 'SECRET_KEY = "only-for-the-desk"',
    observe: (site) => told(site).includes('security.W009'),
    broken: true,
    sound: false,
  },
  {
    ...late,
    rule: 'django/whitenoise-order',
    edits: [
      change(
        '    "django.middleware.security.SecurityMiddleware",\n    "whitenoise.middleware.WhiteNoiseMiddleware",\n    *(',
        '    "whitenoise.middleware.WhiteNoiseMiddleware",\n    "django.middleware.security.SecurityMiddleware",\n    *(',
      ),
    ],
    marks: '"whitenoise.middleware.WhiteNoiseMiddleware"',
    observe: (site) => site.askBehind('/static/main/site.css'),
    broken: '200',
    sound: '301 https://shop.example.com/static/main/site.css',
  },
  {
    ...early,
    rule: 'django/static-root-missing',
    restart: [],
    edits: [change('STATIC_ROOT = "/srv/shop/staticfiles"\n', ''), toldStorages],
    marks: 'STATIC_URL = "static/"',
    observe: (site) => /ImproperlyConfigured/.test(site.manage('collectstatic --noinput --dry-run')),
    broken: true,
    sound: false,
  },
  {
    ...early,
    rule: 'django/static-settings-refused',
    restart: [],
    edits: [change('MEDIA_URL = "/media/"', 'MEDIA_URL = "/media"')],
    marks: 'MEDIA_URL = "/media"',
    observe: (site) => /\((urls\.E006)\)/.exec(site.manage('check'))?.[1],
    broken: 'urls.E006',
    sound: undefined,
  },
  {
    ...early,
    rule: 'django/uploads-in-static-root',
    restart: [],
    edits: [
      change('MEDIA_ROOT = "/srv/shop/media"', 'MEDIA_ROOT = "/srv/shop/staticfiles/media"'),
      change('alias /srv/shop/media/;', 'alias /srv/shop/staticfiles/media/;', server),
      newFile('/srv/shop/staticfiles/media/photo.txt', 'a photo\n'),
      toldStorages,
    ],
    marks: 'MEDIA_ROOT = "/srv/shop/staticfiles/media"',
    observe: (site) => /Pretending to delete '?media/.test(site.manage('collectstatic --clear --noinput --dry-run')),
    broken: true,
    sound: false,
  },
  {
    ...late,
    rule: 'django/stricter-possible',
    edits: [change('MEDIA_URL = "/media/"', 'X_FRAME_OPTIONS = "SAMEORIGIN"\nMEDIA_URL = "/media/"')],
    marks: 'X_FRAME_OPTIONS = "SAMEORIGIN"',
    observe: async (site) => [(await site.get(securePage)).headers['x-frame-options'], told(site)],
    broken: ['SAMEORIGIN', ['security.W019']],
    sound: ['DENY', []],
  },
  {
    ...early,
    rule: 'django/protection-switched-off',
    edits: [change('MEDIA_URL = "/media/"', 'SECURE_CONTENT_TYPE_NOSNIFF = False\nMEDIA_URL = "/media/"')],
    marks: 'SECURE_CONTENT_TYPE_NOSNIFF = False',
    observe: async (site) => (await site.get('/')).headers['x-content-type-options'],
    broken: undefined,
    sound: 'nosniff',
  },
];

/** @returns whether the session's cookie goes over HTTPS alone. */
async function sessionCookie(site: RunningSite): Promise<boolean> {
  const form = await site.get(`${securePage}form/`);
  const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const reply = await site.get(`${securePage}form/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: (form.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; '),
      referer: `${securePage}form/`,
    },
    body: `csrfmiddlewaretoken=${token}&name=order`,
  });
  const cookie = (reply.headers['set-cookie'] ?? []).find((line) => /^\w*sessionid=/.test(line));
  assert.ok(cookie !== undefined, `no session, but ${reply.status}`);
  return /; secure/i.test(cookie);
}

/** Starts the server for development, asks it over HTTP and over HTTPS, and ends it. */
async function runserver(site: RunningSite): Promise<unknown> {
  const { machine } = site;
  machine.shell(
    'cd /srv/shop && (runuser --user=shop -- env DJANGO_SETTINGS_MODULE=main.settings PYTHONUNBUFFERED=1 .venv/bin/python manage.py runserver --noreload 8009 > /var/log/runserver.log 2>&1 & echo $! > /run/runserver.pid)',
  );
  try {
    for (let times = 0; times < 100 && !/Quit the server/.test(machine.read('/var/log/runserver.log')); times++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const plain = await site.answer('http://localhost:8009/form/');
    const secure = await site.answer('https://localhost:8009/form/').catch(() => 'nothing');
    return [plain, secure];
  } finally {
    machine.attempt('kill $(cat /run/runserver.pid)');
  }
}
