// Bundles the three programs into dist/ and gathers the rules' pages and the translations beside them.
// usage: node scripts/build.mjs [--watch]
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
};

const bundles = [
  { ...shared, entryPoints: ['client/src/extension.ts'], outfile: 'dist/client.js', external: ['vscode'] },
  { ...shared, entryPoints: ['server/src/lsp/main.ts'], outfile: 'dist/server.js' },
  {
    ...shared,
    entryPoints: ['server/src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
];

/** The rules' pages by id and language, and the translations by language. */
function texts() {
  const pages = {};
  const rules = join(root, 'server/src/rules');
  for (const group of readdirSync(rules, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const name of readdirSync(join(rules, group.name)).filter((one) => one.endsWith('.md'))) {
      const id = `${group.name}/${name.slice(0, -3)}`;
      pages[id] = { en: readFileSync(join(rules, group.name, name), 'utf8') };
      const korean = join(root, 'l10n/ko/rules', `${id}.md`);
      if (existsSync(korean)) {
        pages[id].ko = readFileSync(korean, 'utf8');
      }
    }
  }
  const translations = {};
  const bundle = join(root, 'l10n/bundle.l10n.ko.json');
  if (existsSync(bundle)) {
    translations.ko = JSON.parse(readFileSync(bundle, 'utf8'));
  }
  return { pages, translations };
}

mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, 'rules.json'), JSON.stringify(texts()));
const present = bundles.filter(({ entryPoints }) => existsSync(join(root, entryPoints[0])));
if (process.argv.includes('--watch')) {
  await Promise.all(present.map(async (options) => (await context(options)).watch()));
} else {
  await Promise.all(present.map((options) => build(options)));
}
