import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads are kept from run to run. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'siteconf');

/** The Python that Debian's scripts call. */
export const python = '/usr/bin/python3';

/**
 * Downloads packages and what they need as wheels, once.
 *
 * @returns the folder of the wheels, or why there is none.
 */
export function wheelFolder(requirements: readonly string[]): { folder: string } | { reason: string } {
  const version = spawnSync(python, ['-V'], { encoding: 'utf8' }).stdout;
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
  const made = spawnSync(python, ['-m', 'venv', environment], { encoding: 'utf8' });
  const loaded = spawnSync(
    join(environment, 'bin/pip'),
    ['download', '--quiet', '--only-binary=:all:', '--dest', join(unfinished, 'wheels'), 'pip', ...requirements],
    { encoding: 'utf8', timeout: 5 * 60_000 },
  );
  if (loaded.status === 0) {
    renameSync(join(unfinished, 'wheels'), folder);
  }
  rmSync(unfinished, { recursive: true, force: true });
  const complaint = `${made.stderr}${loaded.stderr ?? ''}`.trim().split('\n').at(-1);
  return loaded.status === 0 ? { folder } : { reason: `the Python packages can't be had: ${complaint}` };
}
