import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = join(__dirname, '../../..');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** A file of this name that imports this. */
interface Planted {
  readonly path: string;
  readonly specifier: string;
}

/** @returns the planted files whose import the house's own rules refuse. None of them is written into the house. */
function refused(planted: readonly Planted[]): Planted[] {
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-layers-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    const places = planted.map(({ path }, index) => path.replace('planted', `planted${index}`));
    for (const [index, { specifier }] of planted.entries()) {
      const file = join(folder, places[index] as string);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `import * as planted from '${specifier}';\n\nplanted;\n`);
    }
    const { stdout } = spawnSync(
      process.execPath,
      [biome, 'lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.'],
      { cwd: folder, encoding: 'utf8' },
    );
    return planted.filter((_, index) => stdout.includes(places[index] as string));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const forbidden: readonly Planted[] = (
  [
    ['server/src/base/planted.ts', '../facts/nginx/read.ts'],
    ['server/src/base/planted.ts', 'node:fs'],
    ['server/src/syntax/nginx/planted.ts', '../python/tree.ts'],
    ['server/src/syntax/nginx/planted.ts', '@lezer/python'],
    ['server/src/syntax/ini/planted.ts', '../../dialects/process/process.ts'],
    ['server/src/syntax/dotenv/planted.ts', 'yaml'],
    ['server/src/facts/nginx/planted.ts', '../../syntax/nginx/tree.ts'],
    ['server/src/dialects/nginx/planted.ts', '../django/project.ts'],
    ['server/src/dialects/nginx/route/planted.ts', '../../django/project.ts'],
    ['server/src/dialects/django/planted.ts', '../process/process.ts'],
    ['server/src/dialects/process/planted.ts', '../nginx/location.ts'],
    ['server/src/dialects/nginx/planted.ts', '../../site/site.ts'],
    ['server/src/site/planted.ts', '../rules/define.ts'],
    ['server/src/rules/nginx/planted.ts', './user-root.ts'],
    ['server/src/rules/nginx/planted.ts', '../flower/unknown-option.ts'],
    ['server/src/rules/planted.ts', '../features/action.ts'],
    ['server/src/features/planted.ts', '../service/service.ts'],
    ['server/src/scaffold/planted.ts', '../rules/registry.ts'],
    ['server/src/service/planted.ts', '../host/disk.ts'],
    ['server/src/service/planted.ts', 'node:fs'],
    ['server/src/host/planted.ts', '../lsp/session.ts'],
    ['server/src/host/planted.ts', 'node:process'],
    ['server/src/host/planted.ts', 'vscode-languageserver/node'],
    ['server/src/lsp/planted.ts', '../cli/main.ts'],
    ['server/src/lsp/planted.ts', 'node:process'],
    ['server/src/lsp/handlers/planted.ts', 'vscode'],
    ['server/src/cli/planted.ts', 'vscode-languageserver/node'],
    ['client/src/planted.ts', '../../server/src/service/service.ts'],
    ['client/src/planted.ts', 'vscode-languageserver/node'],
  ] as const
).map(([path, specifier]) => ({ path, specifier }));
test('imports that break the layer law are refused', () => {
  assert.deepEqual(refused(forbidden), forbidden);
});

const allowed: readonly Planted[] = (
  [
    ['server/src/syntax/python/planted.ts', '@lezer/python'],
    ['server/src/syntax/yaml/planted.ts', 'yaml'],
    ['server/src/dialects/nginx/route/planted.ts', '../../../syntax/nginx/tree.ts'],
    ['server/src/rules/nginx/planted.ts', '../../dialects/nginx/location.ts'],
    ['server/src/rules/nginx/planted.ts', '../define.ts'],
    ['server/src/lsp/handlers/planted.ts', 'vscode-languageserver/node'],
    ['server/src/cli/planted.ts', 'node:process'],
    ['client/src/planted.ts', '../../server/src/lsp/wire.ts'],
    ['client/src/scaffold/planted.ts', '../../../server/src/lsp/wire.ts'],
    ['client/src/planted.ts', 'vscode'],
  ] as const
).map(([path, specifier]) => ({ path, specifier }));
test('imports that the layer law allows are taken', () => {
  assert.deepEqual(refused(allowed), []);
});

test('below host nothing sees the disk, the clock of the machine, the environment, the console or the process', () => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache/planted-'));
  try {
    const planted = [
      'console.log(1)',
      'process.exit(1)',
      'setTimeout(() => {}, 1)',
      "require('fs')",
      'fetch',
      'performance.now()',
      'document',
      "import('node:fs')",
    ];
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'server/tsconfig.pure.json'),
        compilerOptions: { composite: false, noEmit: true, emitDeclarationOnly: false, declaration: false },
        include: ['*.ts'],
      }),
    );
    writeFileSync(join(folder, 'planted.ts'), `${planted.map((line) => `void ${line};`).join('\n')}\nexport {};\n`);
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', cwd: root });
    const lines = new Set([...stdout.matchAll(/planted\.ts\((\d+),/g)].map((match) => Number(match[1])));
    assert.deepEqual(
      planted.filter((_, index) => !lines.has(index + 1)),
      [],
      stdout,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every layer below host is compiled without the types of a machine', () => {
  const pure = ['base', 'facts', 'site', 'rules', 'features', 'scaffold', 'service'].map(
    (layer) => `server/src/${layer}`,
  );
  for (const group of ['syntax', 'dialects']) {
    pure.push(...readdirSync(join(root, 'server/src', group)).map((name) => `server/src/${group}/${name}`));
  }
  const compiled = readFileSync(join(root, 'tsconfig.json'), 'utf8');
  for (const layer of pure) {
    const config = readFileSync(join(root, layer, 'tsconfig.json'), 'utf8');
    assert.match(config, /"extends": "[./]+tsconfig\.pure\.json"/, layer);
    assert.doesNotMatch(config, /"types"|"lib"/, layer);
    assert.ok(compiled.includes(`"${layer}"`), `${layer} is not in tsconfig.json`);
  }
});
