import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProcesses } from '../../../server/src/dialects/process/find.ts';
import { line, lines, text, workspaceOf } from './table.ts';

const service = (body: string): string =>
  `[Unit]\nDescription=x\n\n[Service]\n${body}\n[Install]\nWantedBy=multi-user.target\n`;

test('what a unit runs, through its wrappers', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      '/srv/v/bin/uvicorn shop.asgi:application --host 127.0.0.1 --port 8001',
      'uvicorn shop.asgi:application on 127.0.0.1:8001',
    ],
    ['/srv/v/bin/python -m uvicorn shop.asgi:application', 'uvicorn shop.asgi:application on 127.0.0.1:8000'],
    ['/srv/v/bin/uvicorn --uds /run/shop/web.sock shop.asgi:app', 'uvicorn shop.asgi:app on /run/shop/web.sock'],
    ['/srv/v/bin/uvicorn --port $PORT shop.asgi:app', 'uvicorn - on ?'],
    [
      '/srv/v/bin/gunicorn -b unix:/run/a.sock -b :8001 -w4 -k uvicorn.workers.UvicornWorker shop.asgi',
      'gunicorn shop.asgi on /run/a.sock :8001',
    ],
    [
      '/srv/v/bin/gunicorn shop.wsgi:application --bind 0.0.0.0:8000 \\\n  --workers 3',
      'gunicorn shop.wsgi:application on :8000',
    ],
    ['/usr/bin/env DJANGO_SETTINGS_MODULE=a.b /srv/v/bin/celery -A shop worker -l INFO', 'worker shop'],
    ['/bin/bash -c "source /srv/v/bin/activate && exec celery -A shop.celery:app beat"', 'beat shop.celery:app'],
    ["/bin/sh -c 'cd /opt/shop; poetry run celery --app=shop flower --port=5556'", 'flower shop'],
    ['/usr/bin/uv run --no-sync -- celery -A shop flower', 'flower shop'],
    ['/usr/bin/redis-server --port 6380', 'redis on :6380'],
    ['/usr/bin/redis-server /etc/redis/redis.conf', 'redis on ?'],
    ['/usr/bin/node server.js', 'other'],
  ];
  for (const [command, wanted] of cases) {
    const folder = command.includes('cd /opt') ? '/opt/shop' : '/srv/shop';
    assert.deepEqual(
      lines({ '/w/a.service': service(`WorkingDirectory=/srv/shop\nExecStart=${command}`) }),
      [`a.service: ${wanted} in ${folder}`],
      command,
    );
  }
});

test('a unit with drop-ins, environment files, specifiers and variables', () => {
  const workspace = workspaceOf({
    '/w/etc/systemd/system/shop@.service': service(
      'Environment=A=1 "B=two words" PORT=5555\nEnvironmentFile=-/etc/default/shop\nWorkingDirectory=/srv/%p\nExecStart=/bin/old\n' +
        'ExecStart=/srv/%p/bin/celery -A ${APP} flower $OPTIONS --port=${PORT}\nUser=%i',
    ),
    '/w/etc/systemd/system/shop@.service.d/10.conf':
      '[Service]\nExecStart=\nExecStart=/srv/bin/celery -A ${APP_NAME} flower $OPTIONS --port=${PORT}\n',
    '/w/etc/default/shop': 'APP_NAME="shop"\nPORT=5600\nOPTIONS=--url_prefix=flower --address=127.0.0.1\n',
  });
  const [process, ...rest] = findProcesses(workspace);
  assert.deepEqual(rest, []);
  assert.equal(process && line(process), 'shop@.service: flower shop in /srv/shop');
  assert.deepEqual(
    process?.words.map((word) => word.value),
    ['/srv/bin/celery', '-A', 'shop', 'flower', '--url_prefix=flower', '--address=127.0.0.1', '--port=5600'],
  );
  assert.deepEqual(
    [...(process?.environment.variables.values() ?? [])].map((variable) => `${variable.name}=${variable.value.value}`),
    ['A=1', 'B=two words', 'APP_NAME=shop', 'PORT=5600', 'OPTIONS=--url_prefix=flower --address=127.0.0.1'],
  );
  assert.equal(process && text(process.user), '?');
  assert.equal(process?.environment.complete, true);
});

test('supervisor programs', () => {
  assert.deepEqual(
    lines({
      '/w/supervisor/shop.conf': `[supervisord]
environment=BASE="/srv"
[program:web]
command=/srv/v/bin/gunicorn shop.wsgi -b 127.0.0.1:%(ENV_PORT)s
directory=/srv/shop
[program:flower]
command=/srv/v/bin/celery -A shop flower --url_prefix="flower" ; monitor
directory=/srv/%(program_name)s
[fcgi-program:asgi]
socket=tcp://127.0.0.1:8000
command=/srv/v/bin/uvicorn --fd 0 shop.asgi:application
[group:x]
programs=web,flower
`,
    }),
    [
      'web: gunicorn shop.wsgi on ? in /srv/shop',
      'flower: flower shop in /srv/flower',
      'asgi: uvicorn shop.asgi:application on 127.0.0.1:8000 in ?',
    ],
  );
});

