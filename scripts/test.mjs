// The whole test: sets the machine up, builds, and runs every check and every test, in real programs where they are here.
// usage: npm test     Its last line holds the sums: N passed, N failed, N skipped
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies, installTools, tools } from './setup.mjs';
import { totals } from './totals.mjs';
import { findChromium } from './vscode/browser-path.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sums = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const skips = [];
const started = Date.now();

/** Folders of test/ that need more than Node and run as steps of their own. */
const inEditor = ['host', 'interface'];

function tell(name) {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`\n── ${name} (${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}) ──`);
}

/** Runs a Node script with its output shown. */
function node(args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const [stream, shown] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on('data', (data) => {
        output += data;
        shown.write(data);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** One step that passes or fails as a whole. */
async function step(name, args, env) {
  tell(name);
  const { code } = await node(args, env);
  sums[code === 0 ? 'passed' : 'failed']++;
  if (code !== 0) {
    failures.push(name);
  }
  return code === 0;
}

/** One run of many tests, which prints its own sums. */
async function tests(name, args) {
  tell(name);
  const { code, output } = await node(args);
  const counted = readSums(output);
  const none = counted.passed + counted.failed + counted.skipped === 0;
  const failed = counted.failed === 0 && (code !== 0 || none) ? 1 : counted.failed;
  sums.passed += counted.passed;
  sums.failed += failed;
  sums.skipped += counted.skipped;
  if (failed > 0) {
    failures.push(none ? `${name}: no test ran` : `${name}: ${failed}`);
  }
  for (const [, skipped] of output.matchAll(/^\s*﹣ (.*)$/gm)) {
    skips.push(`${name}: ${skipped}`);
  }
}

function readSums(output) {
  const spec = (word) =>
    [...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, 'gm'))].reduce((sum, [, n]) => sum + +n, 0);
  const own = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  return own
    ? { passed: +own[1], failed: +own[2], skipped: +own[3] }
    : { passed: spec('pass'), failed: spec('fail') + spec('cancelled'), skipped: spec('skipped') + spec('todo') };
}

function skip(name, reason) {
  sums.skipped++;
  skips.push(`${name}: ${reason}`);
}

function hasTests(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.test.ts'));
}

tell('set up');
await installDependencies();
const missing = await installTools(Object.values(tools));
if (missing.length > 0) {
  console.log(`not on this machine: ${missing.join(', ')}`);
}

const bin = (name) => join(root, 'node_modules', name);
const built = await step('build', ['scripts/build.mjs']);
await step('format and lint', [bin('@biomejs/biome/bin/biome'), 'check', '.']);
await step('types of the layers', [bin('typescript/bin/tsc'), '-b']);
await step('types of the tests', [bin('typescript/bin/tsc'), '-p', 'test']);
await step('generated files', ['--import', 'tsx', 'scripts/gen.ts', '--check']);
const packed = built && (await step('package', ['scripts/package.mjs']));

const folders = readdirSync(join(root, 'test'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !inEditor.includes(entry.name) && hasTests(join(root, 'test', entry.name)))
  .map(({ name }) => name);
for (const folder of folders) {
  await tests(folder, ['test/run.mjs', folder]);
}

const editorNeeds = [
  ...(packed ? [] : ['a package that could be made']),
  ...(findChromium() ? [] : ['Chromium']),
  ...Object.keys({ ...tools.natives, ...tools.ripgrep }).filter((tool) => missing.includes(tool)),
  ...(process.platform === 'win32' ? ['a system other than Windows'] : []),
];
if (process.env.SITECONF_VSCODE || editorNeeds.length === 0) {
  await tests('inside VS Code', ['scripts/test-host.mjs']);
} else {
  skip('inside VS Code', `needs ${editorNeeds.join(', ')}`);
}
if (editorNeeds.length === 0) {
  await tests('as a person', ['test/run.mjs', 'interface']);
  await step('npm start', ['scripts/start.mjs', '--once']);
} else {
  skip('as a person', `needs ${editorNeeds.join(', ')}`);
  skip('npm start', `needs ${editorNeeds.join(', ')}`);
}

tell('sums');
for (const line of skips) {
  console.log(`skipped  ${line}`);
}
for (const line of failures) {
  console.log(`FAILED   ${line}`);
}
console.log(totals(sums));
process.exitCode = sums.failed > 0 || sums.passed === 0 ? 1 : 0;
