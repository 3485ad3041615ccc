#!/usr/bin/env node
// Stands in for the `code` executable where VS Code can't be downloaded: takes the flags with which @vscode/test-electron
// starts VS Code to test an extension, runs VS Code's server and its workbench in Chromium, and exits as the tests did.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startChromium } from './browser.mjs';
import { installCodeServer, testable } from './code-server.mjs';
import { startServer } from './server.mjs';

const flag = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const extension = flag('extensionDevelopmentPath');
const tests = flag('extensionTestsPath');
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('-'));
if (!extension || !tests || !folder || !statSync(folder).isDirectory()) {
  console.error('usage: code.mjs --extensionDevelopmentPath=PATH --extensionTestsPath=PATH FOLDER');
  process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'siteconf-code-'));
let server;
let browser;
let exitCode = 1;
try {
  server = await startServer(await installCodeServer(testable), {
    userData: flag('user-data-dir') ?? join(scratch, 'user'),
    extensions: flag('extensions-dir') ?? join(scratch, 'extensions'),
  });
  browser = await startChromium();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const finished = new Promise((done, fail) => {
    page.exposeFunction('codeAutomationExit', done);
    page.on('crash', () => fail(new Error('the page crashed')));
  });
  await page.exposeFunction('codeAutomationLog', (_kind, args) => console.log(...args));
  const authority = `127.0.0.1:${server.port}`;
  const remote = (path) => `vscode-remote://${authority}${resolve(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
  ];
  const query = new URLSearchParams({ folder: resolve(folder), payload: JSON.stringify(payload) });
  await page.goto(`http://${authority}/?${query}`);
  exitCode = await finished;
} catch (error) {
  console.error(error);
} finally {
  await browser?.close();
  await server?.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}
process.exit(exitCode);
