import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { processListens } from '../../../server/src/dialects/process/process.ts';
import type { Rule } from '../../../server/src/rules/define.ts';
import { celeryOptionAfterCommand } from '../../../server/src/rules/process/celery-option-after-command.ts';
import { socketNotTaken } from '../../../server/src/rules/process/socket-not-taken.ts';
import { readSite } from '../../../server/src/site/read.ts';
import { showListens, workspaceOf } from '../../unit/process/table.ts';
import { pythonWith } from '../django/venv.ts';

const packages = ['gunicorn', 'uvicorn', 'hypercorn', 'celery', 'redis'];
const found = pythonWith('programs', packages);
const activate = spawnSync('systemd-socket-activate', ['--version']).status === 0;
const skip = 'missing' in found ? found.missing : activate ? false : 'systemd-socket-activate is not here';
const programs = 'python' in found ? dirname(found.python) : '';

const folder = mkdtempSync(join(tmpdir(), 'siteconf-programs-'));
mkdirSync(join(folder, 'shop'));
writeFileSync(join(folder, 'shop/__init__.py'), '');
writeFileSync(
  join(folder, 'shop/wsgi.py'),
  "def application(environ, start):\n    start('200 OK', [])\n    return [b'here']\n",
);
writeFileSync(
  join(folder, 'shop/asgi.py'),
  `async def application(scope, receive, send):
    if scope['type'] == 'http':
        await send({'type': 'http.response.start', 'status': 200, 'headers': []})
        await send({'type': 'http.response.body', 'body': b'here'})
`,
);
writeFileSync(join(folder, 'shop/celery.py'), "from celery import Celery\napp = Celery('shop', broker='memory://')\n");

/** Whether somebody answers an HTTP request at a socket, within four seconds. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/', timeout: 4000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => {
      asked.destroy();
      resolve(false);
    });
    asked.end();
  });
}

function findings(rule: Rule, files: Readonly<Record<string, string>>): number {
  let count = 0;
  rule.check({ site: readSite(workspaceOf(files)), report: () => count++ });
  return count;
}

const own = join(folder, 'own.sock');

for (const command of [
  'gunicorn shop.wsgi',
  `gunicorn shop.wsgi --bind unix:${own}`,
  'uvicorn shop.asgi:application --fd 3',
  `uvicorn shop.asgi:application --uds ${own}`,
  'hypercorn shop.asgi:application --bind fd://3',
  `hypercorn shop.asgi:application --bind unix:${own}`,
]) {
  test(`a socket of systemd and ${command.replace(folder, '')}`, { skip }, async () => {
    const socket = join(folder, `${command.split(' ')[0]}-${command.length}.sock`);
    const [program = '', ...words] = command.split(' ');
    const started = spawn('systemd-socket-activate', ['-l', socket, join(programs, program), ...words], {
      cwd: folder,
      stdio: 'ignore',
    });
    await wait(500);
    const isTaken = await answers(socket);
    started.kill();
    const files = {
      '/w/shop.service': `[Service]\nWorkingDirectory=${folder}\nExecStart=${programs}/${command}\n`,
      '/w/shop.socket': `[Socket]\nListenStream=${socket}\n`,
    };
    const [process] = readSite(workspaceOf(files)).processes;
    assert.equal(process && showListens(processListens(process)) === socket, isTaken);
    assert.equal(findings(socketNotTaken, files) === 0, isTaken);
  });
}

/** Says of each line of a JSON list whether celery has no such option. */
const asksCelery = `
import contextlib, io, json, sys
import click
from celery.bin.celery import celery
def refuses(line):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            celery.main(args=[*line.split(), '--help'], prog_name='celery', standalone_mode=False)
    except click.NoSuchOption:
        return True
    return False
print(json.dumps([refuses(line) for line in json.load(sys.stdin)]))
`;

test('options of celery behind its command', { skip }, () => {
  const lines = [
    '-A shop worker -l INFO',
    'worker -A shop',
    'worker --app=shop -l INFO',
    'worker -Ashop',
    '-A shop worker -b memory://',
    '-A shop worker -B -Ofair -c2 -E',
    '-A shop worker --workdir /tmp',
    '-A shop worker -q',
    '-A shop worker --no-color',
    'beat -A shop -s /tmp/schedule',
    '-A shop beat -l INFO -S django',
    '-A shop beat --config=x',
    '--app shop -b memory:// beat',
  ];
  const asked = spawnSync(join(programs, 'python'), ['-c', asksCelery], {
    cwd: folder,
    input: JSON.stringify(lines),
    encoding: 'utf8',
  });
  const refused = JSON.parse(asked.stdout) as boolean[];
  const ours = lines.map(
    (line) =>
      findings(celeryOptionAfterCommand, {
        '/w/shop.service': `[Service]\nWorkingDirectory=${folder}\nExecStart=${programs}/celery ${line}\n`,
      }) > 0,
  );
  assert.deepEqual(
    lines.filter((_, index) => ours[index]),
    lines.filter((_, index) => refused[index]),
  );
  assert.ok(refused.includes(true) && refused.includes(false));
});
