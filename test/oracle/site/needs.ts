import { spawnSync } from 'node:child_process';
import { pythonWith } from '../django/venv.ts';

const servers = ['uvicorn', 'gunicorn', 'uvicorn-worker', 'whitenoise'];
const versions = { '4.2': 'Django~=4.2.0', '5.2': 'Django~=5.2.0', newest: 'Django' };

/** @returns why the sites can't be run here; undefined where they can. */
export function missingPrograms(): string | undefined {
  if (process.platform !== 'linux') {
    return 'the sites run on Linux only';
  }
  const absent = [
    ['nginx', '-v'],
    ['openssl', 'version'],
  ].filter(([command = '', word = '']) => spawnSync(command, [word]).status !== 0);
  return absent.length === 0 ? undefined : `not installed: ${absent.map(([command]) => command).join(', ')}`;
}

/** @returns Pythons with Django and the programs that run it, one for each version of Django; why there is none else. */
export function djangoPythons(): { readonly pythons: readonly string[]; readonly missing: string | undefined } {
  const found = Object.entries(versions).map(([name, django]) => pythonWith(`site-${name}`, [django, ...servers]));
  return {
    pythons: found.flatMap((one) => ('python' in one ? [one.python] : [])),
    missing: found.map((one) => ('missing' in one ? one.missing : undefined)).find((one) => one !== undefined),
  };
}
