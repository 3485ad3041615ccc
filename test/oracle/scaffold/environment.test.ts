import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Answers, defaultAnswers } from '../../../server/src/scaffold/answers/answers.ts';
import { answerProblems } from '../../../server/src/scaffold/answers/validate.ts';
import { planSite } from '../../../server/src/scaffold/plan.ts';
import { supervisorMissing } from './programs.ts';

const means = { randomBytes: (count: number) => new Uint8Array(count).fill(7), translation: {} };

const brokers = [
  'redis://127.0.0.1:6379/0',
  'redis://:p%24s%26%27%22%5C%EB%B9%84@broker.example.com:6379/0?ssl_cert_reqs=none&health_check_interval=30',
  'amqp://shop:a+b~c=d@localhost:5672//',
  'redis+socket:///run/redis/redis.sock?virtual_host=1&db=2',
];

/** Values that a person puts into single quotes, as the file says. */
const typed = ['$HOME & (more) #1', 'back\\slash "and" quotes; `ls`', '비밀번호 50%'];

function inFolder<T>(answers: Answers, extra: string, use: (file: (part: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'siteconf-environment-'));
  try {
    const plan = planSite(answers, means);
    const environment = join(folder, 'site.env');
    for (const file of plan) {
      const text = file.text.replaceAll(`${answers.projectPath}/deploy/${answers.site}.env`, environment);
      const name = file.path.endsWith('.env') ? 'site.env' : file.path.replaceAll('/', '+');
      writeFileSync(join(folder, name), `${text}${name === 'site.env' ? extra : ''}`, { mode: file.mode });
    }
    return use((part) => join(folder, part));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printed(command: string, args: readonly string[]): string {
  const ran = spawnSync(command, args, { encoding: 'utf8', env: { PATH: process.env.PATH ?? '' } });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout;
}

const supervisorCommand = `
import shlex, sys
from supervisor.options import ServerOptions
options = ServerOptions()
options.realize(["-c", sys.argv[1]])
command = options.process_group_configs[0].process_configs[0].command
words = shlex.split(command)
words[-1] = words[-1].split(" exec ")[0] + " exec printenv -0"
print("\\0".join(words), end="")
`;

describe('the environment file', () => {
  for (const brokerUrl of brokers) {
    const answers = defaultAnswers({
      domains: ['shop.example.com'],
      user: 'www-data',
      processManager: 'supervisor',
      brokerUrl,
    });
    const extra = typed.map((value, index) => `TYPED_${index}='${value}'\n`).join('');
    const wanted = [`CELERY_BROKER_URL=${brokerUrl}`, ...typed.map((value, index) => `TYPED_${index}=${value}`)];

    test(`says the same to the script for commands: ${brokerUrl}`, () => {
      assert.deepEqual(answerProblems(answers), []);
      inFolder(answers, extra, (file) => {
        const lines = printed('sh', [file('deploy+with-environment.sh'), 'printenv', '-0']).split('\0');
        assert.deepEqual(
          wanted.filter((line) => !lines.includes(line)),
          [],
        );
        const login = printed('sh', [file('deploy+with-environment.sh'), 'printenv', 'FLOWER_BASIC_AUTH']);
        assert.match(login, /^operator:[\w-]{24}\n$/);
      });
    });

    test(`says the same to supervisor: ${brokerUrl}`, { skip: supervisorMissing() ?? false }, () => {
      inFolder(answers, extra, (file) => {
        const configuration = file('deploy+etc+supervisor+conf.d+shop.conf');
        const main = file('supervisord.conf');
        writeFileSync(main, `[supervisord]\nlogfile=${main}.log\n[include]\nfiles=${configuration}\n`);
        const [command = '', ...words] = printed('/usr/bin/python3', ['-c', supervisorCommand, main]).split('\0');
        const lines = printed(command, words).split('\0');
        assert.deepEqual(
          wanted.filter((line) => !lines.includes(line)),
          [],
        );
      });
    });
  }
});
