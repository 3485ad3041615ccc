import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { askAnswers } from '../../../server/src/cli/ask-answers.ts';
import type { Person } from '../../../server/src/cli/person.ts';
import { builtFolder } from '../../harness/bundle.ts';

/** Somebody who answers what a prompt that begins so asks, in turn, and takes what is offered otherwise. */
function person(
  replies: Readonly<Record<string, readonly (string | undefined)[]>>,
): Person & { readonly told: string[] } {
  const left = new Map(Object.entries(replies).map(([start, lines]) => [start, [...lines]]));
  const told: string[] = [];
  return {
    told,
    ask: (prompt) => {
      told.push(prompt);
      const lines = [...left].find(([start]) => prompt.startsWith(start))?.[1] ?? [];
      return Promise.resolve(lines.length === 0 ? '' : lines.shift());
    },
    tell: (text) => told.push(text.trim()),
    say: (sentence) => renderMessage(sentence),
    leave: () => undefined,
  };
}

test('a person who answers the domain and presses Enter has a whole site', async () => {
  const answers = await askAnswers(person({ Domains: ['shop.example.org, www.shop.example.org'] }), {});
  assert.deepEqual(answers?.domains, ['shop.example.org', 'www.shop.example.org']);
  assert.deepEqual([answers?.site, answers?.projectPath, answers?.celery], ['shop', '/srv/shop', true]);
});

test('what can not be taken is asked again, with the reason', async () => {
  const somebody = person({
    Domains: ['', 'not a domain', 'shop.example.org'],
    'What keeps': ['upstart', 'sup'],
    'Port of Django': ['80a', '5555', '8100'],
    'Port of Flower': ['8100', '5556'],
    'Does the site use WebSockets': ['perhaps', '예'],
  });
  const answers = await askAnswers(somebody, {});
  assert.deepEqual(
    [answers?.processManager, answers?.port, answers?.flowerPort, answers?.websocket],
    ['supervisor', 8100, 5556, true],
  );
  const asked = (start: string): number => somebody.told.filter((line) => line.startsWith(start)).length;
  assert.deepEqual([asked('Domains'), asked('What keeps'), asked('Does the site use WebSockets')], [3, 2, 2]);
  assert.ok(somebody.told.includes('Answer yes or no.'));
});

test('a project proposes, and questions that its answers close are not asked', async () => {
  const somebody = person({});
  const answers = await askAnswers(somebody, {
    domains: ['shop.example.org'],
    celery: false,
    module: 'kiosk.asgi:application',
  });
  assert.deepEqual([answers?.module, answers?.celery], ['kiosk.asgi:application', false]);
  assert.ok(somebody.told.some((line) => line.includes('[kiosk.asgi:application]')));
  assert.ok(!somebody.told.some((line) => line.includes('Flower')));
});

test('a person who closes the input gave up', async () => {
  assert.equal(await askAnswers(person({ Domains: ['shop.example.org'], 'What runs': [undefined] }), {}), undefined);
});

const cli = join(builtFolder(), 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'siteconf-new-'));
after(() => rmSync(folder, { recursive: true }));
const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'dumb' };

test('a person may give up at each question', async () => {
  const asked: string[] = [];
  const everything = { webdav: true, websocket: true };
  const giveUpAt = (count: number): Person => {
    const somebody = person({ Domains: ['shop.example.org'] });
    let left = count;
    return {
      ...somebody,
      ask: (prompt) => {
        asked[count - left] = prompt;
        return left-- === 0 ? Promise.resolve(undefined) : somebody.ask(prompt);
      },
    };
  };
  assert.ok(await askAnswers(giveUpAt(100), everything));
  const all = asked.length;
  assert.ok(all > 20, 'most questions were asked');
  for (let count = 0; count < all; count++) {
    assert.equal(await askAnswers(giveUpAt(count), everything), undefined, asked[count]);
  }
});

test('without a terminal nothing is asked', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'new', 'x'], {
    cwd: folder,
    env,
    encoding: 'utf8',
    input: '',
  });
  assert.equal(status, 2);
  assert.match(stderr, /^siteconf: [^\n]*--answers[^\n]*\n$/);
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Runs at a terminal of its own: util-linux, script(1). */
const atTerminal = (args: readonly string[], input: string, cwd = folder) =>
  spawnSync('script', ['-qec', [process.execPath, cli, ...args].join(' '), '/dev/null'], {
    cwd,
    env,
    encoding: 'utf8',
    input,
    timeout: 60_000,
  });
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

