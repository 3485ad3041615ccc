// Starts VS Code's own server, which serves the workbench to a browser on this machine only.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * @param {{ node: string, serverMain: string }} vscode
 * @param {{ userData: string, extensions: string, port?: number, locale?: string, settings?: object, env?: NodeJS.ProcessEnv }} options folders are made
 *   where they don't exist; port 0 (or none) takes a free one
 * @returns {Promise<{ port: number, log: () => string, stop: () => Promise<void> }>} once it listens
 */
export async function startServer(vscode, { userData, extensions, port = 0, locale = 'en', settings = {}, env = {} }) {
  for (const folder of [join(userData, 'User'), extensions]) {
    mkdirSync(folder, { recursive: true });
  }
  writeSettings(join(userData, 'User'), settings);
  const child = spawn(
    vscode.node,
    [
      vscode.serverMain,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
      ...['--user-data-dir', userData, '--extensions-dir', extensions, '--telemetry-level', 'off', '--locale', locale],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', ...env } },
  );
  let log = '';
  const closed = new Promise((resolve) => child.once('close', resolve));
  const listening = await new Promise((resolve, reject) => {
    const read = (data) => {
      log += data;
      const found = /Extension host agent listening on (\d+)/.exec(log);
      if (found) {
        resolve(Number(found[1]));
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${log.slice(-4000)}`)));
  });
  return {
    port: listening,
    log: () => log,
    stop: async () => {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
      await closed;
      clearTimeout(hard);
    },
  };
}

function writeSettings(folder, settings) {
  writeFileSync(join(folder, 'settings.json'), `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`);
}

/**
 * @param {{ node: string, serverMain: string }} vscode
 * @returns {string[]} the command that installs a packed extension into `extensions`, as an argument list
 */
export function installCommand(vscode, extensions, vsix) {
  return [vscode.node, vscode.serverMain, '--extensions-dir', extensions, '--install-extension', vsix, '--force'];
}
