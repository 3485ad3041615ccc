import { spawnSync } from 'node:child_process';

/** @returns the version of the `nginx` on this machine, such as 1.22.1; undefined where there is none. */
export function nginxVersion(): string | undefined {
  const { stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' });
  return /nginx\/(\d+\.\d+\.\d+)/.exec(stderr ?? '')?.[1];
}