test('compose services: text and list commands, environment, env_file, interpolation', () => {
  const workspace = workspaceOf({
    '/w/compose.yaml': `x-app: &app
  env_file: [.env.app]
  working_dir: /app
services:
  web:
    <<: *app
    command: gunicorn shop.wsgi --bind 0.0.0.0:\${PORT:-8000}
  worker:
    <<: *app
    command: ["celery", "-A", "shop", "worker"]
  flower:
    <<: *app
    command: >
      sh -c "celery -A shop flower
             --port=5555"
    environment:
      - FLOWER_URL_PREFIX="flower"
    ports: ["127.0.0.1:5555:5555"]
  start:
    command: /start.sh
  db:
    image: postgres
`,
    '/w/.env.app': 'CELERY_BROKER_URL=redis://redis:6379/0\n',
    '/w/docker/start.sh': '#!/bin/bash\nset -e\nexec uvicorn shop.asgi:application --host 0.0.0.0\n',
  });
  const processes = findProcesses(workspace);
  assert.deepEqual(processes.map(line), [
    'web: gunicorn shop.wsgi on :8000? in /app',
    'worker: worker shop in /app',
    'flower: flower shop in /app',
    'start: uvicorn shop.asgi:application on :8000 in ?',
  ]);
  assert.deepEqual(
    processes
      .slice(2, 3)
      .flatMap((process) => [...process.environment.variables.values()].map((each) => each.value.value)),
    ['redis://redis:6379/0', '"flower"'],
  );
});

test('Procfiles and scripts', () => {
  assert.deepEqual(
    lines({
      '/w/Procfile':
        'web: gunicorn shop.wsgi --log-file -\nworker: celery -A shop worker & celery -A shop beat\n# x: y\nflower: ./bin/run-flower\n',
      '/w/.env': 'PORT=9000\n',
      '/w/bin/run-flower':
        '#!/bin/sh\ncd /srv/shop\nPORT=5557\nif true; then X=1; fi\ncelery -A shop flower --port=$PORT --x=$X\n',
      '/w/other.sh': '#!/bin/sh\ncelery -A other beat\n',
      '/w/README.sh.md': 'celery -A no beat',
    }),
    [
      'web: gunicorn shop.wsgi on :9000 in ?',
      'worker: worker shop in ?',
      'worker: beat shop in ?',
      'flower: flower shop in /srv/shop',
      'other.sh: beat other in ?',
    ],
  );
});

test('gunicorn reads its configuration file', () => {
  assert.deepEqual(
    lines({
      '/w/a.service': service('WorkingDirectory=/srv/shop\nExecStart=/srv/v/bin/gunicorn shop.wsgi'),
      '/w/shop/gunicorn.conf.py':
        "import os\nbind = ['unix:/run/shop.sock', '127.0.0.1:8001']\nworkers = os.cpu_count()\n",
    }),
    ['a.service: gunicorn shop.wsgi on /run/shop.sock 127.0.0.1:8001 in /srv/shop'],
  );
  assert.deepEqual(
    lines({
      '/w/a.service': service('WorkingDirectory=/srv/shop\nExecStart=/srv/v/bin/gunicorn -c conf/g.py shop.wsgi'),
    }),
    ['a.service: gunicorn shop.wsgi on ? in /srv/shop'],
  );
});

test('a missing environment file leaves the environment open', () => {
  const [process] = findProcesses(
    workspaceOf({ '/w/a.service': service('EnvironmentFile=/etc/default/none\nExecStart=/bin/celery flower') }),
  );
  assert.equal(process?.environment.complete, false);
});

