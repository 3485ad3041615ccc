import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { allCases, type NamedCase } from '../../harness/cases.ts';
import { pythonWith } from './venv.ts';

const rules = ['django/static-settings-refused', 'django/static-root-missing', 'django/uploads-in-static-root'];
const cases = allCases().filter(({ rule }) => rules.includes(rule));

interface Answer {
  readonly ids: readonly string[];
  readonly raised: string | null;
}

/** The settings of a case; the finders look at no folder that is named in it. */
function settingsText({ one }: NamedCase): string {
  return one.files.find(({ path }) => path.includes('/settings'))?.text ?? '';
}

/** What the markers of a case promise: the ids in brackets, and whether something is raised. */
function promised({ rule, one }: NamedCase): Answer {
  const said = one.files.flatMap(({ marks }) => marks.filter(({ verb }) => verb === rule).map(({ text }) => text));
  const idOf: readonly (readonly [RegExp, string])[] = [
    [/must end with a slash/, 'urls.E006'],
    [/must be a list/, 'staticfiles.E001'],
    [/names STATIC_ROOT/, 'staticfiles.E002'],
    [/^The prefix/, 'staticfiles.E003'],
  ];
  const ids = said.flatMap((text) => idOf.filter(([pattern]) => pattern.test(text)).map(([, id]) => id));
  const raises = said.some((text) => /are the same|collectstatic fails|no folder to serve/.test(text));
  return { ids: ids.sort(), raised: raises ? 'ImproperlyConfigured' : null };
}

for (const [version, requirement] of [
  ['4.2', 'Django~=4.2.0'],
  ['5.2', 'Django~=5.2.0'],
  ['newest', 'Django'],
] as const) {
  test(`Django ${version} says of ${cases.length} cases what their pages say`, (context) => {
    const found = pythonWith(`django-${version}`, [requirement]);
    if ('missing' in found) {
      console.log(`skipped: ${found.missing}`);
      context.skip(found.missing);
      return;
    }
    assert.ok(cases.length > 15);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-static-')));
    try {
      for (const [index, named] of cases.entries()) {
        writeFileSync(join(folder, `case_${index}.py`), settingsText(named));
      }
      const modules = cases.map((_, index) => `case_${index}`);
      const run = spawnSync(found.python, [join(__dirname, 'ask-static.py'), folder, ...modules], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH ?? '',
          PYTHONDONTWRITEBYTECODE: '1',
          STATIC_URL: '/static/',
          DIRS: '/srv/assets',
        },
      });
      assert.equal(run.status, 0, run.stderr);
      const answers = run.stdout
        .trim()
        .split('\n')
        .map((line): Answer => JSON.parse(line));
      assert.equal(answers.length, cases.length);
      for (const [index, named] of cases.entries()) {
        const { ids, raised } = answers[index] as Answer;
        const own = promised(named);
        if (named.one.kind !== 'Not reported') {
          const refused = ids.filter((id) => id !== 'staticfiles.W004');
          assert.deepEqual(refused, own.ids, named.name);
          assert.equal(raised !== null, own.raised !== null, `${named.name}: ${raised}`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
