import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const dist = join(root, 'dist');
const lock = join(root, '.cache/build.lock');

/** What the bundles are made of. */
const SOURCES = ['server/src', 'client/src', 'l10n', 'scripts/build.mjs', 'package-lock.json'];

/** @returns the folder of the bundles, built anew where a source is younger. Test files that run at once build one after the other. */
export function builtFolder(): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const deadline = Date.now() + 120_000;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`another build holds ${lock}`, { cause: error });
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    if (isStale()) {
      const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { encoding: 'utf8' });
      if (built.status !== 0) {
        throw new Error(`the build failed: ${built.stderr}`);
      }
    }
  } finally {
    rmSync(lock, { recursive: true });
  }
  return dist;
}

function isStale(): boolean {
  const built = ['client.js', 'server.js', 'cli.js', 'rules.json'].map((name) =>
    statSync(join(dist, name), { throwIfNoEntry: false }),
  );
  const oldest = Math.min(...built.map((facts) => facts?.mtimeMs ?? 0));
  return SOURCES.some((source) => newest(join(root, source)) > oldest);
}

function newest(path: string): number {
  const facts = statSync(path);
  return facts.isDirectory()
    ? Math.max(facts.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
    : facts.mtimeMs;
}