test('sockets that systemd opens', () => {
  const unit = (command: string): string => service(`WorkingDirectory=/srv/shop\nExecStart=/srv/v/bin/${command}`);
  const socket = (body: string): string => `[Socket]\n${body}\n[Install]\nWantedBy=sockets.target\n`;
  const cases: readonly (readonly [string, string, string])[] = [
    ['gunicorn shop.wsgi --bind 127.0.0.1:9000', 'ListenStream=/run/shop.sock', '/run/shop.sock'],
    ['gunicorn shop.wsgi', 'ListenStream=8000\nListenStream=[::1]:8001', ':8000 ::1:8001'],
    ['gunicorn shop.wsgi', 'ListenStream=%t/%N.sock', '/run/shop.sock'],
    ['gunicorn shop.wsgi -b 127.0.0.1:9000', 'ListenStream=/run/shop.sock\nAccept=yes', '127.0.0.1:9000'],
    ['gunicorn shop.wsgi -b 127.0.0.1:9000', 'ListenStream=/run/shop.sock\nService=blog.service', '127.0.0.1:9000'],
    ['uvicorn shop.asgi:app --fd 3', 'ListenStream=/run/shop.sock', '/run/shop.sock'],
    ['uvicorn shop.asgi:app --fd 4', 'ListenStream=/run/shop.sock\nListenStream=127.0.0.1:8000', '127.0.0.1:8000'],
    ['uvicorn shop.asgi:app --port 9000', 'ListenStream=/run/shop.sock', '127.0.0.1:9000'],
    ['hypercorn shop.asgi:app --bind fd://3', 'ListenStream=/run/shop.sock', '/run/shop.sock'],
    ['gunicorn shop.wsgi', 'ListenStream=vsock:2:80', '?'],
  ];
  for (const [command, told, wanted] of cases) {
    const app = command.split(' ').slice(0, 2).join(' ');
    assert.deepEqual(
      lines({ '/w/shop.service': unit(command), '/w/shop.socket': socket(told) }),
      [`shop.service: ${app} on ${wanted} in /srv/shop`],
      `${command} with ${told}`,
    );
  }
  assert.deepEqual(
    lines({ '/w/shop.service': `[Unit]\nRequires=shop.socket\n${unit('gunicorn shop.wsgi -b 127.0.0.1:9000')}` }),
    ['shop.service: gunicorn shop.wsgi on ? in /srv/shop'],
  );
});

test('drop-ins of all folders of systemd, in the order of their names', () => {
  const root = '/w/etc/systemd/system';
  const [process] = findProcesses(
    workspaceOf({
      '/w/usr/lib/systemd/system/shop-web.service': service(
        'Environment=A=0\nUser=a\nGroup=a\nExecStart=/srv/v/bin/gunicorn shop.wsgi',
      ),
      [`${root}/shop-web.service.d/20.conf`]: '[Service]\nUser=b\nEnvironment=A=2',
      [`${root}/shop-.service.d/30.conf`]: '[Service]\nGroup=c',
      [`${root}/service.d/20.conf`]: '[Service]\nUser=masked',
      '/w/usr/lib/systemd/system/shop-web.service.d/10.conf': '[Service]\nUser=d\nEnvironment=A=1',
      '/w/docs/shop-web.service.d/40.conf': '[Service]\nUser=elsewhere',
    }),
  );
  assert.equal(process && text(process.user), 'b');
  assert.equal(process && text(process.group), 'c');
  assert.equal(process?.environment.variables.get('A')?.value.value, '2');
});

test('daphne and hypercorn', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['daphne shop.asgi:application', '127.0.0.1:8000'],
    ['daphne -b 0.0.0.0 shop.asgi:application', ':8000'],
    ['daphne -u /run/shop.sock shop.asgi:application', '/run/shop.sock'],
    ['daphne -p 8001 -u /run/shop.sock shop.asgi:application', '127.0.0.1:8001 /run/shop.sock'],
    ['daphne -e ssl:443 shop.asgi:application', '?'],
    ['hypercorn shop.asgi:application', '127.0.0.1:8000'],
    ['hypercorn shop.asgi:application -b unix:/run/a.sock -b 0.0.0.0:80', '/run/a.sock :80'],
  ];
  for (const [command, wanted] of cases) {
    assert.deepEqual(
      lines({ '/w/a.service': service(`WorkingDirectory=/srv/shop\nExecStart=/srv/v/bin/${command}`) }),
      [`a.service: ${command.split(' ')[0]} shop.asgi:application on ${wanted} in /srv/shop`],
    );
  }
});

test('what a server adds to the environment of its application', () => {
  const variables = (files: Readonly<Record<string, string>>): (string | boolean)[] => {
    const { environment } = findProcesses(workspaceOf(files))[0] ?? {};
    return [...(environment?.variables.values() ?? [])]
      .map(({ name, value }): string | boolean => `${name}=${value.value}`)
      .concat(environment?.complete ?? []);
  };
  const unit = (command: string): string =>
    service(`WorkingDirectory=/srv/shop\nEnvironment=A=unit\nExecStart=/srv/v/bin/${command}`);
  assert.deepEqual(
    variables({
      '/w/a.service': unit('uvicorn shop.asgi:app --env-file .env'),
      '/w/shop/.env': 'A=file\nexport B="two"\n',
    }),
    ['A=unit', 'B=two', true],
  );
  assert.deepEqual(variables({ '/w/a.service': unit('uvicorn shop.asgi:app --env-file .env') }), ['A=unit', false]);
  assert.deepEqual(variables({ '/w/a.service': unit('gunicorn shop.wsgi -e A=option --env B=2') }), [
    'A=option',
    'B=2',
    true,
  ]);
  assert.deepEqual(
    variables({
      '/w/a.service': unit('gunicorn shop.wsgi -c /srv/shop/g.py'),
      '/w/shop/g.py': "raw_env = ['A=file']\nchdir = '/srv/other'\n",
    }),
    ['A=file', true],
  );
  assert.deepEqual(variables({ '/w/a.service': unit('gunicorn shop.wsgi -c /srv/shop/g.py') }), ['A=unit', false]);
});

