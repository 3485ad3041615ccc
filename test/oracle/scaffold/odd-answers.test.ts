import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AnswerKey, type AnswerValue, defaultAnswers } from '../../../server/src/scaffold/answers/answers.ts';
import { nothingTaken } from '../../../server/src/scaffold/answers/taken.ts';
import { planSites, readSites, type SiteToWrite } from '../../../server/src/scaffold/sites.ts';
import { Random } from '../../harness/random.ts';
import {
  missing,
  nginxAccepts,
  nginxMissing,
  pythonAccepts,
  shellcheckAccepts,
  supervisorAccepts,
  supervisorMissing,
  systemdAccepts,
  type Verdict,
} from './programs.ts';

/** What people and generators of tests may answer; for most of them it isn't said here whether they can be taken. */
const odd: Readonly<Partial<Record<AnswerKey, readonly AnswerValue[]>>> = {
  domains: [
    '쇼핑몰.한국',
    'SHOP.Example.COM.',
    'localhost',
    '127.0.0.1',
    '[::1]',
    'shop.example.com:8000',
    'https://shop.example.com/',
    '*.example.com',
    'shop_1.example.com',
    'a.b',
    'münchen.de ÜBER.example',
    '.example.com',
    'shop..kr',
    '',
    `${'a'.repeat(63)}.${'b'.repeat(63)}.kr`,
    'shop.example.com shop.example.com',
    '~^shop$',
    '$host.kr',
    "shop'.kr",
    '1.kr',
    'shop。example。com',
    '例え.テスト',
    'shop.example.com;',
    '-shop.kr',
    '_',
    'ｓｈｏｐ.kr',
    '☃.example',
  ],
  site: [
    'a',
    'a'.repeat(40),
    'a'.repeat(41),
    'shop-2',
    '2shop',
    'Shop',
    'shop_1',
    'nginx',
    'default',
    'shop.kr',
    'web',
    '',
    'shop-',
  ],
  projectPath: [
    '/srv/my shop',
    '/srv/%n',
    '/srv/$HOME',
    '/srv/쇼핑몰',
    '/srv/a/../b',
    '/srv/shop/',
    '//srv/shop',
    '/srv/./shop',
    'srv/shop',
    '/',
    '/srv',
    '/home/kim/shop',
    '/home',
    '/root/shop',
    '/opt/a+b@c-d_e.f',
    "/srv/it's",
    '/srv/"x"',
    '/srv/a\\b',
    '/srv/a;b',
    `/srv/${'x'.repeat(200)}`,
    '/tmp/x',
    '~/shop',
    '/srv/shop\n',
    '/proc/x',
    '/srv/.hidden',
  ],
  module: [
    'wsgi:application',
    'a.b.c.asgi:app',
    'shop.asgi',
    'shop.asgi:application()',
    'import.asgi:x',
    '쇼핑.asgi:application',
    'shop-x.asgi:a',
    'shop.wsgi:application',
  ],
  settings: [
    'settings',
    'a.settings.base',
    'shop.settings.production',
    'config.settings_server',
    'shop-x.settings',
    'shop.settings.py',
    '',
  ],
  requirements: [
    'req/prod.txt',
    '../uv.lock',
    '../../uv.lock',
    '/etc/x',
    'a b.txt',
    'Pipfile',
    'pyproject.toml',
    'poetry.lock',
    'setup.py',
    '%.txt',
    '$(x).txt',
  ],
  programs: [['g++', 'libpq-dev'], ['a b'], ['x;y'], [], 'libpq-dev'],
  staticFolder: ['static', 'a/b', '../x', '/x', 'run', 'media', 'stat ic', '%', '.'],
  variables: [['A', 'SECRET_KEY'], ['A B'], ['1A'], ['쇼핑'], 'DATABASE_URL, X'],
  user: ['root', 'www-data', 'nobody', 'kim', 'Kim', 'a'.repeat(33), 'games', 'kim.lee', '', '0'],
  nginxUser: ['nginx', 'root', 'www-data', 'http'],
  server: ['gunicorn', 'uvicorn', 'daphne'],
  bind: ['port', 'socket', 'tcp'],
  processManager: ['systemd', 'supervisor', 'runit'],
  port: [0, 80, 1023, 1024, 5555, 6379, 8000, 65535, 65536, -1, 1.5, '8001', '0x1f', 'http'],
  flowerPort: [8000, 5555, 65536, '5556'],
  socket: [
    '/run/shop/web.sock',
    '/run/x/y.sock',
    '/run/a b/c.sock',
    '/tmp/x.sock',
    '/run/%i/x.sock',
    '/srv/shop/run/web.sock',
    `/run/${'x'.repeat(110)}/s`,
  ],
  media: [true, false],
  mediaRoot: [
    'uploads',
    '/srv/shop',
    '/srv/shop/media/x',
    '/srv/shop/staticfiles',
    '/srv/shop/deploy',
    '/var/lib',
    '/srv/media files',
    '../media',
    '/srv/media',
  ],
  staticFiles: [true, false],
  websocket: [true, false],
  uploadLimit: ['0', '1', '20M', '1g', '20 m', '-1', '1.5g', '999999999', '20mb', '10k'],
  celery: [true, false],
  celeryApp: ['shop', 'shop.celery:app', '-A shop', 'shop:', 'shop celery', 'celery_app'],
  brokerUrl: [
    'redis://:p%24%25ss@h.example:6379/0',
    'redis://:p$s@h/0',
    'amqp://a:b@localhost//',
    'redis+socket:///run/r.sock?db=2&x=1',
    'redis://',
    'sqs://',
    'redis://비밀@h/0',
    "redis://:it's@h/0",
    'redis://:a\\b@h/0',
    'redis://127.0.0.1:8000/0',
    'redis://h:x/0 ',
  ],
  beat: [true, false],
  celeryNamespace: ['CELERY', 'none', 'TASKS', 'celery'],
  beatScheduler: ['django_celery_beat.schedulers:DatabaseScheduler', 'x y', 'redbeat.RedBeatScheduler'],
  flower: [true, false],
  webdavRoot: ['/srv/shop/media', '/srv/dav', '/srv/shop'],
};

