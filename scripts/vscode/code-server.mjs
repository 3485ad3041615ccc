// Installs a whole built VS Code from the npm package code-server, for machines that can't download one.
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { run } from './run.mjs';

/** The last one that loads an extension under development in the browser: for tests that run inside the extension host. */
export const testable = {
  version: '4.100.3',
  node: '20.20.2',
  natives: ['node-pty', '@vscode/spdlog', 'native-watchdog'],
};
/** The newest, as a person has it: for the packed extension. */
export const newest = {
  version: '4.139.1',
  node: '24',
  natives: ['node-pty', '@vscode/spdlog', '@vscode/native-watchdog'],
};

/**
 * @param {{ version: string, node: string, natives: string[] }} wanted
 * @returns {Promise<{ node: string, serverMain: string }>} the Node binary that it needs and VS Code's own server entry
 */
export async function installCodeServer(wanted) {
  const nodeFolder = await installNode(wanted.node);
  const folder = await cached(`code-server-${wanted.version}-${process.platform}-${process.arch}`, async (work) => {
    console.log(`installing VS Code (code-server ${wanted.version}) into the cache, once…`);
    await npmInstall(work, [`code-server@${wanted.version}`, 'node-gyp@11']);
    const vscode = join(work, 'node_modules/code-server/lib/vscode');
    await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'], {
      cwd: vscode,
    });
    const gyp = join(work, 'node_modules/node-gyp/bin/node-gyp.js');
    for (const native of wanted.natives) {
      await run(join(nodeFolder, 'bin/node'), [gyp, 'rebuild', `--nodedir=${nodeFolder}`], {
        cwd: join(vscode, 'node_modules', native),
      });
    }
    await linkRipgrep(vscode);
  });
  return {
    node: join(nodeFolder, 'bin/node'),
    serverMain: join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/** @returns {Promise<string>} a folder with `bin/node` and its headers in `include/` */
async function installNode(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = await cached(`${name}-${version}`, (work) => npmInstall(work, [`${name}@${version}`]));
  return join(folder, 'node_modules', name);
}

async function npmInstall(folder, packages) {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
    cwd: folder,
  });
}

/** `workspace.findFiles` asks ripgrep, whose npm package downloads it after installation; the system's does as well. */
async function linkRipgrep(vscode) {
  const folder = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  if (existsSync(join(folder, 'rg')) || !existsSync(join(folder, '..'))) {
    return;
  }
  const system = (process.env.PATH ?? '')
    .split(':')
    .map((path) => join(path, 'rg'))
    .find((path) => existsSync(path));
  if (!system) {
    throw new Error('ripgrep (rg) is needed: apt-get install ripgrep');
  }
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'rg'), { force: true });
  await symlink(system, join(folder, 'rg'));
}
