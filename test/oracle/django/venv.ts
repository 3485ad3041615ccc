import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Python with packages, or why there is none. */
export type FoundPython = { readonly python: string } | { readonly missing: string };

/** The newest Python of this machine: new releases of Django need one. */
function basePython(): string | undefined {
  const names = ['python3.14', 'python3.13', 'python3.12', 'python3'];
  const folder = join(homedir(), '.pyenv/versions');
  const own = ['3.14', '3.13', '3.12'].map((version) => `${version}.0/bin/python3`).map((path) => join(folder, path));
  return [...own.filter((path) => existsSync(path)), ...names].find(
    (python) => spawnSync(python, ['-c', 'import venv, sys; sys.exit(sys.version_info < (3, 10))']).status === 0,
  );
}

/**
 * Makes, once per machine, a Python with packages from the package index.
 * @param name the folder's name in the cache. @param packages as pip takes them.
 */
export function pythonWith(name: string, packages: readonly string[]): FoundPython {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'siteconf-tests', name);
  const python = join(folder, 'bin/python');
  if (existsSync(join(folder, 'ready'))) {
    return { python };
  }
  const base = basePython();
  if (base === undefined) {
    return { missing: 'Python 3.10 or newer is not installed' };
  }
  mkdirSync(folder, { recursive: true });
  const steps: readonly (readonly string[])[] = [
    [base, '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
    [python, '-c', `open(${JSON.stringify(join(folder, 'ready'))}, "w")`],
  ];
  for (const [command = '', ...words] of steps) {
    const run = spawnSync(command, words, { encoding: 'utf8', timeout: 240_000 });
    if (run.status !== 0) {
      const reason = (run.stderr || String(run.error ?? '')).trim().split('\n').at(-1);
      return { missing: `${words.join(' ')} failed: ${reason}` };
    }
  }
  return { python };
}