/** Answers for one or two sites, with one to four odd ones in each. */
function made(random: Random): Record<string, AnswerValue>[] {
  const one = (domains: string): Record<string, AnswerValue> => {
    const answers: Record<string, AnswerValue> = { domains };
    const keys = Object.keys(odd) as AnswerKey[];
    for (let count = random.below(4) + 1; count > 0; count--) {
      const key = random.pick(keys);
      answers[key] = random.pick(odd[key] ?? []);
    }
    return answers;
  };
  return random.chance(0.3) ? [one('shop.example.com'), one('blog.example.com')] : [one('shop.example.com')];
}

const means = { randomBytes: (count: number) => new Uint8Array(count).fill(7), translation: {} };
const rounds = 120;

/** @returns the sites where all answers can be taken, else undefined; each problem must be told in words. */
function taken(given: readonly Record<string, AnswerValue>[]): readonly SiteToWrite[] | undefined {
  const { sites, problems } = readSites(given, { folder: '', proposed: () => ({}), taken: () => nothingTaken });
  for (const { key, message } of problems) {
    assert.ok(message.template.length > 10 && (key === 'folder' || key in defaultAnswers()), key);
  }
  return problems.length === 0 ? sites : undefined;
}

function accepted(verdict: Verdict, given: unknown): void {
  assert.ok(verdict.accepted, `${JSON.stringify(given)}\n${verdict.output}`);
}

describe(`odd answers, ${rounds} times`, () => {
  const random = new Random(6);
  const all = Array.from({ length: rounds }, () => made(random));
  const good = all.flatMap((given) => {
    const sites = taken(given);
    return sites === undefined ? [] : [{ given, files: planSites(sites, means), sites }];
  });

  test('are refused in words or taken, some of each', () => {
    assert.ok(good.length > rounds / 6 && good.length < rounds, `${good.length} were taken`);
  });

  test('Nginx takes what was written', { skip: nginxMissing() ?? false }, () => {
    for (const { given, files } of good) {
      const sites = files.filter(({ path }) => path.includes('/sites-available/')).map(({ text }) => text);
      accepted(nginxAccepts(['server_names_hash_bucket_size 512;', ...sites].join('\n')), given);
    }
  });

  test('systemd takes the units', { skip: missing('systemd-analyze') ?? false }, () => {
    for (const { given, files } of good) {
      const units = files.filter(({ path }) => path.endsWith('.service'));
      const byName = new Map(units.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]));
      accepted(byName.size === 0 ? { accepted: true, output: '' } : systemdAccepts(byName), given);
      for (const { text } of units) {
        assert.doesNotMatch(text.replaceAll('%%', ''), /%/, JSON.stringify(given));
      }
    }
  });

  test('supervisor reads the programs', { skip: supervisorMissing() ?? false }, () => {
    for (const { given, files } of good) {
      for (const { text } of files.filter(({ path }) => path.includes('/supervisor/'))) {
        // Its reader looks the user up.
        accepted(supervisorAccepts(text.replace(/^user=.*$/gm, 'user=root')), given);
      }
    }
  });

  test('Python reads the settings', () => {
    const texts = new Set(
      good.flatMap(({ files }) => files.filter(({ path }) => path.endsWith('.py')).map(({ text }) => text)),
    );
    for (const text of texts) {
      accepted(pythonAccepts(text), text);
    }
  });

  test('shellcheck finds nothing in the scripts', { skip: missing('shellcheck') ?? false }, () => {
    for (const { given, files } of good) {
      const scripts = files.filter(({ path }) => path.endsWith('.sh')).map(({ text }) => text);
      for (const text of scripts) {
        accepted(shellcheckAccepts(text), given);
      }
    }
  });
});
