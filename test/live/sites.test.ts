import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { python, wheelFolder } from './wheels.ts';

/** One check inside the machine, as it tells of it on a line of its own. */
interface Outcome {
  readonly name: string;
  readonly error?: string;
  readonly skipped?: string;
}

const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child'];
const programs = ['nginx', 'redis-server', 'supervisord', 'openssl', 'ip', 'chroot', 'runuser'];
const packages = [
  'Django>=5.2,<5.3',
  'uvicorn[standard]',
  'gunicorn',
  'uvicorn-worker',
  'whitenoise',
  'celery[redis]',
  'flower',
];

function missing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'only root on Linux can make a machine of its own';
  }
  if (!existsSync('/etc/debian_version')) {
    return 'the guide is for Debian and Ubuntu';
  }
  const lacking = programs.find((program) => spawnSync('which', [program]).status !== 0);
  if (lacking !== undefined) {
    return `${lacking} isn't installed`;
  }
  if (!existsSync('/usr/lib/nginx/modules/ngx_http_dav_ext_module.so')) {
    return "libnginx-mod-http-dav-ext isn't installed";
  }
  if (spawnSync(python, ['-c', 'import ensurepip']).status !== 0) {
    return "python3-venv isn't installed";
  }
  return spawnSync('unshare', [...namespaces, 'true']).status === 0 ? undefined : 'namespaces are not allowed here';
}

test('two sites on one server, put there by their own scripts', { timeout: 15 * 60_000 }, async (t) => {
  const reason = missing();
  if (reason !== undefined) {
    t.skip(reason);
    return;
  }
  const wheels = wheelFolder(packages);
  if ('reason' in wheels) {
    t.skip(wheels.reason);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-live-'));
  const child = spawn(
    'unshare',
    [...namespaces, process.execPath, ...process.execArgv, join(__dirname, 'inside.ts'), folder, wheels.folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const outcome: Outcome = JSON.parse(line);
    count++;
    await t.test(outcome.name, (inner) => {
      if (outcome.skipped !== undefined) {
        inner.skip(outcome.skipped);
      }
      assert.ok(outcome.error === undefined, outcome.error);
    });
  }
  rmSync(folder, { recursive: true, force: true });
  assert.equal(await ended, 0, 'the machine ended early');
  assert.ok(count > 20, `only ${count} checks were made`);
});
