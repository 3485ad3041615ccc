// Bundles the three programs into dist/ and gathers the rules' pages and the translations beside them.
// usage: node scripts/build.mjs
//
// What the programs share stands once, in dist/shared-*.js: esbuild splits only ECMAScript modules, so the split output is turned
// into CommonJS, which VS Code and the `bin` of the package load.
import { createHash } from 'node:crypto';
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

const packedFiles = new Map();

/** An expression that gives back `text`, which travels compressed, beside the programs. */
function packed(text) {
  const bytes = brotliCompressSync(text);
  const name = `packed-${createHash('sha1').update(bytes).digest('hex').slice(0, 8)}.br`;
  packedFiles.set(name, bytes);
  return `require('node:zlib').brotliDecompressSync(require('node:fs').readFileSync(__dirname + '/${name}')).toString()`;
}

/** Large tables travel compressed: they are the greater part of the server. */
const packedFacts = {
  name: 'packed-facts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]facts[\\/].*\.json$/ }, ({ path }) => {
      const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
      return { contents: `module.exports = JSON.parse(${packed(text)});`, loader: 'js' };
    });
  },
};

/** So do the parsers of Python and YAML. */
const packedParsers = {
  name: 'packed-parsers',
  setup({ onResolve, onLoad }) {
    const entries = {
      '@lezer/python': '@lezer/python',
      yaml: join(root, 'node_modules/yaml/browser/dist/index.js'),
    };
    onResolve({ filter: /^(?:@lezer\/python|yaml)$/ }, ({ path }) => ({ path, namespace: 'packed' }));
    onLoad({ filter: /.*/, namespace: 'packed' }, async ({ path }) => {
      const { outputFiles } = await build({
        ...minified,
        absWorkingDir: root,
        entryPoints: [entries[path]],
        bundle: true,
        format: 'cjs',
        write: false,
      });
      return { contents: `new Function('module', ${packed(outputFiles[0].text)})(module);`, loader: 'js' };
    });
  },
};

/** VS Code itself holds the extension to `engines.vscode`; the client's own check of it is a library of 20 KB. */
const noVersionCheck = {
  name: 'no-version-check',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]semver[\\/]functions[\\/](?:parse|satisfies)\.js$/ }, () => ({
      contents: 'module.exports = () => true;',
    }));
  },
};

/**
 * Editor features that the server never offers: the client's parts for them say nothing and do nothing. To be taken off this list
 * when the server learns one of them.
 */
const notOffered = {
  name: 'not-offered',
  setup({ onLoad }) {
    const modules = 'callHierarchy|typeHierarchy|inlineValue|inlineCompletion|colorProvider|linkedEditingRange';
    onLoad(
      { filter: new RegExp(`vscode-languageclient[\\\\/]lib[\\\\/]common[\\\\/](?:${modules})\\.js$`) },
      ({ path }) => {
        const names = [...readFileSync(path, 'utf8').matchAll(/^exports\.(\w+Feature) = \w/gm)].map(
          (match) => match[1],
        );
        const silent =
          'class { fillClientCapabilities() {} initialize() {} getState() { return { kind: "static" }; } clear() {} }';
        return { contents: names.map((name) => `exports.${name} = ${silent};`).join('\n') };
      },
    );
  },
};

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
    plugins: [oneProtocol, packedFacts, packedParsers, noVersionCheck, notOffered],
    write: false,
  });
  return Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const { code } = await transform(text, {
        format: 'cjs',
        minify: true,
        charset: 'utf8',
        target: 'node20',
        platform: 'node',
      });
      return { name: basename(path), text: basename(path) === 'cli.js' ? `#!/usr/bin/env node\n${code}` : code };
    }),
  );
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
for (const name of readdirSync(dist).filter((one) => /^(?:shared-.*\.js|packed-.*\.br)$/.test(one))) {
  rmSync(join(dist, name));
}
for (const [name, bytes] of packedFiles) {
  writeFileSync(join(dist, name), bytes);
}
for (const { name, text } of files) {
  writeFileSync(join(dist, name), text);
}
writeFileSync(join(dist, 'rules.json'), JSON.stringify(texts()));
