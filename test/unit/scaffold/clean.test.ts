import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import type { Answers } from '../../../server/src/scaffold/answers/answers.ts';
import { enableHttps } from '../../../server/src/scaffold/https.ts';
import { places } from '../../../server/src/scaffold/places.ts';
import { planSite } from '../../../server/src/scaffold/plan.ts';
import { answersOf, neighbours, pairwiseRows } from '../../harness/answer-matrix.ts';
import { asCertbotLeaves } from '../../harness/certbot.ts';
import { type Files, snapshotOf } from '../../harness/service-lane.ts';

const means = {
  randomBytes: (count: number) => Uint8Array.from({ length: count }, (_, index) => index),
  translation: {},
};

/** A Django project as `startproject` makes it, reduced to what is read of it. */
function project(packageName: string, settings: string): Record<string, string> {
  return {
    'manage.py': `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\n`,
    [`${packageName}/asgi.py`]: `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\n`,
    [`${packageName}/wsgi.py`]: `import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "${settings}")\n`,
    [`${packageName}/celery.py`]:
      'from celery import Celery\napp = Celery()\napp.config_from_object("django.conf:settings", namespace="CELERY")\n',
    [`${packageName}/__init__.py`]: '',
    [`${settings.replaceAll('.', '/')}.py`]: [
      'from pathlib import Path',
      'BASE_DIR = Path(__file__).resolve().parent.parent',
      'SECRET_KEY = "only-for-the-desk"',
      'DEBUG = True',
      'ALLOWED_HOSTS = []',
      'MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]',
      'STATIC_URL = "static/"',
      '',
    ].join('\n'),
  };
}

/** What is said of a site that answers over HTTPS while its switch is still off. */
const waitsForHttps = /^django\/(?:insecure-cookie|ssl-redirect-off-with-https|stricter-possible) /;

/** The project with all that is planned for it, each file where it belongs on the server. */
function onServer(answers: Answers): Files {
  const packageName = answers.module.slice(0, answers.module.indexOf('.'));
  const own = Object.entries(project(packageName, answers.settings)).map(
    ([path, text]) => [`${answers.projectPath}/${path}`, text] as const,
  );
  return new Map<string, string>([
    ...own,
    ...planSite(answers, means).map((file) => [file.serverPath, file.text] as const),
  ]);
}

function textOf(files: Files, path: string): string {
  const text = files.get(path);
  assert.ok(text !== undefined, `no ${path}`);
  return text;
}

function findings(files: Files): string[] {
  return snapshotOf(files)
    .findings()
    .map((finding) => `${finding.rule} ${finding.path}: ${renderMessage(finding.message)}`);
}

describe('what is written has no finding', () => {
  for (const row of pairwiseRows()) {
    const answers = answersOf(row);
    const plan = planSite(answers, means);
    const packageName = answers.module.slice(0, answers.module.indexOf('.'));
    const name = Object.values(row).join(' ');

    test(`in the project: ${name}`, () => {
      const own = Object.entries(project(packageName, answers.settings));
      const files = new Map(
        [...own, ...plan.map((file) => [file.path, file.text] as const)].map(
          ([path, text]) => [`/home/kim/shop/${path}`, text] as const,
        ),
      );
      assert.deepEqual(findings(files), []);
    });

    test(`on the server: ${name}`, () => {
      assert.deepEqual(findings(onServer(answers)), []);
    });

    test(`after certbot, and after the second step: ${name}`, () => {
      const files = new Map(onServer(answers));
      const { nginxSite, environment } = places(answers);
      const certified = asCertbotLeaves(
        textOf(files, nginxSite),
        answers.domains,
        `/etc/letsencrypt/live/${answers.site}`,
      );
      const between = findings(files.set(nginxSite, certified));
      assert.deepEqual(
        between.filter((finding) => !waitsForHttps.test(finding)),
        [],
      );
      assert.notEqual(between.length, 0);
      const enabled = enableHttps(certified, textOf(files, environment));
      assert.ok(enabled.kind === 'enabled');
      assert.deepEqual(findings(files.set(nginxSite, enabled.site).set(environment, enabled.environment)), []);
    });

    test(`belongs together: ${name}`, () => {
      const files = new Map(plan.map((file) => [`/home/kim/shop/${file.path}`, file.text] as const));
      const { links, flowers } = snapshotOf(files).site;
      const web = links.filter((link) => ['uvicorn', 'gunicorn'].includes(link.process.program.kind));
      assert.deepEqual(
        web.map((link) => [link.certainty, link.process.environment.variables.has('DJANGO_SECRET_KEY')]),
        [['proven', true]],
      );
      assert.equal(flowers.length, row.flower ? 1 : 0);
    });
  }
});

describe('two sites side by side have no finding', () => {
  for (const [one, other] of neighbours(pairwiseRows())) {
    test(`${Object.values(one).join(' ')} | ${Object.values(other).join(' ')}`, () => {
      const first = answersOf(one);
      const second = answersOf(other, [first]);
      assert.deepEqual(findings(new Map([...onServer(first), ...onServer(second)])), []);
    });
  }
});
