// Writes snippets/ from the scaffold's blocks; with --check it only says what is out of date and exits 1.
// usage: npx tsx scripts/snippets.ts [--check]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { snippetFiles } from '../server/src/scaffold/snippets.ts';

const root = join(__dirname, '..');

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return undefined;
  }
}

const stale = snippetFiles().filter((file) => current(file.path) !== file.text);
if (process.argv.includes('--check')) {
  for (const file of stale) {
    process.stderr.write(`${file.path} is out of date: run npx tsx scripts/snippets.ts\n`);
  }
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale) {
    mkdirSync(dirname(join(root, file.path)), { recursive: true });
    writeFileSync(join(root, file.path), file.text);
    process.stdout.write(`${file.path}\n`);
  }
}
