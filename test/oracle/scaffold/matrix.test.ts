import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { enableHttps } from '../../../server/src/scaffold/https.ts';
import { type PlannedFile, planSite } from '../../../server/src/scaffold/plan.ts';
import { answersOf, pairwiseRows } from '../../harness/answer-matrix.ts';
import { asCertbotLeaves } from '../../harness/certbot.ts';
import {
  davMissing,
  missing,
  nginxAccepts,
  nginxMissing,
  pythonAccepts,
  shellAccepts,
  shellcheckAccepts,
  supervisorAccepts,
  supervisorMissing,
  systemdAccepts,
  type Verdict,
  withCertificate,
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
  for (const [index, row] of rows.entries()) {
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

    test(`nginx -t after certbot and the second step: ${name}`, (t) => {
      const reason = nginxMissing() ?? (row.webdav ? davMissing() : undefined) ?? missing('openssl');
      if (reason !== undefined) {
        t.skip(reason);
        return;
      }
      const site = textOf(plan, 'etc/nginx/sites-available/');
      // The last name came later than the certificate, so that the step has something to add.
      const names = answers.domains.slice(0, Math.max(1, answers.domains.length - 1));
      const enabled = enableHttps(asCertbotLeaves(site, names, '/etc/letsencrypt/live/shop'), textOf(plan, '.env'));
      assert.ok(enabled.kind === 'enabled');
      withCertificate((folder) => {
        accepted(nginxAccepts(enabled.site.replaceAll(/\/etc\/letsencrypt(?:\/live\/shop)?\//g, `${folder}/`)));
      });
    });

    test(`nginx -t beside another site: ${name}`, (t) => {
      const second = answersOf(rows[(index + 1) % rows.length] as (typeof rows)[number], [answers]);
      const reason = nginxMissing() ?? (row.webdav || second.webdav ? davMissing() : undefined);
      if (reason !== undefined) {
        t.skip(reason);
        return;
      }
      const sites = [plan, planSite(second, means)].map((files) => textOf(files, 'etc/nginx/sites-available/'));
      const verdict = nginxAccepts(sites.join('\n'));
      accepted(verdict);
      assert.doesNotMatch(verdict.output, /warn/);
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

    test(`shellcheck: ${name}`, (t) => {
      const reason = missing('shellcheck');
      if (reason !== undefined) {
        t.skip(reason);
        return;
      }
      accepted(shellcheckAccepts(textOf(plan, 'deploy.sh')));
      accepted(shellcheckAccepts(textOf(plan, 'with-environment.sh')));
    });
  }
});
