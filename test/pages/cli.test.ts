import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { LineIndex, type Range } from '../../server/src/base/line-index.ts';
import { builtFolder } from '../harness/bundle.ts';
import { allCases, filesOf } from '../harness/cases.ts';
import { type Found, mismatches } from '../harness/match.ts';
import { findingsOnMachine, snapshotOf } from '../harness/service-lane.ts';

interface Printed {
  path: string;
  range: Range;
  code: string;
  severity: string;
  message: string;
  related: { path: string; range: Range; message: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'siteconf-pages-'));
after(() => rmSync(folder, { recursive: true }));

const cases = allCases().map((named, index) => ({ ...named, folder: `case-${index}` }));
for (const { one, folder: name } of cases) {
  for (const file of one.files) {
    const path = join(folder, name, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
}

function check(...words: readonly string[]) {
  const run = spawnSync(
    process.execPath,
    [join(builtFolder(), 'cli.js'), 'check', '--format', 'json', '--lang', 'en', ...words],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const found: Printed[] = JSON.parse(run.stdout || '{"findings":[]}').findings;
  return { run, found };
}

const runs = [
  check('--separate', ...cases.filter(({ onMachine }) => !onMachine).map((one) => one.folder)),
  ...cases.filter(({ onMachine }) => onMachine).map((one) => check('--files', one.folder, one.folder)),
];
const findings = runs.flatMap(({ found }) => found);

test('each run succeeds and its exit code tells of errors', () => {
  for (const { run, found } of runs) {
    assert.equal(run.stderr, '');
    assert.equal(run.status, found.some((finding) => finding.severity === 'error') ? 1 : 0);
  }
});

for (const { name, one, onMachine, folder: own } of cases) {
  test(name, () => {
    const lines = new Map(one.files.map((file) => [file.path, new LineIndex(file.text)]));
    const place = ({ path, range }: { path: string; range: Range }) => {
      const inCase = path.slice(own.length);
      const index = lines.get(inCase);
      assert.ok(index !== undefined, `${path} is no file of the case`);
      return { path: inCase, span: { start: index.offset(range.start), end: index.offset(range.end) } };
    };
    const found = findings
      .filter((finding) => finding.path.startsWith(`${own}/`))
      .map(
        (finding): Found => ({
          ...place(finding),
          rule: finding.code,
          message: finding.message,
          related: finding.related.map((related) => ({ ...place(related), message: related.message })),
        }),
      );
    const problems = mismatches(one, found);
    assert.equal(problems.length, 0, problems.join('\n\n'));
    assert.deepEqual(
      found.map((finding) => finding.rule),
      (onMachine ? findingsOnMachine(filesOf(one)) : snapshotOf(filesOf(one)).findings()).map(
        (finding) => finding.rule,
      ),
    );
  });
}
