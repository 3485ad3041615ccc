// Shows what siteconf does: prints the findings of examples/broken-site, then opens that folder in a real VS Code with the
// extension on it.
// usage: npm start [-- --once]     --once (also CI=true): ends as soon as the workbench shows a finding
// Nothing but Node is needed: this file imports what must be installed only after it has been.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, installDependencies, installTools, tools } from './setup.mjs';
import { cacheFolder } from './vscode/cache.mjs';
import { run } from './vscode/run.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const example = join(root, 'examples/broken-site');
const once = process.argv.includes('--once') || process.env.CI === 'true';

await installDependencies();
console.log('building…');
await run(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root });

console.log('\nsiteconf check examples/broken-site\n');
const check = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', 'examples/broken-site'], {
  cwd: root,
  stdio: 'inherit',
});
if (check.status !== 1) {
  throw new Error(`the findings of examples/broken-site were expected; the check ended with ${check.status}`);
}

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const code = process.env.SITECONF_VSCODE ?? findProgram('code');
if (code && hasDisplay && !once) {
  console.log(`\nopening ${code} with the extension on examples/broken-site`);
  spawnSync(code, ['--new-window', `--extensionDevelopmentPath=${root}`, example], { stdio: 'inherit' });
} else {
  await serve();
}

/** VS Code's own server, in a folder of this start alone, with the packed extension installed. */
async function serve() {
  const missing = await installTools([tools.natives, ...(once ? [tools.browser] : [])]);
  if (missing.length > 0) {
    throw new Error(`needed and not found: ${missing.join(', ')}`);
  }
  const { installCodeServer, newest } = await import('./vscode/code-server.mjs');
  const { installCommand, startServer } = await import('./vscode/server.mjs');
  await run(process.execPath, [join(root, 'scripts/package.mjs')], { cwd: root });
  const vscode = await installCodeServer(newest);
  const home = join(cacheFolder, 'start', String(process.pid));
  const extensions = join(home, 'extensions');
  mkdirSync(extensions, { recursive: true });
  mkdirSync(join(root, 'out/screenshots'), { recursive: true });
  const [program, ...install] = installCommand(vscode, extensions, join(root, 'out/siteconf.vsix'));
  await run(program, install);
  const server = await startServer(vscode, { userData: join(home, 'user'), extensions });
  const url = `http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(example)}`;
  console.log(`\nVS Code with siteconf on examples/broken-site: ${url}`);
  try {
    if (once) {
      await seeFinding(url);
    } else {
      openBrowser(url);
      console.log('Ctrl-C ends it.');
      await new Promise((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      });
    }
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function seeFinding(url) {
  const { startChromium } = await import('./vscode/browser.mjs');
  const picture = join(root, 'out/screenshots/start.png');
  const browser = await startChromium();
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
  try {
    await page.goto(url);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input[type="text"]').fill(join(example, 'etc/nginx/sites-available/shop'));
    await page.locator('.quick-input-list .monaco-list-row.focused[aria-label^="shop"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 60_000 });
  } finally {
    await page.screenshot({ path: picture });
    await browser.close();
  }
  console.log(`The workbench shows the findings: ${picture}`);
}

function openBrowser(url) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? findProgram('xdg-open');
  if (hasDisplay && opener) {
    spawn(opener, [url], { stdio: 'ignore', detached: true })
      .on('error', () => undefined)
      .unref();
  }
}
