import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Known } from '../../../server/src/base/known.ts';
import { type WorkspacePath, workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { deployProblems } from '../../../server/src/dialects/django/deploy-check.ts';
import { runSettings, type Settings } from '../../../server/src/dialects/django/settings.ts';
import type { PythonValue } from '../../../server/src/dialects/django/value.ts';
import { settingsModule } from './generate.ts';
import { pythonWith } from './venv.ts';

const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

interface Answer {
  readonly module: string;
  readonly error?: string;
  readonly ids: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** @returns the value as ask-django.py prints it; undefined where a part of it isn't known. */
function plain(value: Known<PythonValue>): unknown {
  if (value.kind !== 'known') {
    return undefined;
  }
  const inner = value.value;
  switch (inner.type) {
    case 'none':
      return null;
    case 'boolean':
    case 'number':
    case 'string':
      return inner.value;
    case 'path':
      return inner.text ? inner.path : { path: inner.path };
    case 'list':
    case 'tuple': {
      const items = inner.items.map(plain);
      if (!inner.complete || items.includes(undefined)) {
        return undefined;
      }
      return inner.type === 'list' ? items : { tuple: items };
    }
    case 'dictionary': {
      const entries = inner.entries.map((entry) => [
        plain({ kind: 'known', value: entry.key, origins: [], assumes: [] }),
        plain(entry.value),
      ]);
      return !inner.complete || entries.some((entry) => entry.includes(undefined)) ? undefined : { dict: entries };
    }
    default:
      return undefined;
  }
}

/** @returns the ids that rest on nothing but the files, for a run in which no variable is set. */
function idsOf(settings: Settings): string[] {
  return deployProblems(settings)
    .map(({ id }) => id)
    .sort();
}

for (const [version, requirement] of [
  ['4.2', 'Django~=4.2.0'],
  ['5.2', 'Django~=5.2.0'],
  ['newest', 'Django'],
] as const) {
  test(`Django ${version} reads ${seeds.length} generated settings modules as we do`, (context) => {
    const found = pythonWith(`django-${version}`, [requirement]);
    if ('missing' in found) {
      console.log(`skipped: ${found.missing}`);
      context.skip(found.missing);
      return;
    }
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-django-')));
    try {
      const names = seeds.map((seed) => `generated_${seed}`);
      const files = new Map<WorkspacePath, string>();
      for (const [index, name] of names.entries()) {
        const text = settingsModule(seeds[index] as number);
        writeFileSync(join(folder, `${name}.py`), text);
        files.set(workspacePath(join(folder, `${name}.py`)), text);
      }
      const run = spawnSync(found.python, [join(__dirname, 'ask-django.py'), folder, ...names], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1' },
        maxBuffer: 1 << 26,
      });
      assert.equal(run.status, 0, run.stderr);
      const answers = run.stdout
        .trim()
        .split('\n')
        .map((line): Answer => JSON.parse(line));
      assert.equal(answers.length, seeds.length);
      const workspace = memoryWorkspace([workspacePath(folder)], files);
      let values = 0;
      let told = 0;
      for (const answer of answers) {
        const path = workspacePath(join(folder, `${answer.module}.py`));
        const settings = runSettings(workspace, path, [workspacePath(folder)]);
        const where = `${answer.module}:\n${files.get(path)}`;
        assert.equal(answer.error, undefined, where);
        for (const [name, real] of Object.entries(answer.values)) {
          const ours = plain(settings.own(name));
          values++;
          if (ours !== undefined) {
            told++;
            assert.deepEqual(ours, real, `${name} of ${where}`);
          }
        }
        const ours = new Set(idsOf(settings));
        for (const id of ours) {
          assert.ok(answer.ids.includes(id), `we say ${id}, Django doesn't, of ${where}`);
        }
        const certain = Object.keys(answer.values).every((name) => {
          const value = settings.own(name);
          return value.kind === 'known' && value.assumes.length === 0;
        });
        for (const id of answer.ids) {
          assert.ok(!certain || ours.has(id), `Django says ${id}, we don't, of ${where}`);
        }
      }
      context.diagnostic(`${told} of ${values} values told, all as Python has them`);
      assert.ok(told / values > 0.9, `only ${told} of ${values} values were told`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
