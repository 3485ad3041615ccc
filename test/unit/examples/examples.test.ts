import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { LineIndex } from '../../../server/src/base/line-index.ts';
import { type WorkspacePath, workspacePath } from '../../../server/src/base/path.ts';
import { memoryWorkspace } from '../../../server/src/base/workspace.ts';
import { strictService } from '../../harness/service-lane.ts';

const examples = join(__dirname, '../../../examples');

/** What is wrong with `examples/broken-site`, as `rule path:line`. */
const expected = readFileSync(join(__dirname, 'broken-site.txt'), 'utf8').trim().split('\n');

/** @returns the findings of an example, as `rule path:line` with paths relative to it. */
function findings(example: string): string[] {
  const root = join(examples, example);
  const name = (path: string): WorkspacePath =>
    workspacePath(
      `/${path
        .slice(root.length + 1)
        .split(sep)
        .join('/')}`,
    );
  const files = new Map<WorkspacePath, string>();
  const links = new Map<WorkspacePath, WorkspacePath>();
  for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const path = join(root, entry);
    const kind = lstatSync(path);
    if (kind.isSymbolicLink()) {
      links.set(name(path), name(realpathSync(path)));
    } else if (kind.isFile()) {
      files.set(name(path), readFileSync(path, 'utf8'));
    }
  }
  const workspace = memoryWorkspace([workspacePath('/')], files, links);
  return strictService()
    .apply({ workspace })
    .findings()
    .map((finding) => {
      const line = new LineIndex(workspace.read(finding.path) ?? '').lineAt(finding.span.start) + 1;
      return `${finding.rule} ${finding.path.slice(1)}:${line}`;
    });
}

test('good-site has no finding', () => assert.deepEqual(findings('good-site'), []));

test('broken-site has exactly the findings of broken-site.txt', () => {
  const found = findings('broken-site').sort();
  assert.deepEqual(found, expected, `where these are right, put them into broken-site.txt:\n${found.join('\n')}`);
});

test('the two examples are made of the same files', () => {
  const files = (example: string): string[] =>
    readdirSync(join(examples, example), { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.includes('__pycache__'))
      .sort();
  assert.deepEqual(files('broken-site'), files('good-site'));
});
