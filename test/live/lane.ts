import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import type { Outcome } from './outcome.ts';
import { python, wheelFolder } from './wheels.ts';

const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child'];
const programs = ['nginx', 'redis-server', 'supervisord', 'openssl', 'ip', 'chroot', 'runuser'];

/** What every site of the live lane is made of, beside Django. */
export const packages: readonly string[] = [
  'uvicorn[standard]',
  'gunicorn',
  'uvicorn-worker',
  'whitenoise',
  'celery[redis]',
  'flower',
  'channels',
  'django-vite>=3.1',
];

/**
 * What each of these tests begins with.
 *
 * @param more packages beside those of every site.
 * @returns the folder of the wheels that a site with Django 5.2 needs; undefined where `t` is skipped, since no machine can be made here.
 */
export function machineNeeds(t: TestContext, more: readonly string[] = []): string | undefined {
  const reason = missing();
  const wheels = reason === undefined ? wheelFolder(python, ['Django>=5.2,<5.3', ...packages, ...more]) : { reason };
  if ('folder' in wheels) {
    return wheels.folder;
  }
  t.skip(wheels.reason);
  return undefined;
}

/** @returns why no machine of its own can be made here; undefined where it can. */
function missing(): string | undefined {
  if (!existsSync('/etc/debian_version')) {
    return 'the guide is for Debian and Ubuntu';
  }
  if (!existsSync('/usr/lib/nginx/modules/ngx_http_dav_ext_module.so')) {
    return "libnginx-mod-http-dav-ext isn't installed";
  }
  if (spawnSync(python, ['-c', 'import ensurepip']).status !== 0) {
    return "python3-venv isn't installed";
  }
  return namespacesMissing(programs);
}

/** @returns why no namespaces with these programs can be made here; undefined where they can. */
export function namespacesMissing(wanted: readonly string[]): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'only root on Linux can make namespaces';
  }
  const lacking = wanted.find((program) => spawnSync('which', [program]).status !== 0);
  if (lacking !== undefined) {
    return `${lacking} isn't installed`;
  }
  return spawnSync('unshare', [...namespaces, 'true']).status === 0 ? undefined : 'namespaces are not allowed here';
}

/**
 * Runs a script in fresh namespaces; each line that it prints is an `Outcome`, which becomes a test below `t`.
 *
 * @param script a file of this folder. It is given the path of an empty folder, and `args`.
 * @param least so many checks must have been made.
 */
export async function runInside(t: TestContext, script: string, args: readonly string[], least: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-live-'));
  const child = spawn(
    'unshare',
    [...namespaces, process.execPath, ...process.execArgv, join(__dirname, script), folder, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const outcome: Outcome = JSON.parse(line);
    count++;
    await t.test(outcome.name, (inner) => {
      if (outcome.skipped !== undefined) {
        count = least;
        inner.skip(outcome.skipped);
        return;
      }
      inner.diagnostic(`took ${outcome.seconds.toFixed(1)} s`);
      assert.ok(outcome.error === undefined, outcome.error);
    });
  }
  rmSync(folder, { recursive: true, force: true });
  assert.equal(await ended, 0, 'the machine ended early');
  assert.ok(count >= least, `only ${count} checks were made`);
}
