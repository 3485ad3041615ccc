import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderMessage } from '../../../server/src/base/message.ts';
import { Random } from '../../harness/random.ts';
import { pythonWith } from '../django/venv.ts';
import { freePorts } from '../site/free-ports.ts';
import { type Case, makeCase, ours } from './made-up.ts';

const COUNT = Number(process.env.SITECONF_CELERY_COMMANDS ?? 60);
const SEED = Number(process.env.SITECONF_CELERY_SEED ?? 20261125);
const perCase = 4;

interface Answer {
  readonly exit?: string;
  readonly silent?: string;
  readonly broker?: string;
  readonly connected?: boolean;
}

const found = pythonWith('celery', ['celery[redis]', 'flower', 'Django~=5.2.0']);
const redis = spawnSync('redis-server', ['--version']).status === 0;
const skip = 'missing' in found ? found.missing : redis ? false : 'redis-server is not installed';

/** Starts every case in the real Celery, with a Redis for all. */
async function askCelery(python: string, cases: readonly Case[], port: number): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'celery-'));
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--databases', String(COUNT * perCase)];
  const server = spawn('redis-server', words, { cwd: folder, stdio: 'ignore' });
  try {
    const child = spawn(python, [join(__dirname, 'run-celery.py'), String(port), folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify(cases));
    let text = '';
    child.stdout.on('data', (data) => {
      text += data;
    });
    const code = await new Promise((done) => child.once('close', done));
    assert.equal(code, 0, 'the commands could be started');
    return JSON.parse(text) as Answer[];
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the packages bring the client for Redis, and nothing in the files so much as looks like the name of a broker. */
function meansRedis({ files, environment, words }: Case): boolean {
  const texts = [files['shop/settings.py'], ...Object.keys(environment), ...words];
  return 'requirements.txt' in files && !texts.some((text) => /broker/i.test(text ?? ''));
}

test('commands of Celery start, refuse and turn to a broker as we say', { skip }, async (context) => {
  if ('missing' in found) {
    return;
  }
  const [port = 0] = await freePorts(1, new Random(Date.now()));
  const random = new Random(SEED);
  const cases = Array.from({ length: COUNT }, (_, index) => makeCase(random, port, index * perCase));
  const answers = await askCelery(found.python, cases, port);
  const counts = {
    refuses: 0,
    lost: 0,
    redis: 0,
    told: 0,
    'an application that a variable names': 0,
    'no broker anywhere': 0,
  };
  const apart: string[] = [];
  for (const [index, one] of cases.entries()) {
    const real = answers[index] as Answer;
    const said = ours(one);
    const refuses = real.exit !== undefined;
    const lost = real.broker?.startsWith('amqp://') === true;
    const isRedis = real.broker?.startsWith('redis://') === true;
    counts.refuses += Number(refuses);
    counts.lost += Number(lost);
    counts.redis += Number(isRedis);
    counts.told += Number(isRedis && said.broker !== undefined);
    // No rule speaks of an application that only a variable names, nor of one that may mean the RabbitMQ of this machine.
    const isLostApp =
      one.lostApp && refuses && !said.refuses && ('APP' in one.environment || 'CELERY_APP' in one.environment);
    const isUnnamed = lost && !said.lost && !one.hasBrokerSetting && !meansRedis(one);
    counts['an application that a variable names'] += Number(isLostApp);
    counts['no broker anywhere'] += Number(isUnnamed);
    const isUnspoken = isLostApp || isUnnamed;
    const sameBroker = !isRedis || said.broker === undefined || said.broker === real.broker;
    const isReached = !isRedis || real.connected === true || one.words.includes('beat');
    if (
      isUnspoken ||
      (refuses === said.refuses && (refuses || lost === said.lost) && sameBroker && isReached && !real.silent)
    ) {
      continue;
    }
    apart.push(
      [
        `celery ${one.words.join(' ')}   ${JSON.stringify(one.environment)}`,
        `  real ${JSON.stringify(real)}; ours: refuses ${said.refuses}, lost ${said.lost}, broker ${said.broker}`,
        ...said.findings.map(({ rule, message }) => `  ${rule}: ${renderMessage(message)}`),
        ...Object.entries(one.files).map(
          ([name, text]) => `  ${name}: ${text.trim().split('\n').slice(2).join(' | ')}`,
        ),
      ].join('\n'),
    );
  }
  context.diagnostic(`${COUNT} commands, ${apart.length} apart: ${JSON.stringify(counts)}`);
  assert.equal(apart.length, 0, apart.join('\n'));
  assert.ok(
    counts.refuses > 0 && counts.lost > 0 && counts.redis > COUNT / 4 && counts.told > COUNT / 5,
    JSON.stringify(counts),
  );
});
