import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { missing, nginxAcceptsMain, nginxMissing, systemdAccepts } from './programs.ts';

const examples = join(__dirname, '../../../examples');

/** Both are accepted: the faults of broken-site are of the kind that no program complains of. */
for (const example of ['good-site', 'broken-site']) {
  test(`nginx -t accepts ${example}`, (t) => {
    const reason = nginxMissing();
    if (reason !== undefined) {
      t.skip(reason);
      return;
    }
    const etc = join(examples, example, 'etc');
    const text = readFileSync(join(etc, 'nginx/nginx.conf'), 'utf8').replaceAll('/etc/nginx/', `${etc}/nginx/`);
    const verdict = nginxAcceptsMain(text);
    assert.ok(verdict.accepted, verdict.output);
  });

  test(`systemd-analyze verify accepts ${example}`, (t) => {
    const reason = missing('systemd-analyze');
    if (reason !== undefined) {
      t.skip(reason);
      return;
    }
    const folder = join(examples, example, 'etc/systemd/system');
    const verdict = systemdAccepts(
      new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    );
    assert.ok(verdict.accepted, verdict.output);
  });
}
