import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type PlannedFile, planSite } from '../../../server/src/scaffold/plan.ts';
import { answersOf, pairwiseRows } from '../../harness/answer-matrix.ts';
import {
  davMissing,
  missing,
  nginxAccepts,
  nginxMissing,
  pythonAccepts,
  shellAccepts,
  supervisorAccepts,
  supervisorMissing,
  systemdAccepts,
  type Verdict,
} from './programs.ts';

const means = { randomBytes: (count: number) => new Uint8Array(count).fill(7), translation: {} };
const rows = pairwiseRows();

function accepted(verdict: Verdict): void {
  assert.ok(verdict.accepted, verdict.output);
}

function textOf(plan: readonly PlannedFile[], part: string): string {
  const file = plan.find((candidate) => candidate.path.includes(part));
  assert.ok(file, `no ${part} in the plan`);
  return file.text;
}

describe(`what is written for ${rows.length} sets of answers`, () => {
  for (const row of rows) {
    const answers = answersOf(row);
    const plan = planSite(answers, means);
    const name = Object.values(row).join(' ');

    test(`nginx -t: ${name}`, (t) => {
      const reason = nginxMissing() ?? (row.webdav ? davMissing() : undefined);
      if (reason !== undefined) {
        t.skip(reason);
        return;
      }
      accepted(nginxAccepts(textOf(plan, 'etc/nginx/sites-available/')));
    });

    if (row.processManager === 'systemd') {
      test(`systemd-analyze verify: ${name}`, (t) => {
        const reason = missing('systemd-analyze');
        if (reason !== undefined) {
          t.skip(reason);
          return;
        }
        const units = plan.filter((file) => file.path.endsWith('.service'));
        accepted(
          systemdAccepts(new Map(units.map((file) => [file.path.slice(file.path.lastIndexOf('/') + 1), file.text]))),
        );
      });
    } else {
      test(`supervisor's reader: ${name}`, (t) => {
        const reason = supervisorMissing();
        if (reason !== undefined) {
          t.skip(reason);
          return;
        }
        const verdict = supervisorAccepts(textOf(plan, 'etc/supervisor/'));
        accepted(verdict);
        assert.equal(
          (verdict.output.match(/'shop-/g) ?? []).length,
          1 + Number(row.celery) + Number(row.beat) + Number(row.flower),
        );
      });
    }

    test(`python and sh: ${name}`, () => {
      for (const file of plan.filter((candidate) => candidate.path.endsWith('.py'))) {
        accepted(pythonAccepts(file.text));
      }
      accepted(shellAccepts(textOf(plan, 'deploy.sh')));
      accepted(shellAccepts(textOf(plan, 'with-environment.sh')));
    });
  }
});
