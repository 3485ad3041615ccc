import { type Edit, type Fault, newFile, type Program } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const unit = (program: Exclude<Program, 'nginx'>): string => `/etc/systemd/system/shop-${program}.service`;
const web = unit('web');
const worker = unit('worker');
const environment = '/srv/shop/deploy/shop.env';
const change = (path: string, from: string, to: string): Edit => ({ path, from, to });

/** What a fault of the web server's unit has in common. */
const webStarted = { stage: 'http', restart: ['web'] } as const;
const workerStarted = { stage: 'http', restart: ['worker'] } as const;

/** @returns how often beat's task, which comes each second, is done, counted over two seconds once the worker is at work for three. */
async function done(site: RunningSite): Promise<string | undefined> {
  const times = (words: RegExp): number[] =>
    [...site.log('worker').matchAll(words)].map((match) => Date.parse(match[1]?.replace(',', '.') ?? ''));
  const stamps = times(/^\[([^:]+:\d+:[\d,]+): .*Task main\.tasks\.stamp\[[^\]]*\] succeeded/gm);
  const [ready = Number.NaN] = times(/^\[([^:]+:\d+:[\d,]+): .* ready\.$/gm);
  const last = stamps.at(-1) ?? Number.NaN;
  const count = stamps.filter((stamp) => stamp > last - 2000).length;
  const isSettled = last - ready >= 3000;
  return isSettled ? (count <= 3 ? 'once a second' : 'twice a second') : undefined;
}

/** @returns whether a task that a form queues is done within two seconds. */
async function works(site: RunningSite): Promise<boolean> {
  const file = '/srv/shop/media/errand.txt';
  site.machine.shell(`rm -f ${file}`);
  await site.submit('errand');
  for (let times = 0; times < 20 && site.read(file) === undefined; times++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return site.read(file) !== undefined;
}

/** @returns how a unit stands, as `systemctl` says it. */
function state(site: RunningSite, program: string): string {
  return site.systemd.run(`show --property=LoadState --property=SubState --value shop-${program}`).output.trim();
}

export const processFaults: readonly Fault[] = [
  {
    ...workerStarted,
    rule: 'process/beat-twice',
    edits: [change(worker, '--hostname=shop@%%h', '--hostname=shop@%%h -B --schedule=/run/shop/second-schedule')],
    marks: '-B',
    observe: done,
    broken: 'twice a second',
    sound: 'once a second',
  },
  {
    ...workerStarted,
    rule: 'process/different-settings',
    edits: [
      change(
        worker,
        'EnvironmentFile=/srv/shop/deploy/shop.env\n',
        'Environment=CELERY_BROKER_URL=redis://127.0.0.1:6379/0\n',
      ),
    ],
    marks: 'worker',
    observe: works,
    broken: false,
    sound: true,
  },
  {
    ...webStarted,
    rule: 'process/environment-file-not-shell',
    edits: [change(environment, 'DJANGO_SETTINGS_MODULE=', 'export DJANGO_SETTINGS_MODULE=')],
    marks: 'export DJANGO_SETTINGS_MODULE=main.settings_production',
    // What is left are the settings for the desk.
    also: ['site/server-name-not-allowed', 'django/weak-secret-key', 'django/debug-in-production'],
    observe: (site) => site.answer('/'),
    broken: '400',
    sound: '200',
  },
  {
    ...webStarted,
    rule: 'process/exec-start-relative',
    edits: [change(web, `ExecStart=/srv/shop/.venv/bin/uvicorn`, 'ExecStart=.venv/bin/uvicorn')],
    marks: '.venv/bin/uvicorn',
    // What ran before the edit goes on.
    observe: (site) => [
      state(site, 'web'),
      site.systemd.run('restart shop-web').output.includes('bad unit file setting'),
      site.machine
        .attempt(`systemd-analyze verify ${web}`)
        .output.includes('Neither a valid executable name nor an absolute path: .venv/bin/uvicorn'),
    ],
    broken: ['bad-setting\nrunning', true, true],
    sound: ['loaded\nrunning', false, false],
  },
  {
    ...webStarted,
    rule: 'process/foreign-option',
    edits: [change(web, '--uds /run/shop/web.sock', '--bind unix:/run/shop/web.sock')],
    marks: '--bind',
    observe: async (site) => [await site.answer('/'), /No such option:? '?--bind/.test(site.log('web'))],
    broken: ['502', true],
    sound: ['200', false],
  },
  {
    ...webStarted,
    rule: 'process/foreign-option',
    name: 'the number of workers',
    edits: [change(web, '--uds /run/shop/web.sock', '--uds /run/shop/web.sock -w 2')],
    marks: '-w',
    observe: async (site) => [await site.answer('/'), /No such option:? '?-w/.test(site.log('web'))],
    broken: ['502', true],
    sound: ['200', false],
  },
  {
    ...webStarted,
    rule: 'process/no-working-directory',
    edits: [change(web, 'WorkingDirectory=/srv/shop\n', '')],
    marks: 'main.asgi:application',
    observe: async (site) => [await site.answer('/'), /No module named 'main'/.test(site.log('web'))],
    broken: ['502', true],
    sound: ['200', false],
  },
  {
    ...workerStarted,
    rule: 'process/no-working-directory',
    name: 'Celery',
    edits: [change(worker, 'WorkingDirectory=/srv/shop\n', '')],
    marks: 'main',
    observe: (site) => /module main was not found|No module named 'main'/.test(site.log('worker')),
    broken: true,
    sound: false,
  },
  {
    ...webStarted,
    rule: 'process/service-type',
    name: 'a message that never comes',
    edits: [change(web, 'Type=exec\n', 'Type=notify\nTimeoutStartSec=4\n')],
    marks: 'notify',
    observe: (site) => site.systemd.run('show --property=Result --value shop-web').output.trim(),
    broken: 'timeout',
    sound: 'success',
  },
  {
    ...webStarted,
    rule: 'process/lost-continuation',
    restart: ['worker'],
    edits: [change(worker, ' --hostname=shop@%%h', '\n    --hostname=shop@%%h')],
    marks: '--hostname=shop@%%h',
    observe: (site) => [
      / -+ (\w+)@\S+ v\d/.exec(site.log('worker'))?.[1],
      site.machine.attempt(`systemd-analyze verify ${worker}`).output.includes("Unknown key '--hostname'"),
    ],
    broken: ['celery', true],
    sound: ['shop', false],
  },
  {
    ...webStarted,
    rule: 'process/unescaped-percent',
    restart: ['worker'],
    edits: [change(worker, '--hostname=shop@%%h', '--hostname=shop@%h')],
    marks: '%h',
    observe: (site) => / -+ (shop@\S+) v\d/.exec(site.log('worker'))?.[1]?.replace(/(?<=@)(?!\/).*/, 'HOST'),
    broken: 'shop@/root',
    sound: 'shop@HOST',
  },
  {
    ...webStarted,
    rule: 'process/unescaped-percent',
    name: 'supervisor',
    restart: [],
    edits: [
      newFile(
        '/etc/supervisor/conf.d/shop-mail.conf',
        '[program:shop-mail]\ncommand=/srv/shop/.venv/bin/celery -A main worker --hostname=mail@%h\ndirectory=/srv/shop\nautostart=false\n',
      ),
    ],
    marks: '%',
    also: ['process/broker-unnamed'],
    observe: (site) => {
      const { output } = site.machine.attempt(
        'supervisord -c /etc/supervisor/supervisord.conf && supervisorctl shutdown; while test -e /run/supervisord.pid; do sleep 0.05; done',
      );
      return /Error: Format string .* is badly formatted/.test(output);
    },
    broken: true,
    sound: false,
  },
  {
    ...webStarted,
    rule: 'process/wrong-interface',
    edits: [change(web, 'uvicorn main.asgi:application', 'uvicorn main.wsgi:application')],
    marks: 'main.wsgi:application',
    observe: async (site) => [await site.answer('/'), /TypeError: .*/.exec(site.log('web'))?.[0]],
    broken: ['500', "TypeError: WSGIHandler.__call__() missing 1 required positional argument: 'start_response'"],
    sound: ['200', undefined],
  },
  {
    ...workerStarted,
    rule: 'process/celery-option-after-command',
    edits: [change(worker, 'celery -A main worker', 'celery worker -A main')],
    marks: '-A',
    observe: (site) =>
      /No such option:? '?-A|You are using `-A` as an option of the worker sub-command/.test(site.log('worker')),
    broken: true,
    sound: false,
  },
  {
    ...workerStarted,
    rule: 'process/celery-without-app',
    edits: [
      change(worker, 'celery -A main worker', 'celery worker'),
      change(environment, 'CELERY_BROKER_URL=redis://127.0.0.1:6379/0\n', ''),
      change('/srv/shop/main/settings_production.py', 'os.environ["CELERY_BROKER_URL"]', '"redis://127.0.0.1:6379/0"'),
    ],
    marks: 'worker',
    observe: (site) => /Cannot connect to (\w+):/.exec(site.log('worker'))?.[1],
    broken: 'amqp',
    sound: undefined,
  },
  {
    ...workerStarted,
    rule: 'process/different-broker',
    edits: [change(worker, '-A main worker', '-A main -b redis://127.0.0.1:6379/1 worker')],
    marks: 'redis://127.0.0.1:6379/1',
    observe: works,
    broken: false,
    sound: true,
  },
  {
    ...webStarted,
    rule: 'process/missing-variable',
    edits: [change(environment, 'DJANGO_SECRET_KEY=', 'FORMER_SECRET_KEY=')],
    marks: '/srv/shop/deploy/shop.env',
    observe: async (site) => [await site.answer('/'), /KeyError: 'DJANGO_SECRET_KEY'/.test(site.log('web'))],
    broken: ['502', true],
    sound: ['200', false],
  },
  {
    ...webStarted,
    rule: 'process/module-not-found',
    edits: [change(web, 'WorkingDirectory=/srv/shop\n', 'WorkingDirectory=/srv/shop/main\n')],
    marks: 'main.asgi',
    observe: async (site) => [await site.answer('/'), /No module named 'main'/.test(site.log('web'))],
    broken: ['502', true],
    sound: ['200', false],
  },
  {
    ...workerStarted,
    rule: 'process/module-not-found',
    name: 'a name that the package does not have',
    edits: [change(worker, '-A main', '-A main.celery_worker')],
    marks: 'main.celery_worker',
    observe: async (site) => [
      /The module main\.celery_worker was not found/.test(site.log('worker')),
      await works(site),
    ],
    broken: [true, false],
    fixed: [false, true],
    sound: [false, true],
  },
  {
    ...workerStarted,
    rule: 'process/broker-unnamed',
    edits: [
      change('/srv/shop/main/settings_production.py', 'CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]\n', ''),
      change(environment, 'CELERY_BROKER_URL=redis://127.0.0.1:6379/0\n', ''),
      change('/srv/shop/requirements.txt', 'channels\n', 'channels\ncelery[redis]\n'),
    ],
    marks: 'worker',
    observe: (site) => /Cannot connect to (\S+?):?\s/.exec(site.log('worker'))?.[1],
    broken: 'amqp://guest:**@127.0.0.1:5672//',
    sound: undefined,
  },
  {
    ...webStarted,
    rule: 'process/placeholder',
    edits: [change(web, 'User=shop\n', 'User=<user>\n')],
    marks: '<user>',
    observe: async (site) => [
      await site.answer('/'),
      site.systemd.run('show --property=ExecMainStatus --value shop-web').output.trim(),
    ],
    broken: ['502', '217'],
    sound: ['200', '0'],
  },
  {
    ...webStarted,
    rule: 'process/secret-in-unit',
    restart: [],
    edits: [
      change(
        web,
        'RuntimeDirectory=shop\n',
        'RuntimeDirectory=shop\nEnvironment=DJANGO_SECRET_KEY=b7Qz0xV4nM1kT9sL2pR8wE5yU3aH6dJf\n',
      ),
    ],
    marks: 'DJANGO_SECRET_KEY=b7Qz0xV4nM1kT9sL2pR8wE5yU3aH6dJf',
    observe: (site) =>
      site.machine
        .attempt(`runuser --user=nobody -- grep SECRET ${web} ${environment}`)
        .output.includes('b7Qz0xV4nM1kT9sL2pR8wE5yU3aH6dJf'),
    broken: true,
    sound: false,
  },
];
