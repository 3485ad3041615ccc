import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = join(__dirname, '../..');
const samples = join(__dirname, 'grammar');

/** Lua's own grammar comes with the editor; here an empty one stands for it. */
function emptyLuaGrammar(): string {
  const path = join(root, 'out/test/lua.tmLanguage.json');
  mkdirSync(join(root, 'out/test'), { recursive: true });
  writeFileSync(path, JSON.stringify({ scopeName: 'source.lua', patterns: [] }));
  return path;
}

test('every sample is coloured as its marks say', async () => {
  const marked = readdirSync(samples).filter((name) => name.endsWith('.nginx'));
  for (const name of marked) {
    if (!/^#\s*\^+ /m.test(readFileSync(join(samples, name), 'utf8'))) {
      throw new Error(`${name} has no marks`);
    }
  }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(root, 'node_modules/vscode-tmgrammar-test/dist/unit.js'),
      ...['-g', emptyLuaGrammar(), '-g', join(root, 'syntaxes/nginx.tmLanguage.json')],
      ...marked.map((name) => join(samples, name)),
    ],
    { cwd: root },
  );
  const passed = stdout.match(/run successfuly/g)?.length ?? 0;
  if (passed !== marked.length) {
    throw new Error(`${passed} of ${marked.length} samples passed:\n${stdout}`);
  }
});
