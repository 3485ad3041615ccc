// Packs the extension as it is published: out/siteconf.vsix.
// usage: node scripts/package.mjs     (after npm run build)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const vsix = join(root, 'out/siteconf.vsix');
const limit = 1_000_000;

for (const bundle of ['dist/client.js', 'dist/server.js', 'dist/rules.json']) {
  if (!existsSync(join(root, bundle))) {
    throw new Error(`${bundle} is missing: npm run build`);
  }
}
mkdirSync(dirname(vsix), { recursive: true });
const packed = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/@vscode/vsce/vsce'),
    ...['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix],
  ],
  { cwd: root, encoding: 'utf8' },
);
if (packed.status !== 0) {
  process.stderr.write(`${packed.stdout}${packed.stderr}`);
  process.exit(1);
}
const { size } = statSync(vsix);
console.log(`out/siteconf.vsix: ${(size / 1000).toFixed(0)} kB`);
if (size > limit) {
  console.error(`larger than ${limit / 1000} kB`);
  process.exit(1);
}
