import { type Message, message } from '../base/message.ts';
import { type Answers, isAsgi, packageOf } from './answers/answers.ts';

/** One file of the project to start from. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
  readonly purpose: Message;
}

/** @returns the file of a module, seen from the project's folder. */
export function modulePath(dotted: string): string {
  return `${dotted.replaceAll('.', '/')}.py`;
}

/** The module and the name of the Celery application: of a package that is its submodule `celery`. */
function celeryPlace(answers: Answers): { module: string; name: string } {
  const [module = '', name = 'app'] = answers.celeryApp.split(':');
  return { module: module === packageOf(answers.module) ? `${module}.celery` : module, name };
}

function manage(answers: Answers): string {
  return `import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${answers.settings}")
    execute_from_command_line(sys.argv)`;
}

/** @returns the text of the module that holds the application to run. */
export function entry(answers: Answers): string {
  const kind = isAsgi(answers.module) ? 'asgi' : 'wsgi';
  const name = answers.module.split(':')[1] ?? 'application';
  return `import os

from django.core.${kind} import get_${kind}_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${answers.settings}")

${name} = get_${kind}_application()`;
}

function settings(answers: Answers, packageName: string): string {
  const depth = answers.settings.split('.').length - 1;
  const kind = isAsgi(answers.module) ? 'ASGI' : 'WSGI';
  return `"""Settings at the desk; the ones for the server build on them."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[${depth}]

SECRET_KEY = "only-for-the-desk"
DEBUG = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_vite",
    "${packageName}",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "${packageName}.urls"
${kind}_APPLICATION = "${answers.module.replace(':', '.')}"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "dist"]
# Run "npm run dev" and set VITE_DEV=on to have the browser code reloaded as it is written.
DJANGO_VITE = {"default": {"dev_mode": os.environ.get("VITE_DEV") == "on"}}

MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "media"${answers.celery ? '\n\n# At the desk tasks run at once, without a broker.\nCELERY_TASK_ALWAYS_EAGER = "CELERY_BROKER_URL" not in os.environ' : ''}`;
}

function celeryModule(answers: Answers, packageName: string): string {
  const { name } = celeryPlace(answers);
  return `import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "${answers.settings}")

${name} = Celery("${packageName}")
${name}.config_from_object("django.conf:settings", namespace="CELERY")
${name}.autodiscover_tasks(["${packageName}"])`;
}

function views(answers: Answers): string {
  if (!answers.celery) {
    return `from django.shortcuts import render


def home(request):
    return render(request, "home.html")`;
  }
  return `from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from .tasks import greet


def home(request):
    return render(request, "home.html")


@require_POST
def greetings(request):
    return JsonResponse({"task": greet.delay("browser").id})`;
}

function urls(answers: Answers): string {
  const greetings = answers.celery ? '\n    path("greetings/", views.greetings),' : '';
  return `from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("", views.home),${greetings}
    path("admin/", admin.site.urls),
]`;
}

const homeTemplate = `<!doctype html>
{% load django_vite %}
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>{{ request.get_host }}</title>
    {% vite_hmr_client %}
    {% vite_react_refresh %}
    {% vite_asset 'frontend/main.jsx' %}
  </head>
  <body>
    <div id="root" data-csrf="{{ csrf_token }}"></div>
  </body>
</html>`;

const frontendWithTasks = `import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');

function Home() {
  const [task, setTask] = useState('');
  async function greet() {
    const reply = await fetch('/greetings/', { method: 'POST', headers: { 'X-CSRFToken': root.dataset.csrf } });
    setTask((await reply.json()).task);
  }
  return (
    <main>
      <h1>{window.location.host}</h1>
      <button type="button" onClick={greet}>
        Greet the worker
      </button>
      <p>{task}</p>
    </main>
  );
}

createRoot(root).render(<Home />);`;

const frontendAlone = `import { createRoot } from 'react-dom/client';

createRoot(document.getElementById('root')).render(<h1>{window.location.host}</h1>);`;

const viteConfiguration = `import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  base: '/static/',
  build: {
    outDir: 'frontend/dist',
    // collectstatic passes over names that begin with a dot, such as Vite's own .vite/manifest.json.
    manifest: 'manifest.json',
    rollupOptions: { input: 'frontend/main.jsx' },
  },
});`;

function packageManifest(site: string): string {
  const manifest = {
    name: site,
    private: true,
    type: 'module',
    scripts: { dev: 'vite', build: 'vite build' },
    dependencies: { react: '^19.0.0', 'react-dom': '^19.0.0' },
    devDependencies: { '@vitejs/plugin-react': '^6.0.0', vite: '^8.0.0' },
  };
  return JSON.stringify(manifest, null, 2);
}

/** Every folder on the way to a module is a package. */
function packageFiles(dotted: readonly string[]): string[] {
  const folders = dotted.flatMap((name) => {
    const parts = name.split('.').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  });
  return [...new Set(folders)].map((folder) => `${folder}/__init__.py`);
}

/**
 * Plans a small project of Django, React built by Vite, and Celery where it was asked for, named as the answers name its
 * modules. It runs as it is, at the desk and on the server.
 *
 * @param answers must be without problems.
 */
export function planStarter(answers: Answers): StarterFile[] {
  const module = answers.module.split(':')[0] ?? '';
  const packageName = packageOf(answers.module);
  const folder = packageName.replaceAll('.', '/');
  const celery = celeryPlace(answers);
  const file = (path: string, text: string, purpose: Message): StarterFile => ({ path, text, purpose });
  const python = message('Django project');
  const browser = message('Browser code, built by Vite');
  const imports = `from .${celery.module.slice(packageName.length + 1)} import ${celery.name}\n\n__all__ = ["${celery.name}"]`;
  const inPackage = answers.celery && celery.module.startsWith(`${packageName}.`);
  const packages = packageFiles([module, answers.settings, ...(answers.celery ? [celery.module] : [])]);
  return [
    file('manage.py', manage(answers), python),
    file('requirements.txt', 'Django>=5.2\ndjango-vite>=3.1', python),
    ...packages.map((path) => file(path, inPackage && path === `${folder}/__init__.py` ? imports : '', python)),
    file(modulePath(module), entry(answers), python),
    file(modulePath(answers.settings), settings(answers, packageName), python),
    file(`${folder}/urls.py`, urls(answers), python),
    file(`${folder}/views.py`, views(answers), python),
    file(`${folder}/templates/home.html`, homeTemplate, python),
    ...(answers.celery
      ? [
          file(modulePath(celery.module), celeryModule(answers, packageName), python),
          file(
            `${folder}/tasks.py`,
            'from celery import shared_task\n\n\n@shared_task\ndef greet(name):\n    return f"Hello, {name}!"',
            python,
          ),
        ]
      : []),
    file('package.json', packageManifest(answers.site), browser),
    file('vite.config.js', viteConfiguration, browser),
    file('frontend/main.jsx', answers.celery ? frontendWithTasks : frontendAlone, browser),
  ];
}
