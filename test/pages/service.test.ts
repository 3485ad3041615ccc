import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rules } from '../../server/src/rules/registry.ts';
import { applyFixes } from '../harness/fixes.ts';
import { mismatches } from '../harness/match.ts';
import { findPages, type PageCase, readPage } from '../harness/page.ts';
import { findingsOnMachine, snapshotOf, toFound } from '../harness/service-lane.ts';
import { broken } from '../harness/strict.ts';
import { syntaxProblems } from '../harness/syntax.ts';

const known = new Set(rules.map((rule) => rule.id));

const filesOf = (one: PageCase): Map<string, string> => new Map(one.files.map((file) => [file.path, file.text]));

test('every rule has a page and every page a rule', () => {
  assert.deepEqual(
    findPages().map((page) => page.id),
    rules.map((rule) => rule.id),
  );
});

for (const { id, markdown } of findPages()) {
  describe(id, () => {
    const page = readPage(markdown);
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) {
      return;
    }

    test('the page keeps the form', () => {
      assert.equal(page.id, id);
      assert.deepEqual(broken(rule, page, known), []);
    });

    for (const one of page.cases) {
      test(`${one.kind}: ${one.name}`, () => {
        const files = filesOf(one);
        const findings = rule.needs.includes('machine') ? findingsOnMachine(files) : snapshotOf(files).findings();
        const found = findings.map(toFound);
        const problems = mismatches(one, found);
        assert.equal(problems.length, 0, problems.join('\n\n'));
      });

      if (one.kind === 'Invalid') {
        test(`fix: ${one.name}`, () => {
          checkFix(id, rule.fix, one);
        });
      }
    }
  });
}

/** What is promised of a fix: it is of the kind that the rule claims, gives the page's text, and is done after one time. */
function checkFix(id: string, claimed: string, one: PageCase): void {
  const before = filesOf(one);
  const findings = snapshotOf(before)
    .findings()
    .filter((finding) => finding.rule === id);
  const fixes = findings.flatMap((finding) => finding.fixes);
  assert.ok(claimed !== 'none' || fixes.length === 0, 'the rule claims no fix and offers one');
  assert.ok(claimed !== 'safe' || fixes.every((fix) => fix.kind === 'safe'), 'the rule claims only safe fixes');
  if (fixes.length === 0) {
    assert.equal(one.fixed.size, 0, 'the page shows a fixed text, the finding has no fix');
    return;
  }
  const choices = Math.max(...findings.map((finding) => finding.fixes.length));
  const results = Array.from({ length: choices }, (_, choice) => applyFixes(before, findings, choice));
  if (one.fixed.size > 0) {
    const wanted = new Map([...before, ...one.fixed]);
    const first = results[0] as Map<string, string>;
    const hit = results.find((result) => [...wanted].every(([path, text]) => result.get(path) === text)) ?? first;
    assert.deepEqual(Object.fromEntries(hit), Object.fromEntries(wanted));
  }
  for (const [choice, after] of results.entries()) {
    for (const [path, text] of after) {
      const old = syntaxProblems(path, before.get(path) ?? '').length;
      assert.ok(syntaxProblems(path, text).length <= old, `the fix breaks the syntax of ${path}:\n${text}`);
    }
    const left = snapshotOf(after)
      .findings()
      .filter((finding) => finding.rule === id && finding.fixes.length > 0);
    const again = applyFixes(after, left, choice);
    assert.deepEqual(Object.fromEntries(again), Object.fromEntries(after), 'the fix applied twice changes more');
  }
}