test('compose services that extend others, copies and profiles', () => {
  const processes = findProcesses(
    workspaceOf({
      '/w/compose.yml': `services:
  base:
    image: shop
    environment: { A: base, B: base }
    ports: ["8000:8000"]
  web:
    extends: base
    command: gunicorn shop.wsgi -b 0.0.0.0:8000
    environment: ["B=web"]
  beat:
    extends: { file: common.yml, service: celery }
    command: celery -A shop beat
    deploy: { replicas: 2 }
    profiles: [tasks]
`,
      '/w/common.yml': 'services:\n  celery:\n    working_dir: /app\n    environment:\n      C: common\n',
    }),
  );
  assert.deepEqual(
    processes.map(({ definition, environment, workingDirectory }) => [
      definition.kind === 'compose' && [
        definition.service.ports.length,
        text(definition.service.copies),
        definition.service.optional,
      ],
      [...environment.variables.values()].map(({ name, value }) => `${name}=${value.value}`).join(' '),
      text(workingDirectory),
      environment.complete,
    ]),
    [
      [[1, '-', false], 'A=base B=web', '?', true],
      [[0, '2', true], 'C=common', '/app', true],
    ],
  );
});

test('compose services start what their Dockerfile says, unless they say it themselves', () => {
  const compose = (service: string): string => `services:\n  web:\n    build: .\n${service}`;
  const dockerfile = `FROM node:22 AS assets
WORKDIR /front
CMD ["npm", "start"]
FROM python:3.13 AS base
ENV PORT=8001 HOST "0.0.0.0"
WORKDIR /srv
FROM base
WORKDIR shop
ENV APP=shop.asgi:application
COPY . .
`;
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'CMD ["uvicorn", "shop.asgi:application", "--port", "8002"]',
      '',
      'uvicorn shop.asgi:application on 127.0.0.1:8002',
    ],
    ['CMD uvicorn $APP --host 0.0.0.0 --port $PORT', '', 'uvicorn shop.asgi:application on :8001'],
    ['CMD exec gunicorn shop.wsgi -b :8000', '    command: celery -A shop worker', 'worker shop'],
    ['ENTRYPOINT ["/entrypoint.sh"]\nCMD ["gunicorn", "shop.wsgi", "-b", ":8003"]', '', 'gunicorn shop.wsgi on :8003'],
    ['ENTRYPOINT ["/entrypoint.sh"]\nCMD ["x"]', '    command: celery -A shop beat', 'beat shop'],
    ['ENTRYPOINT ["celery"]\nCMD ["-A", "shop", "worker"]', '    command: -A shop beat', 'beat shop'],
    [
      'CMD ["celery", "-A", "shop", "worker"]',
      '    entrypoint: gunicorn shop.wsgi -b :8000',
      'gunicorn shop.wsgi on :8000',
    ],
  ];
  for (const [end, service, wanted] of cases) {
    assert.deepEqual(
      lines({
        '/w/compose.yaml': compose(service),
        '/w/Dockerfile': `${dockerfile}${end}\n`,
        '/w/entrypoint.sh': '#!/bin/sh\nset -e\npython manage.py migrate\nexec "$@"\n',
      }),
      [`web: ${wanted} in /srv/shop`],
      end,
    );
  }
});

test('one stage of a Dockerfile is built, and a script that may start this or that tells nothing', () => {
  const files = {
    '/w/docker/web.dockerfile':
      'FROM python:3.13 AS web\nWORKDIR /app\nCMD gunicorn shop.wsgi -b :8000\nFROM web AS tests\nCMD pytest\n',
    '/w/compose.yaml':
      'services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/web.dockerfile\n      target: web\n',
  };
  assert.deepEqual(lines(files), ['web: gunicorn shop.wsgi on :8000 in /app']);
  assert.deepEqual(
    lines({
      '/w/compose.yaml': 'services:\n  web:\n    build: .\n    command: web\n',
      '/w/Dockerfile': 'FROM python\nENTRYPOINT ["/start.sh"]\n',
      '/w/start.sh':
        '#!/bin/sh\ncase "$1" in\nweb) exec gunicorn shop.wsgi ;;\nbeat) exec celery -A shop beat ;;\nesac\n',
    }),
    [],
  );
});
