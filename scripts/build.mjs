// Bundles the three programs into dist/ and gathers the rules' pages and the translations beside them.
// usage: node scripts/build.mjs
//
// What the programs share stands once, in dist/shared-*: esbuild splits only ECMAScript modules, so the split output is turned
// into CommonJS, which VS Code and the `bin` of the package load. The core, with its tables and parsers, travels compressed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const programs = { client: 'client/src/extension.ts', server: 'server/src/lsp/main.ts', cli: 'server/src/cli/main.ts' };

const minified = {
  platform: 'node',
  target: 'node20',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
};

/** The client's and the server's library name different releases of these; one of each is enough. */
const protocol = ['vscode-languageserver-protocol', 'vscode-jsonrpc', 'vscode-languageserver-types'];

const oneProtocol = {
  name: 'one-protocol',
  setup({ onResolve }) {
    const { resolve } = createRequire(join(root, 'package.json'));
    onResolve({ filter: new RegExp(`^(?:${protocol.join('|')})(?:/|$)`) }, ({ path }) => ({ path: resolve(path) }));
  },
};

/** From this size on what programs share travels compressed, with a loader in its place. */
const packedFrom = 300_000;

/** @returns the files that stand for a chunk of CommonJS: the chunk itself, or its compressed text and what loads it. */
function chunkFiles(name, code) {
  if (!name.startsWith('shared-') || code.length < packedFrom) {
    return [{ name, content: code }];
  }
  const packed = name.replace(/\.js$/, '.br');
  const read = `require('node:fs').readFileSync(__dirname + '/${packed}')`;
  const content = `module._compile(require('node:zlib').brotliDecompressSync(${read}).toString(), __filename);\n`;
  return [
    { name, content },
    { name: packed, content: brotliCompressSync(code) },
  ];
}

async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: programs,
    outdir: dist,
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    ...minified,
    format: 'esm',
    external: ['vscode'],
    plugins: [oneProtocol],
    write: false,
  });
  const chunks = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await transform(text, {
        format: 'cjs',
        minify: true,
        charset: 'utf8',
        target: 'node20',
        platform: 'node',
      });
      return chunkFiles(basename(path), basename(path) === 'cli.js' ? `#!/usr/bin/env node\n${code}` : code);
    }),
  );
  return chunks.flat();
}

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
  return { pages, translations: { ko: JSON.parse(readFileSync(join(root, 'l10n/bundle.l10n.ko.json'), 'utf8')) } };
}

const files = await bundle();
mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist).filter((one) => /^(?:shared|packed)-/.test(one))) {
  rmSync(join(dist, name));
}
for (const { name, content } of files) {
  writeFileSync(join(dist, name), content);
}
writeFileSync(join(dist, 'rules.json'), JSON.stringify(texts()));
