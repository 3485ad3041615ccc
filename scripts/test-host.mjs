// Runs test/host inside a real VS Code. Which one: the executable SITECONF_VSCODE where it is set, a
// downloaded one with SITECONF_VSCODE=download, else the project's own stand-in for its executable.
// usage: node scripts/test-host.mjs     (after npm run build)
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { totals } from './totals.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const named = process.env.SITECONF_VSCODE;

/** @returns {Promise<{ passed: number, failed: number, skipped: number }>} */
export async function testHost() {
  const scratch = mkdtempSync(join(tmpdir(), 'siteconf-host-'));
  const result = join(scratch, 'result.json');
  const workspace = join(scratch, 'broken-site');
  const tests = join(root, 'out/host/index.js');
  try {
    cpSync(join(root, 'examples/broken-site'), workspace, { recursive: true });
    mkdirSync(dirname(tests), { recursive: true });
    await build({
      entryPoints: [join(root, 'test/host/index.ts')],
      outfile: tests,
      bundle: true,
      platform: 'node',
      target: 'node20',
      external: ['vscode', 'mocha'],
      sourcemap: 'inline',
      logLevel: 'warning',
    });
    const vscode = named === 'download' ? {} : { vscodeExecutablePath: named ?? join(root, 'scripts/vscode/code.mjs') };
    const failure = await runTests({
      ...vscode,
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      extensionTestsEnv: { SITECONF_HOST_RESULT: result, NODE_OPTIONS: undefined },
      launchArgs: [
        workspace,
        `--user-data-dir=${join(scratch, 'user')}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
        '--disable-extensions',
      ],
    }).then(
      () => undefined,
      (error) => error,
    );
    const counted = readResult(result);
    if (!counted) {
      throw failure ?? new Error('VS Code ended without a result');
    }
    return counted;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function readResult(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const counted = await testHost();
  console.log(totals(counted));
  process.exitCode = counted.failed > 0 || counted.passed === 0 ? 1 : 0;
}
