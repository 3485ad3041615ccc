import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { runRules } from '../../../server/src/rules/run.ts';
import { subPathMismatch } from '../../../server/src/rules/site/sub-path-mismatch.ts';
import { readSite } from '../../../server/src/site/read.ts';
import { Random } from '../../harness/random.ts';
import { freePorts } from './free-ports.ts';
import { djangoPythons, missingPrograms } from './needs.ts';

/** One way of telling a Django that it lies below /shop, and one of sending requests to it. */
interface Cell {
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly isForced: boolean;
  readonly isStripped: boolean;
  readonly port: number;
  readonly door: number;
}

const settings = `DEBUG = False
SECRET_KEY = "k7#mQ2vx9!" * 6
ALLOWED_HOSTS = ["shop.test"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages", "django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
`;
const urls = `from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls), path("page/", lambda request: HttpResponse("page"))]
`;
const entry = (kind: string): string =>
  `import os\n\nfrom django.core.${kind} import get_${kind}_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_${kind}_application()\n`;

function projectFiles(isForced: boolean): Record<string, string> {
  return {
    'shop/__init__.py': '',
    'shop/settings.py': isForced ? `${settings}FORCE_SCRIPT_NAME = "/shop"\n` : settings,
    'shop/urls.py': urls,
    'shop/asgi.py': entry('asgi'),
    'shop/wsgi.py': entry('wsgi'),
  };
}

const location = ({ port, isStripped, door }: Cell): string =>
  `server { listen 127.0.0.1:${door}; server_name shop.test; location /shop/ { proxy_pass http://127.0.0.1:${port}${isStripped ? '/' : ''}; proxy_set_header Host $host; } location / { return 410; } }\n`;

/** @returns the sentence that our rule says of a cell. */
function ours(cell: Cell): string | undefined {
  const lines = Object.entries(cell.environment).map(([name, value]) => `Environment=${name}=${value}\n`);
  const files = {
    '/etc/nginx/sites-enabled/shop': location(cell),
    '/etc/systemd/system/shop.service': `[Service]\nWorkingDirectory=/srv/shop\n${lines.join('')}ExecStart=/srv/shop/venv/bin/${cell.command}\n`,
    ...Object.fromEntries(
      Object.entries(projectFiles(cell.isForced)).map(([name, text]) => [`/srv/shop/${name}`, text]),
    ),
  };
  const map = new Map(Object.entries(files).map(([path, text]) => [workspacePath(path), text]));
  const findings = runRules(rules, readSite(memoryWorkspace([workspacePath('/')], map)), {}, (rule, error) => {
    throw new Error(`${rule}: ${error}`);
  });
  const found = findings.find(({ rule }) => rule === subPathMismatch.id);
  return Object.entries(subPathMismatch.messages).find(([, text]) => text === found?.message.template)?.[0];
}

