// Runs in fresh namespaces: puts one site on a machine, and puts every fault that a rule names into it.
// usage: inside.ts EMPTY-FOLDER WHEELS [RULE...]; prints one JSON object per fault. A RULE is the begin of an id.
import assert from 'node:assert/strict';
import { rules } from '../../../server/src/rules/registry.ts';
import { defaultAnswers, withAnswer } from '../../../server/src/scaffold/answers/answers.ts';
import { enableHttps } from '../../../server/src/scaffold/https.ts';
import { actAsCertbot, copyProject, copyWheels, deploy } from '../deploy.ts';
import { eventually } from '../http.ts';
import { Machine } from '../machine.ts';
import { checker, skip } from '../outcome.ts';
import { Systemd } from '../systemd.ts';
import type { Fault } from './fault.ts';
import { putFault } from './put.ts';
import { RunningSite } from './running-site.ts';
import { faults } from './table.ts';

const [folder = '', wheels = '', ...asked] = process.argv.slice(2);
const machine = new Machine(folder);
const check = checker(machine);

const answers = defaultAnswers({
  ...withAnswer({}, 'domains', 'shop.example.com www.shop.example.com 쇼핑몰.한국'),
  module: 'main.asgi:application',
  bind: 'socket',
  websocket: true,
  webdav: true,
});

/** Rules whose faults here aren't those that they have a fix for, with where the fix is held against the real program. */
const mendedElsewhere = new Map([
  ['nginx/warned', 'it rewrites what newer versions spell otherwise: test/oracle/nginx/versions.test.ts'],
  ['site/files-served-elsewhere', 'it puts ^~ in front of a location that a pattern robs: the rule of patterns here'],
]);
const chosen = faults.filter(({ rule }) => asked.length === 0 || asked.some((one) => rule.startsWith(one)));

/** The rules of which a fix was tried. */
const mended = new Set<string>();

async function putAll(site: RunningSite, stage: Fault['stage']): Promise<void> {
  const healthy = async (): Promise<void> => {
    await eventually('health', async () => {
      await site.checkHealth();
      return true;
    });
  };
  await check(`the site is healthy (${stage})`, healthy);
  for (const fault of chosen.filter((one) => one.stage === stage)) {
    const name = fault.name === undefined ? fault.rule : `${fault.rule}: ${fault.name}`;
    await check(name, async () => {
      if (await putFault(site, fault)) {
        mended.add(fault.rule);
      }
    });
  }
  await check(`the site is as healthy as before (${stage})`, healthy);
}

/** What an operator does after certbot. */
async function turnOnHttps(site: RunningSite): Promise<void> {
  actAsCertbot(machine, answers);
  const [server, environment] = [`/etc/nginx/sites-available/shop`, '/srv/shop/deploy/shop.env'];
  const result = enableHttps(machine.read(server), machine.read(environment));
  assert.ok(result.kind === 'enabled');
  site.write(server, result.site);
  site.write(environment, result.environment);
  await site.restart(['nginx', 'web', 'worker', 'beat', 'flower']);
}

async function main(): Promise<void> {
  const systemd = await Systemd.start(machine);
  if ('reason' in systemd) {
    skip('faults in a running site', systemd.reason);
    return;
  }
  try {
    machine.write('/etc/systemd/system/nginx.service', machine.read('/lib/systemd/system/nginx.service'));
    // How gently a program ends belongs to no fault here, and takes a worker of Celery longer than all else.
    const end = 'KillMode=control-group\nKillSignal=SIGKILL\nTimeoutStopSec=1\n';
    machine.write('/etc/systemd/system/service.d/end.conf', `[Service]\n${end}`);
    systemd.run('start nginx');
    // Addresses such as a server has: without one, programs take `localhost` for 127.0.0.1 alone.
    machine.shell('ip address add 192.0.2.1/32 dev lo && ip address add 2001:db8::1/128 dev lo');
    machine.shell('redis-server --daemonize yes --bind 127.0.0.1 --save "" --dir /tmp');
    await check('the script puts the site on the server', () => {
      copyWheels(machine, wheels);
      copyProject(machine, answers);
      const needed = `${answers.projectPath}/requirements.txt`;
      machine.write(needed, `${machine.read(needed)}django-celery-beat\ndjango-vite\ngunicorn\n`);
      // The names that no site has lead to a server without pages.
      machine.shell('rm -f /etc/nginx/sites-enabled/default');
      machine.write(
        '/etc/nginx/conf.d/default.conf',
        'server {\n    listen 80 default_server;\n    listen [::]:80 default_server;\n    return 404;\n}\n',
      );
      deploy(machine, answers, wheels);
      machine.write('/srv/shop/media/photo.txt', 'a photo\n');
    });
    const site = new RunningSite(machine, systemd, answers);
    await putAll(site, 'http');
    if (chosen.some(({ stage }) => stage === 'https')) {
      await turnOnHttps(site);
      await putAll(site, 'https');
    }
    await check('every rule with a fix has mended the running site', () => {
      const untried = rules.filter(
        ({ id, fix }) =>
          fix !== 'none' && !mendedElsewhere.has(id) && chosen.some(({ rule }) => rule === id) && !mended.has(id),
      );
      assert.deepEqual(
        untried.map(({ id }) => id),
        [],
      );
    });
  } finally {
    await systemd.stop();
  }
}

void main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  },
);
