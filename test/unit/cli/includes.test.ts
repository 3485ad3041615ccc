import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { builtFolder } from '../../harness/bundle.ts';

const cli = join(builtFolder(), 'cli.js');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'siteconf-includes-')));
after(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const site = (name: string): string =>
  `server {\n    server_name ${name}.example.org;\n    location /media {\n        alias /srv/media/;\n    }\n}\n`;

put(
  'tree/etc/nginx/nginx.conf',
  'events {}\nhttp {\n    include sites-enabled/*;\n    include /etc/nginx/more.conf;\n    include /etc/siteconf-far.conf;\n}\n',
);
put('tree/etc/nginx/more.conf', site('more'));
put('tree/etc/siteconf-far.conf', site('far'));
put('tree/etc/nginx/sites-available/shop', site('shop'));
put('tree/etc/nginx/sites-available/off', site('off'));
mkdirSync(join(folder, 'tree/etc/nginx/sites-enabled'));
symlinkSync('/etc/nginx/sites-available/shop', join(folder, 'tree/etc/nginx/sites-enabled/shop'));
symlinkSync('/etc/nginx/sites-available/gone', join(folder, 'tree/etc/nginx/sites-enabled/gone'));
put('tree/etc/nginx/sites-available/api', 'server {\n    include snippets/media.conf;\n}\n');
put('tree/etc/nginx/snippets/media.conf', 'location /media {\n    alias /srv/media/;\n}\n');
put('lone/nginx.conf', 'events {}\nhttp { include ../near/*.conf; include parts/*.conf; include gone/*.conf; }\n');
put('lone/parts/a.conf', site('a'));
put('lone/parts/unread', site('unread'));
put('lone/parts/folder.conf/x', '');
put('near/b.conf', site('b'));
put('lone/outside.conf', `events {}\nhttp { include ${folder}/near/b.conf; include ${folder}/lone/parts/a.conf; }\n`);
put('lone/cycle.conf', 'events {}\nhttp { include cycle.conf; include parts/*.conf; }\n');

const cases: [args: string[], found: string[], input?: string][] = [
  [
    ['tree/etc/nginx/nginx.conf'],
    ['tree/etc/nginx/more.conf', 'tree/etc/nginx/sites-available/shop', 'tree/etc/siteconf-far.conf'],
  ],
  [['./lone/nginx.conf'], ['./lone/parts/a.conf', 'near/b.conf']],
  [[`${folder}/lone/nginx.conf`], [`${folder}/lone/parts/a.conf`, `${folder}/near/b.conf`]],
  [['lone/outside.conf'], ['lone/parts/a.conf']],
  [['lone/cycle.conf'], ['lone/parts/a.conf']],
  [['tree/etc/nginx/sites-available/off'], ['tree/etc/nginx/sites-available/off']],
  [['tree/etc/nginx/sites-available/api'], ['tree/etc/nginx/snippets/media.conf']],
  [
    ['--separate', 'lone/nginx.conf', 'lone/outside.conf'],
    ['lone/parts/a.conf', 'near/b.conf', 'lone/parts/a.conf'],
  ],
  [
    ['--stdin', '--stdin-path', 'lone/nginx.conf'],
    ['lone/parts/a.conf'],
    'events {}\nhttp { include parts/*.conf; }\n',
  ],
  [['--stdin', '--stdin-path', 'lone/new.conf'], ['near/b.conf'], 'events {}\nhttp { include ../near/*; }\n'],
];
for (const [args, found, input] of cases) {
  test(`the includes of one file are followed: ${args.map((arg) => arg.replace(folder, '')).join(' ')}`, () => {
    const { stdout, stderr } = spawnSync(process.execPath, [cli, 'check', '--format', 'json', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' },
      input: input ?? '',
    });
    assert.equal(stderr, '');
    const findings: { path: string; code: string }[] = JSON.parse(stdout).findings;
    assert.deepEqual(
      findings.filter(({ code }) => code === 'nginx/alias-traversal').map(({ path }) => path),
      found,
    );
  });
}