function get(port: number, path: string): Promise<{ status: number; place: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', path, headers: { host: 'shop.test' } }, (incoming) => {
      incoming.resume();
      resolve({ status: incoming.statusCode ?? 0, place: incoming.headers.location ?? '' });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** @returns what a visitor meets, in the words of our rule. */
async function real({ door, isStripped }: Cell): Promise<string | undefined> {
  const page = await get(door, '/shop/page/');
  if (page.status !== 200) {
    return page.status === 404 && !isStripped ? 'kept' : page.status === 500 ? 'missed' : `status ${page.status}`;
  }
  const slash = await get(door, '/shop/page');
  const admin = await get(door, '/shop/admin/');
  return !admin.place.startsWith('/shop/') ? 'links' : !slash.place.startsWith('/shop/') ? 'redirects' : undefined;
}

/** What no rule speaks of, since other files may be meant to answer, or the version of Django decides. */
const isSilent = ({ command, environment, isForced, isStripped }: Cell): boolean =>
  !isStripped &&
  !('SCRIPT_NAME' in environment) &&
  !command.includes('--root-path') &&
  (!isForced || command.includes('asgi'));

async function cells(): Promise<Cell[]> {
  const wsgi = 'gunicorn shop.wsgi:application --bind 127.0.0.1:PORT';
  const asgi = 'uvicorn shop.asgi:application --port PORT';
  const worker = 'gunicorn shop.asgi:application -k uvicorn_worker.UvicornWorker --bind 127.0.0.1:PORT';
  const kinds = [
    ...[wsgi, asgi, worker].flatMap((command) =>
      [false, true].map((isForced) => ({ command, environment: {}, isForced })),
    ),
    { command: wsgi, environment: { SCRIPT_NAME: '/shop' }, isForced: false },
    { command: wsgi, environment: { SCRIPT_NAME: '/shop' }, isForced: true },
    { command: `${asgi} --root-path /shop`, environment: {}, isForced: false },
    { command: `${asgi} --root-path /shop`, environment: {}, isForced: true },
  ];
  const ports = await freePorts(kinds.length * 3, new Random(process.pid * 7919 + Date.now()));
  return kinds.flatMap(({ command, ...kind }) => {
    const port = ports.pop() as number;
    const own = { ...kind, port, command: command.replace('PORT', String(port)) };
    return [false, true].map((isStripped) => ({ ...own, isStripped, door: ports.pop() as number }));
  });
}

/** Runs all cells with one Python, visits them and ends them. */
async function visit(python: string, all: readonly Cell[]): Promise<(string | undefined)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sub-path-'));
  chmodSync(folder, 0o755);
  const children: ChildProcess[] = [];
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  try {
    for (const isForced of [false, true]) {
      for (const [name, text] of Object.entries(projectFiles(isForced))) {
        write(`${isForced}/${name}`, text);
      }
    }
    for (const { command, environment, isForced } of all.filter(({ isStripped }) => isStripped)) {
      const [program = '', ...words] = command.split(' ');
      const env = { PATH: process.env.PATH, ...environment };
      const how = { cwd: join(folder, String(isForced)), env, stdio: 'ignore' as const };
      children.push(spawn(join(dirname(python), program), words, how));
    }
    const temporary = ['proxy', 'client_body', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    write(
      'nginx.conf',
      `${process.getuid?.() === 0 ? 'user root;\n' : ''}daemon off; pid ${folder}/pid; error_log ${folder}/error.log;\nevents {}\nhttp { access_log off; ${temporary.join(' ')}\n${all.map(location).join('')}}\n`,
    );
    children.push(spawn('nginx', ['-p', `${folder}/`, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' }));
    const end = Date.now() + 60_000;
    for (const { port, door } of all) {
      const isUp = (): Promise<boolean> =>
        Promise.all([get(port, '/'), get(door, '/')]).then(
          () => true,
          () => false,
        );
      while (!(await isUp())) {
        assert.ok(Date.now() < end, `nobody answers at ${port}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
    return await Promise.all(all.map(real));
  } finally {
    for (const child of children) {
      child.kill();
    }
    await Promise.all(children.map((child) => new Promise((done) => child.once('close', done))));
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a Django below a path answers as we say, in each way that it can be told of it', async (context) => {
  const { pythons, missing } = djangoPythons();
  const reason = missingPrograms() ?? missing;
  if (reason !== undefined) {
    console.log(`skipped: ${reason}`);
    context.skip(reason);
    return;
  }
  const all = await cells();
  const seen = new Set<string | undefined>();
  for (const python of pythons) {
    const answers = await visit(python, all);
    for (const [index, cell] of all.entries()) {
      const [said, found] = [ours(cell), answers[index]];
      seen.add(said);
      const what = `${cell.command} ${JSON.stringify(cell.environment)}, forced ${cell.isForced}, stripped ${cell.isStripped}`;
      assert.equal(said, isSilent(cell) ? undefined : found, what);
      assert.ok(!isSilent(cell) || found === 'kept' || found === undefined, what);
    }
  }
  context.diagnostic(`${all.length} ways with ${pythons.length} versions of Django`);
  assert.deepEqual([...seen].sort(), ['kept', 'links', 'missed', 'redirects', undefined]);
});
