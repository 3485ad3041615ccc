import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { defaultAnswers } from '../../server/src/scaffold/answers.ts';
import { planStarter } from '../../server/src/scaffold/starter.ts';
import { newPython, npmCache, python, wheelFolder } from './wheels.ts';

/** One check inside the machine, as it tells of it on a line of its own. */
interface Outcome {
  readonly name: string;
  readonly error?: string;
  readonly seconds: number;
}

const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child'];
const programs = ['nginx', 'redis-server', 'supervisord', 'openssl', 'ip', 'chroot', 'runuser'];
const packages = ['uvicorn[standard]', 'gunicorn', 'uvicorn-worker', 'whitenoise', 'celery[redis]', 'flower'];

/** What the third site, which starts from nothing with the newest Django, needs; or why it can't be had here. */
function starterMeans(): { means: readonly string[] } | { reason: string } {
  const bin = newPython();
  if (bin === undefined) {
    return { reason: 'there is no Python that the newest Django runs on' };
  }
  const wheels = wheelFolder(join(bin, 'python3'), ['Django', 'django-vite>=3.1', ...packages]);
  if ('reason' in wheels) {
    return wheels;
  }
  const manifest = planStarter(defaultAnswers()).find((file) => file.path === 'package.json');
  const modules = npmCache(manifest?.text ?? '');
  return 'reason' in modules ? modules : { means: [bin, wheels.folder, modules.folder] };
}

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

test('sites on one server, put there by their own scripts', { timeout: 15 * 60_000 }, async (t) => {
  const reason = missing();
  if (reason !== undefined) {
    t.skip(reason);
    return;
  }
  const wheels = wheelFolder(python, ['Django>=5.2,<5.3', ...packages]);
  if ('reason' in wheels) {
    t.skip(wheels.reason);
    return;
  }
  const starter = starterMeans();
  if ('reason' in starter) {
    await t.test('a third site, from an empty folder', (inner) => inner.skip(starter.reason));
  }
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-live-'));
  const child = spawn(
    'unshare',
    [
      ...namespaces,
      process.execPath,
      ...process.execArgv,
      join(__dirname, 'inside.ts'),
      folder,
      wheels.folder,
      ...('means' in starter ? starter.means : []),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const outcome: Outcome = JSON.parse(line);
    count++;
    await t.test(outcome.name, (inner) => {
      inner.diagnostic(`took ${outcome.seconds.toFixed(1)} s`);
      assert.ok(outcome.error === undefined, outcome.error);
    });
  }
  rmSync(folder, { recursive: true, force: true });
  assert.equal(await ended, 0, 'the machine ended early');
  assert.ok(count > 20, `only ${count} checks were made`);
});
