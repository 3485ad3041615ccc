// Brings a fresh machine to where the project's programs and tests can run. Only what is missing is installed.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './vscode/run.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @returns {string | undefined} where the program is on this machine's PATH */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Installs the packages of package-lock.json where they aren't yet. */
export async function installDependencies() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) {
    console.log('npm ci…');
    await run('npm', ['ci'], { cwd: root });
  }
}

/** A tool and the Debian package that has it. A tool with a slash in it is a file. */
export const tools = {
  browser: { chromium: 'chromium' },
  natives: { python3: 'python3', make: 'make', 'g++': 'g++' },
  ripgrep: { rg: 'ripgrep' },
  fonts: { '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc': 'fonts-noto-cjk' },
  nginx: {
    nginx: 'nginx-full',
    '/usr/share/nginx/modules-available/mod-http-dav-ext.conf': 'libnginx-mod-http-dav-ext',
  },
  shellcheck: { shellcheck: 'shellcheck' },
  redis: { 'redis-server': 'redis-server' },
  supervisor: { supervisord: 'supervisor' },
  python: { '/usr/share/doc/python3-venv': 'python3-venv' },
};

const isThere = (tool) => (tool.includes('/') ? existsSync(tool) : findProgram(tool) !== undefined);

/**
 * Installs missing tools where that can be done: as root on Debian or Ubuntu.
 *
 * @param {Record<string, string>[]} wanted some of `tools`
 * @returns {Promise<string[]>} the tools that are still missing
 */
export async function installTools(wanted) {
  const needed = Object.assign({}, ...wanted);
  const missing = () => Object.keys(needed).filter((tool) => !isThere(tool));
  const packages = [...new Set(missing().map((tool) => needed[tool]))];
  if (packages.length > 0 && canInstall()) {
    console.log(`apt-get install ${packages.join(' ')}…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    const install = ['install', '--yes', '--no-install-recommends', '-q'];
    await run('apt-get', [...install, ...packages], { env: { ...env, RUNLEVEL: '1' } }).catch(async () => {
      for (const name of packages) {
        await run('apt-get', [...install, name], { env: { ...env, RUNLEVEL: '1' } }).catch((error) =>
          console.log(`could not install ${name}: ${error.message.split('\n').at(-1)}`),
        );
      }
    });
  }
  return missing();
}

function canInstall() {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return process.getuid?.() === 0 && /\b(?:debian|ubuntu)\b/.test(system) && findProgram('apt-get') !== undefined;
}
