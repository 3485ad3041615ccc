// Runs test files under node:test with TypeScript through tsx, the same way on Node 20, 22 and 24.
// usage: node test/run.mjs [folder or file below test/ ...]   (default: unit features fuzz pages)
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const testFolder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const roots = (wanted.length > 0 ? wanted : ['unit', 'features', 'fuzz', 'pages']).map((name) =>
  resolve(testFolder, name),
);

function testFiles(path) {
  if (!statSync(path, { throwIfNoEntry: false })) {
    throw new Error(`no such test: ${path}`);
  }
  if (statSync(path).isFile()) {
    return [path];
  }
  return readdirSync(path)
    .flatMap((name) => testFiles(join(path, name)))
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}

const files = roots.flatMap(testFiles);
if (files.length === 0) {
  throw new Error(`no test files below ${roots.join(', ')}`);
}
// What siteconf writes for its user stays out of the home of whoever runs the tests.
const state = mkdtempSync(join(tmpdir(), 'siteconf-state-'));
process.env.XDG_STATE_HOME = state;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${import.meta.resolve('tsx')}`.trim();
let failed = 0;
const events = run({ files, concurrency: 2, timeout: 20 * 60_000 });
events.on('test:fail', () => {
  failed++;
});
events.on('end', () => {
  rmSync(state, { recursive: true, force: true });
  process.exitCode = failed > 0 ? 1 : 0;
});
events.compose(new spec()).pipe(process.stdout);
