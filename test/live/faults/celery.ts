import { type Edit, type Fault, newFile } from './fault.ts';
import type { RunningSite } from './running-site.ts';

const beat = '/etc/systemd/system/shop-beat.service';
const settings = '/srv/shop/main/settings.py';
const production = '/srv/shop/main/settings_production.py';
const change = (path: string, from: string, to: string): Edit => ({ path, from, to });

/** A second project on the same server, with tasks of its own and Celery's own queue. */
const news: readonly Edit[] = [
  newFile('/srv/news/manage.py', 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "news.settings")\n'),
  newFile('/srv/news/news/__init__.py', '# The news.\n'),
  newFile('/srv/news/news/urls.py', 'urlpatterns = []\n'),
  newFile(
    '/srv/news/news/settings.py',
    'SECRET_KEY = "of-the-news-and-long-enough-for-everybody-who-reads-it-0123456789"\nROOT_URLCONF = "news.urls"\nCELERY_BROKER_URL = "redis://127.0.0.1:6379/0"\n',
  ),
  newFile(
    '/srv/news/news/celery.py',
    `import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "news.settings")

app = Celery("news")
app.config_from_object("django.conf:settings", namespace="CELERY")
`,
  ),
  newFile(
    '/etc/systemd/system/shop-news.service',
    `[Service]
Type=exec
User=shop
WorkingDirectory=/srv/news
ExecStart=/srv/shop/.venv/bin/celery -A news worker --loglevel=INFO
`,
  ),
];

/** @returns whether the worker of the second project gets tasks of the first one and drops them. */
async function steals(site: RunningSite): Promise<boolean> {
  const log = '/var/log/shop-news.log';
  site.machine.shell(`: > ${log}`);
  if (site.systemd.run('start shop-news').status !== 0) {
    return false;
  }
  try {
    for (let times = 0; times < 200; times++) {
      if (/Received unregistered task of type 'main\.tasks\.stamp'/.test(site.machine.read(log))) {
        return true;
      }
      // Which one gets a single task now and then may be the same for long.
      if (/ ready\.$/m.test(site.machine.read(log))) {
        await Promise.all(['one', 'two', 'three', 'four'].map((name) => site.submit(name)));
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  } finally {
    site.systemd.run('stop shop-news');
  }
}

/** The schedule stands in the database, as somebody writes it in the admin. */
const inDatabase = `from django_celery_beat.models import IntervalSchedule, PeriodicTask
every, _ = IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.SECONDS)
PeriodicTask.objects.get_or_create(name='errand', task='main.tasks.stamp', args='["errand"]', interval=every)`;

/** @returns whether a task of a schedule in the database is done within some seconds. */
async function runsSchedule(site: RunningSite): Promise<boolean> {
  const file = '/srv/shop/media/errand.txt';
  site.machine.shell(`rm -f ${file}`);
  site.manage('migrate --noinput');
  site.manage(`shell -c '${inDatabase.replaceAll("'", String.raw`'\''`)}'`);
  await site.restart(['beat']);
  for (let times = 0; times < 30 && site.read(file) === undefined; times++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return site.read(file) !== undefined;
}

const queue =
  'if "CELERY_TASK_QUEUES" not in globals():\n    CELERY_TASK_DEFAULT_QUEUE = globals().get("CELERY_TASK_DEFAULT_QUEUE", "shop")\n';

export const celeryFaults: readonly Fault[] = [
  {
    rule: 'process/shared-queue',
    stage: 'http',
    restart: ['web', 'worker'],
    edits: [...news, change(production, queue, '')],
    marks: 'worker',
    observe: steals,
    broken: true,
    sound: false,
  },
  {
    rule: 'process/beat-scheduler',
    stage: 'http',
    restart: ['beat'],
    edits: [
      change(beat, '-A main beat', '-A main beat --scheduler django_celery_beat.schedulers:DatabaseScheduler'),
      // With applications that the files tell.
    ],
    marks: 'django_celery_beat.schedulers:DatabaseScheduler',
    observe: (site) => /RuntimeError: Model class .* doesn't declare an explicit app_label/.test(site.log('beat')),
    broken: true,
    sound: false,
  },
  {
    rule: 'process/beat-scheduler',
    name: 'the application without the scheduler',
    stage: 'http',
    restart: [],
    edits: [
      change(settings, '    "channels",\n', '    "channels",\n    "django_celery_beat",\n'),
      change(
        settings,
        'CELERY_BEAT_SCHEDULE = {"tick": {"task": "main.tasks.stamp", "schedule": 1.0, "args": ["tick"]}}\n',
        '',
      ),
    ],
    marks: 'beat',
    observe: runsSchedule,
    broken: false,
    fixed: true,
    sound: false,
  },
];
