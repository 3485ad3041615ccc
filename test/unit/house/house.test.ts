import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { builtFolder } from '../../harness/bundle.ts';

const root = join(__dirname, '../../..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? sources(path) : path.endsWith('.ts') ? [path] : [];
  });
}

const files = [...sources('server/src'), ...sources('client/src')];

test('there is enough code for the tests of this file to mean something', () => {
  assert.ok(files.length > 100, `${files.length} files`);
});

test('what is generated is current', () => {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { status, stderr } = spawnSync(process.execPath, [tsx, join(root, 'scripts/gen.ts'), '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
});

test('client and server together, with what they share, are below 1 MB', () => {
  const dist = builtFolder();
  const sizes = readdirSync(dist)
    .filter((name) => /^(?:client\.js|server\.js|shared-.*)$/.test(name))
    .map((name) => statSync(join(dist, name)).size);
  assert.ok(sizes.length >= 3);
  assert.ok(sizes.reduce((sum, size) => sum + size) < 1_048_576, `the programs have ${sizes.join(' + ')} bytes`);
});

test('no file switches a check off', () => {
  const guilty = [...files, ...sources('test'), ...sources('scripts')].filter(
    (path) =>
      path !== relative(root, __filename) &&
      /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|\bas any\b|: any[;)=]/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
  );
  assert.deepEqual(guilty, []);
});

test('every exported function and class says what it is for', () => {
  const bare = files.flatMap((path) => {
    const text = `\n${readFileSync(join(root, path), 'utf8')}`;
    const exported = text.matchAll(/(?<!\*\/)\nexport (?:async )?(?:function\*?|class|const(?= \w+ = \()) (\w+)/g);
    return [...exported].map(([, name]) => `${path}: ${name}`);
  });
  assert.deepEqual(bare, []);
});

test('what is exported is named a second time somewhere', () => {
  const words = new Map<string, number>();
  // VS Code calls it by its name.
  words.set('deactivate', 1);
  const read = (path: string) => [path, readFileSync(join(root, path), 'utf8')] as const;
  const texts = files.map(read);
  const all = [...texts, ...['test', 'scripts'].flatMap(sources).map(read)];
  for (const [word] of all.flatMap(([, text]) => [...text.matchAll(/\w+/g)])) {
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const unused = texts.flatMap(([path, text]) =>
    [...text.matchAll(/^export (?:async )?(?:function\*?|class|const|interface|type) (\w+)/gm)].flatMap(
      ([, name = '']) => (words.get(name) === 1 ? [`${path}: ${name}`] : []),
    ),
  );
  assert.deepEqual(unused, []);
});

test('no folder is called after nothing in particular', () => {
  assert.deepEqual(
    files.filter((path) => /\/(?:utils?|helpers?|common|misc|lib)\//.test(path)),
    [],
  );
});

test('a server path becomes a workspace path only where both are known', () => {
  const guilty = files.filter((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return (
      !/\/(?:base|site|host|lsp)\//.test(path) && /workspacePath\(.*serverPath|as unknown as WorkspacePath/.test(text)
    );
  });
  assert.deepEqual(guilty, []);
});
