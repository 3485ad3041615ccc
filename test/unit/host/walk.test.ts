import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { workspacePath } from '../../../server/src/base/path.ts';
import { createDisk } from '../../../server/src/host/disk.ts';
import { linkTarget, walk } from '../../../server/src/host/walk.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-walk-')));
after(() => rmSync(folder, { recursive: true }));

function root(name: string, files: readonly string[], links: readonly [path: string, target: string][] = []) {
  const at = join(folder, name);
  for (const file of files) {
    mkdirSync(dirname(join(at, file)), { recursive: true });
    writeFileSync(join(at, file), file);
  }
  for (const [path, target] of links) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    symlinkSync(target, join(at, path));
  }
  const tree = walk([workspacePath(at)]);
  const below = (path: string): string => (path.startsWith(`${at}/`) ? path.slice(at.length + 1) : path);
  return { paths: tree.paths.map(below), links: [...tree.links].map(([from, to]) => [below(from), below(to)]) };
}

test('what others wrote and what a build made is left out', () => {
  const { paths } = root('left-out', [
    'nginx.conf',
    'build/nginx.conf',
    'web/package.json',
    'web/dist/nginx.conf',
    'node_modules/x/nginx.conf',
    '.git/config',
    'env/pyvenv.cfg',
    'env/lib/settings.py',
    '.venv/lib/settings.py',
    'app/__pycache__/settings.pyc',
    '.env',
  ]);
  assert.deepEqual(paths, ['.env', 'build/nginx.conf', 'nginx.conf', 'web/package.json']);
});

test('a link is one file with what it points to, also where the copy of a server keeps absolute links', () => {
  const { paths, links } = root(
    'server',
    ['etc/nginx/sites-available/shop', 'etc/nginx/modules-available/x.conf'],
    [
      ['etc/nginx/sites-enabled/relative', '../sites-available/shop'],
      ['etc/nginx/sites-enabled/absolute', '/etc/nginx/sites-available/shop'],
      ['etc/nginx/sites-enabled/nowhere', '/etc/nginx/sites-available/gone'],
      ['etc/nginx/modules-enabled', 'modules-available'],
    ],
  );
  assert.deepEqual(paths, [
    'etc/nginx/modules-available/x.conf',
    'etc/nginx/modules-enabled/x.conf',
    'etc/nginx/sites-available/shop',
    'etc/nginx/sites-enabled/absolute',
    'etc/nginx/sites-enabled/relative',
  ]);
  assert.deepEqual(links.sort(), [
    ['etc/nginx/modules-enabled/x.conf', 'etc/nginx/modules-available/x.conf'],
    ['etc/nginx/sites-enabled/absolute', 'etc/nginx/sites-available/shop'],
    ['etc/nginx/sites-enabled/relative', 'etc/nginx/sites-available/shop'],
  ]);
});

test('cycles of links end', () => {
  const { paths } = root(
    'cycle',
    ['a/nginx.conf'],
    [
      ['a/self', '.'],
      ['a/up', '..'],
      ['b/x', '../c'],
      ['c/y', '../b'],
      ['loop', 'loop'],
    ],
  );
  assert.ok(paths.includes('a/nginx.conf'));
  assert.ok(paths.length < 10, paths.join(' '));
});

test('what vanishes between the listing and the look at it leads nowhere', () => {
  assert.equal(linkTarget(workspacePath(join(folder, 'vanished')), [workspacePath(folder)]), undefined);
});

test('a workspace never changes; the next one has the change', () => {
  const at = workspacePath(join(folder, 'disk'));
  root('disk', ['nginx.conf']);
  const file = workspacePath(`${at}/nginx.conf`);
  const disk = createDisk([at]);
  const first = disk.workspace();
  assert.equal(first.read(file), 'nginx.conf');
  disk.setOpen(file, 'typed');
  assert.deepEqual([first.read(file), disk.workspace().read(file)], ['nginx.conf', 'typed']);
  disk.setOpen(file, undefined);
  assert.equal(disk.workspace().read(file), 'nginx.conf');
  writeFileSync(file, 'new');
  disk.changed([file], false);
  assert.deepEqual([first.read(file), disk.workspace().read(file)], ['nginx.conf', 'new']);
  const added = workspacePath(`${at}/added.conf`);
  writeFileSync(added, '');
  disk.changed([added], true);
  assert.deepEqual([first.has(added), disk.workspace().has(added)], [false, true]);
  assert.equal(disk.workspace().read(workspacePath('/etc/passwd')), undefined, 'only what is listed is read');
});

test('a new unsaved file is part of the workspace while it is open', () => {
  const disk = createDisk([workspacePath(join(folder, 'disk'))]);
  const file = workspacePath(join(folder, 'disk/sites-available/new'));
  disk.setOpen(file, 'server {}');
  assert.ok(disk.workspace().paths.includes(file));
  disk.setOpen(file, undefined);
  assert.ok(!disk.workspace().has(file));
});
