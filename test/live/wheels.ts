import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads are kept from run to run. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'siteconf');

/** The Python that Debian's scripts call. */
export const python = '/usr/bin/python3';

/** @returns the folder of the programs of a Python that the newest Django runs on (3.12 or later), or undefined. */
export function newPython(): string | undefined {
  const versions = join(homedir(), '.pyenv/versions');
  const kept = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin')) : [];
  const asked = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))';
  return ['/usr/bin', '/usr/local/bin', ...kept.reverse()].find(
    (folder) => spawnSync(join(folder, 'python3'), ['-c', asked]).status === 0,
  );
}

/**
 * Downloads packages and what they need as wheels, once.
 *
 * @returns the folder of the wheels, or why there is none.
 */
export function wheelFolder(program: string, requirements: readonly string[]): { folder: string } | { reason: string } {
  const version = spawnSync(program, ['-V'], { encoding: 'utf8' }).stdout;
  const key = createHash('sha256')
    .update(JSON.stringify([version, ...requirements]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheFolder, `wheels-${key}`);
  if (existsSync(folder)) {
    return { folder };
  }
  const unfinished = join(cacheFolder, `unfinished-${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  const environment = join(unfinished, 'environment');
  const made = spawnSync(program, ['-m', 'venv', environment], { encoding: 'utf8' });
  const loaded = spawnSync(
    join(environment, 'bin/pip'),
    ['download', '--quiet', '--only-binary=:all:', '--dest', join(unfinished, 'wheels'), 'pip', ...requirements],
    { encoding: 'utf8', timeout: 5 * 60_000 },
  );
  // Another lane may have loaded the same meanwhile.
  if (loaded.status === 0 && !existsSync(folder)) {
    renameSync(join(unfinished, 'wheels'), folder);
  }
  rmSync(unfinished, { recursive: true, force: true });
  const complaint = `${made.stderr}${loaded.stderr ?? ''}`.trim().split('\n').at(-1);
  return loaded.status === 0 ? { folder } : { reason: `the Python packages can't be had: ${complaint}` };
}

/**
 * Fills a cache of npm with everything that `manifest` (the text of a package.json) needs, once.
 *
 * @returns the folder of the cache, or why there is none.
 */
export function npmCache(manifest: string): { folder: string } | { reason: string } {
  const key = createHash('sha256').update(manifest).digest('hex').slice(0, 16);
  const folder = join(cacheFolder, `npm-${key}`);
  if (existsSync(folder)) {
    return { folder };
  }
  const unfinished = join(cacheFolder, `unfinished-npm-${process.pid}`);
  const project = join(unfinished, 'project');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), manifest);
  const loaded = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--cache', join(unfinished, 'cache')], {
    cwd: project,
    encoding: 'utf8',
    timeout: 5 * 60_000,
  });
  if (loaded.status === 0) {
    renameSync(join(unfinished, 'cache'), folder);
  }
  rmSync(unfinished, { recursive: true, force: true });
  const complaint = `${loaded.stderr ?? ''}${loaded.error ?? ''}`.trim().split('\n').at(-1);
  return loaded.status === 0 ? { folder } : { reason: `the npm packages can't be had: ${complaint}` };
}
