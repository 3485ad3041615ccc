import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nginxCommand, prefixOf } from '../../../client/src/nginx-command.ts';

const main = '/srv/shop/nginx.conf';
const file = ['-t', '-c', main, '-p', '/srv/shop'];

const commands: [set: string, test: string[], version: string[]][] = [
  ['', ['nginx', ...file], ['nginx', '-v']],
  ['nginx', ['nginx', ...file], ['nginx', '-v']],
  ['sudo -n /usr/sbin/nginx', ['sudo', '-n', '/usr/sbin/nginx', ...file], ['sudo', '-n', '/usr/sbin/nginx', '-v']],
  ['"/opt/my nginx/nginx"', ['/opt/my nginx/nginx', ...file], ['/opt/my nginx/nginx', '-v']],
  ["'/opt/my nginx/nginx'", ['/opt/my nginx/nginx', ...file], ['/opt/my nginx/nginx', '-v']],
  [
    'docker compose exec -T web nginx -t',
    ['docker', 'compose', 'exec', '-T', 'web', 'nginx', '-t'],
    ['docker', 'compose', 'exec', '-T', 'web', 'nginx', '-v'],
  ],
  [
    'ssh -t server nginx -t -q -c /etc/nginx/nginx.conf',
    ['ssh', '-t', 'server', 'nginx', '-t', '-q', '-c', '/etc/nginx/nginx.conf'],
    ['ssh', '-t', 'server', 'nginx', '-v'],
  ],
  [
    'docker exec nginx nginx -t',
    ['docker', 'exec', 'nginx', 'nginx', '-t'],
    ['docker', 'exec', 'nginx', 'nginx', '-v'],
  ],
  ['ssh -t server nginx', ['ssh', '-t', 'server', 'nginx', ...file], ['ssh', '-t', 'server', 'nginx', '-v']],
  ['./check -t', ['./check', '-t'], ['./check', '-v']],
];

for (const [set, expected, version] of commands) {
  test(`the command "${set}"`, () => {
    assert.deepEqual(nginxCommand(set, main, prefixOf(main)), { test: expected, version });
  });
}

test('relative paths of the main file of this machine count from where they always do', () => {
  assert.equal(prefixOf('/etc/nginx/nginx.conf'), undefined);
  assert.equal(prefixOf('/srv/copy/etc/nginx/nginx.conf'), '/srv/copy/etc/nginx');
  assert.deepEqual(nginxCommand('nginx', '/etc/nginx/nginx.conf', undefined).test, [
    ...['nginx', '-t', '-c', '/etc/nginx/nginx.conf'],
  ]);
});