test('at a terminal: proposals of the project, the tree, a file in the way that is kept', {
  skip: hasScript ? false : 'script of util-linux is not installed',
}, () => {
  put('manage.py', 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.settings")\n');
  put('kiosk/settings.py', 'ALLOWED_HOSTS = ["kiosk.example.org"]\n');
  put(
    'kiosk/wsgi.py',
    'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.settings")\napplication = get_wsgi_application()\n',
  );
  put('out/deploy/README.md', 'mine');
  const planned = atTerminal(['new', 'out', '--dry-run'], '\n'.repeat(40));
  assert.match(planned.stdout, /\[kiosk\.example\.org\]/);
  assert.match(planned.stdout, /==> deploy\/README\.md/);
  assert.ok(!existsSync(join(folder, 'out/kiosk')));
  const written = atTerminal(['new', 'out'], '\n'.repeat(40));
  assert.equal(written.status, 0, written.stdout);
  assert.match(written.stdout, /deploy\/README\.md is there with another text\. Overwrite it\? \[y\/N\]/);
  assert.equal(readFileSync(join(folder, 'out/deploy/README.md'), 'utf8'), 'mine');
  assert.ok(existsSync(join(folder, 'out/kiosk/settings_production.py')), written.stdout);
});

/** A folder in which there is nothing. */
function emptyFolder(): string {
  return mkdtempSync(join(folder, 'empty-'));
}

test('several sites from one file of answers, a later one beside them, and a port that is taken', () => {
  const cwd = emptyFolder();
  const run = (answers: unknown, target: string) => {
    const file = join(cwd, 'answers.json');
    writeFileSync(file, JSON.stringify(answers));
    const args = [cli, 'new', target, '--answers', file];
    return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', input: '' });
  };
  const two = [{ domains: 'shop.example.com' }, { domains: 'blog.example.com', flower: false }];
  const both = run(two, 'server');
  assert.equal(both.status, 0, both.stderr);
  assert.match(both.stdout, /shop\/deploy\/README\.md, [^\n]*blog\/deploy\/README\.md/);
  assert.match(both.stdout, /! Until HTTPS stands, anyone on the way can read the password of \/flower\//);
  const text = (path: string): string => readFileSync(join(cwd, path), 'utf8');
  assert.match(text('server/blog/deploy/etc/systemd/system/blog-web.service'), /--port 8001\n/);
  const third = { domains: 'press.example.com', folder: 'press' };
  const refused = run({ ...third, port: 8001 }, 'server');
  const reason = 'siteconf: port: Port 8001 is taken by blog-web.service; 8002 is free.\n';
  assert.deepEqual([refused.status, refused.stderr], [2, reason]);
  const later = run(third, 'server');
  assert.equal(later.status, 0, later.stderr);
  assert.match(text('server/press/deploy/etc/systemd/system/press-web.service'), /--port 8002\n/);
  const again = run(two, 'server');
  assert.equal(again.status, 0, again.stderr);
  assert.match(again.stdout, /Everything is there already/);
  const beside = run({ domains: 'side.example.com' }, 'side');
  assert.equal(beside.status, 0, beside.stderr);
});

test('at a terminal: two sites that start from nothing', {
  skip: hasScript ? false : 'script of util-linux is not installed',
}, () => {
  const enters = (count: number): string => '\n'.repeat(count);
  const typed = `one.example.org\n${enters(22)}y\ntwo.example.org\n${enters(30)}`;
  const shown = atTerminal(['new', 'server', '--dry-run'], typed, emptyFolder());
  assert.match(shown.stdout, /==> one\/deploy\/README\.md/);
  assert.match(shown.stdout, /==> two\/manage\.py/);
  assert.match(shown.stdout, /Port of Django on 127\.0\.0\.1 \[8001\]/);
});

test('a second run: nothing changes, a changed answer is asked about, and what the site has no longer is told', () => {
  const cwd = emptyFolder();
  const run = (answers: unknown, ...more: string[]): { status: number | null; stdout: string; stderr: string } => {
    writeFileSync(join(cwd, 'answers.json'), JSON.stringify(answers));
    const args = [cli, 'new', 'site', '--answers', 'answers.json', ...more];
    return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', input: '' });
  };
  const read = (path: string): string => readFileSync(join(cwd, 'site', path), 'utf8');
  const first = { domains: 'shop.example.org' };
  assert.equal(run(first).status, 0);
  const secrets = read('deploy/shop.env').match(/^(?:DJANGO_SECRET_KEY|FLOWER_BASIC_AUTH)=.*$/gm);
  const again = run(first);
  assert.equal(again.status, 0);
  assert.match(again.stdout, /^Everything is there already\./);
  const second = { ...first, flower: false, brokerUrl: 'redis://127.0.0.1:6379/7' };
  const stopped = run(second);
  assert.equal(stopped.status, 1);
  assert.match(stopped.stderr, /shop\.env/);
  assert.match(read('deploy/shop.env'), /6379\/0$/m);
  const forced = run(second, '--force');
  assert.equal(forced.status, 0, forced.stderr);
  assert.match(forced.stdout, /remove them:\n {2}site\/deploy\/etc\/systemd\/system\/shop-flower\.service\n/);
  assert.match(read('deploy/shop.env'), /6379\/7$/m);
  assert.deepEqual(read('deploy/shop.env').match(/^(?:DJANGO_SECRET_KEY|FLOWER_BASIC_AUTH)=.*$/gm), secrets);
});

test('what stands in the way is told, and nothing is written', () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'answers.json'), '{"domains": "shop.example.org"}');
  mkdirSync(join(cwd, 'folder/deploy/deploy.sh'), { recursive: true });
  mkdirSync(join(cwd, 'file'));
  writeFileSync(join(cwd, 'file/deploy'), '');
  mkdirSync(join(cwd, 'link/deploy'), { recursive: true });
  symlinkSync('nowhere', join(cwd, 'link/deploy/deploy.sh'));
  for (const [target, expected] of [
    ['folder', /a folder is there where a file is to be written/],
    ['file', /a file is there where a folder is needed/],
    ['link', /a link that leads nowhere/],
  ] as const) {
    const args = [cli, 'new', target, '--answers', 'answers.json', '--force'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', input: '' });
    assert.equal(status, 2);
    assert.match(stderr, expected);
    assert.ok(!existsSync(join(cwd, target, '.gitignore')));
  }
});
