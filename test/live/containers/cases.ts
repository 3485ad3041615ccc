import type { Service, Services } from './compose.ts';

/** A fault of two containers that a rule names. */
export interface ContainerFault {
  readonly rule: string;
  readonly nginx: string;
  readonly services: Services;
  /** What a visitor gets: the status of the page and of a static file. */
  readonly broken: readonly [page: number, file: number];
  /** What is right in place of the services, where the rule has no fix. */
  readonly mended?: Services;
}

const server = (upstream: string): string => `server {
    listen 80;
    server_name shop.test;
    location / {
        proxy_pass http://${upstream};
        proxy_set_header Host $host;
    }
    location ^~ /static/ {
        alias /srv/app/staticfiles/;
    }
}
`;

const web = (host: string): Service => ({
  build: '.',
  working_dir: '/srv/app',
  command: `gunicorn shop.wsgi:application --bind ${host}:8000`,
  volumes: ['static:/srv/app/staticfiles'],
});

const nginx = (volumes: readonly string[]): Service => ({
  image: 'nginx:1.28',
  volumes: ['./deploy/default.conf:/etc/nginx/conf.d/default.conf:ro', ...volumes],
});

const shared = ['static:/srv/app/staticfiles:ro'];
const right: Services = { web: web('0.0.0.0'), nginx: nginx(shared) };

export const containerFaults: readonly ContainerFault[] = [
  {
    rule: 'site/localhost-in-container',
    nginx: server('127.0.0.1:8000'),
    services: right,
    broken: [502, 200],
  },
  {
    rule: 'process/loopback-in-container',
    nginx: server('web:8000'),
    services: { ...right, web: web('127.0.0.1') },
    broken: [502, 200],
  },
  {
    rule: 'site/files-not-mounted',
    nginx: server('web:8000'),
    services: { ...right, nginx: nginx([]) },
    broken: [200, 404],
    mended: right,
  },
];

/** The Django project in the image of `web`. */
export const project: Readonly<Record<string, string>> = {
  'manage.py': 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  'shop/__init__.py': '',
  'shop/wsgi.py':
    'import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
  'shop/urls.py':
    'from django.http import HttpResponse\nfrom django.urls import path\n\nurlpatterns = [path("", lambda request: HttpResponse("page"))]\n',
  'shop/settings.py':
    'DEBUG = False\nSECRET_KEY = "k7#mQ2vx9!" * 6\nALLOWED_HOSTS = ["shop.test"]\nROOT_URLCONF = "shop.urls"\nSTATIC_URL = "/static/"\nSTATIC_ROOT = "/srv/app/staticfiles"\nINSTALLED_APPS = ["django.contrib.staticfiles"]\nMIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]\n',
};
