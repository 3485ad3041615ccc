import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFlowers } from '../../../server/src/dialects/process/flowers.ts';
import { flowerOptions } from '../../../server/src/facts/flower.ts';
import { text, workspaceOf } from '../../unit/process/table.ts';
import {
  askFlower,
  type FlowerAnswer,
  type FlowerCase,
  type FlowerVersion,
  flowerPython,
  flowerVersions,
} from './ask-flower.ts';

const words = (line: string): string[] => line.split(' ');

/** Every form of the option that was seen in the wild, and what can go wrong with it. */
const forms: readonly FlowerCase[] = [
  ...[
    '--url_prefix=flower',
    '--url-prefix=flower',
    '-url_prefix=flower',
    '---url_prefix=flower',
    '--url_prefix=/flower',
    '--url_prefix=/flower/',
    '--url_prefix=//flower//',
    '--url_prefix=a/b',
    '--url_prefix=',
    '--url_prefix=/',
    '--url_prefix flower',
    '--port 5555',
    'url_prefix=flower',
    'url_prefix=flower --port=5556',
    'something --port=5556',
    '--URL_PREFIX=flower',
    '--url_prefx=flower',
    '--url_prefix="flower"',
    "--url_prefix='flower'",
    '--url_prefix=a --url_prefix=b',
    '--port=5556 --address=127.0.0.1',
    '--port=abc',
    '--unix_socket=/tmp/f.sock',
    '--debug --port=1',
    '--debug=false',
    '--loglevel=info -l info --port=7',
    '-A shop --port=7',
    '--conf=other.py',
    '-- --port=8',
  ].map((line) => ({ words: ['flower', ...words(line)] })),
  { words: ['flower'] },
  { words: ['-q', 'flower', '--port=5600'] },
  { words: ['flower'], environment: { FLOWER_URL_PREFIX: '/env/' } },
  { words: ['flower'], environment: { FLOWER_url_prefix: 'mixed' } },
  { words: ['flower'], environment: { flower_url_prefix: 'small', URL_PREFIX: 'none' } },
  { words: ['flower'], environment: { FLOWER_PORT: '5700', FLOWER_DEBUG: 'yes' } },
  { words: ['flower'], environment: { FLOWER_PORT: 'tcp://10.0.0.1:5555' } },
  { words: ['flower'], environment: { FLOWER_NOTHING: 'x' } },
  { words: ['flower'], files: { 'flowerconfig.py': "url_prefix = 'cfg'\nport = 5800\n" } },
  { words: ['flower'], files: { 'flowerconfig.py': "URL_PREFIX = 'cfg'\n" } },
  {
    words: ['flower'],
    files: { 'flowerconfig.py': 'url_prefix = None\nport = "5801"\n' },
    environment: { FLOWER_URL_PREFIX: 'e' },
  },
  {
    words: ['flower', '--url_prefix=cli'],
    files: { 'flowerconfig.py': "url_prefix = 'cfg'\n" },
    environment: { FLOWER_URL_PREFIX: 'e' },
  },
  {
    words: ['flower', '--conf=other.py'],
    files: { 'other.py': "url_prefix = 'other'\n", 'flowerconfig.py': "url_prefix = 'cfg'\n" },
  },
  { words: ['flower'], environment: { FLOWER_CONF: 'other.py' }, files: { 'other.py': "url_prefix = 'other'\n" } },
  { words: ['flower'], files: { 'flowerconfig.py': "url_prefix = 'cfg'\n" }, environment: { FLOWER_URL_PREFIX: 'e' } },
];

/** Every option of the table, given as it wants to be. */
const everyOption: readonly FlowerCase[] = [...flowerOptions.values()]
  .filter(
    (option) =>
      !['help', 'conf', 'format_task', 'logging', 'auth', 'broker_api', 'certfile', 'keyfile'].includes(option.name),
  )
  .map((option) => ({
    words: [
      'flower',
      option.type === 'flag' ? `--${option.name}` : `--${option.name}=${option.type === 'text' ? 'x' : '7'}`,
      '--port=1',
    ],
  }));

/** Made-up command lines from pieces that matter, the same ones on every run. */
function generated(count: number): FlowerCase[] {
  let state = 20260722;
  const pick = <T>(items: readonly T[]): T => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return items[Math.floor((state / 2147483648) * items.length)] as T;
  };
  const pieces = [
    '--port=1',
    '--port',
    '5',
    '-port=2',
    'port=3',
    '--url_prefix=/a/',
    '--url-prefix=b',
    'url_prefix',
    '--debug',
    '--address=::1',
    '--x=y',
    'word',
    '-A',
    '--',
    '--unix_socket=',
    '--PORT=4',
  ];
  return Array.from({ length: count }, () => ({
    words: ['flower', ...Array.from({ length: 1 + Math.floor(pick([0, 1, 2, 3])) }, () => pick(pieces))],
    environment: pick([{}, {}, { FLOWER_PORT: '9' }, { FLOWER_URL_PREFIX: '"q"' }]),
    files: pick([{}, {}, { 'flowerconfig.py': 'port = 11\nurl_prefix = "c"\n' }]),
  }));
}

/** What our reader says of a case, in the oracle's words. */
function ours(one: FlowerCase): FlowerAnswer {
  const quote = (word: string): string => `"${word.replace(/[\\"]/g, '\\$&')}"`;
  const environment = Object.entries(one.environment ?? {}).map(
    ([name, value]) => `Environment=${quote(`${name}=${value}`)}\n`,
  );
  const files = Object.fromEntries(
    Object.entries(one.files ?? {}).map(([name, content]) => [`/w/run/${name}`, content]),
  );
  const [flower] = findFlowers(
    workspaceOf({
      '/w/f.service': `[Service]\nWorkingDirectory=/w/run\n${environment.join('')}ExecStart=/bin/celery ${one.words.map(quote).join(' ')}\n`,
      ...files,
    }),
  );
  assert.ok(flower !== undefined, one.words.join(' '));
  const { options } = flower;
  if (options.words.some((word) => word.kind === 'valueless')) {
    return { exit: 'a value is missing' };
  }
  const value = (name: string): string => text(options.get(name).value);
  if (value('conf') !== '-' && !Object.hasOwn(one.files ?? {}, value('conf'))) {
    return { exit: 'the configuration file is missing' };
  }
  const port = value('port') === '-' ? '5555' : value('port');
  if (!/^\d+$/.test(port)) {
    return { exit: 'the port is no number' };
  }
  const prefix = value('url_prefix');
  return {
    url_prefix: prefix === '-' ? null : prefix,
    port: Number(port),
    address: value('address').replace(/^-$/, ''),
    unix_socket: value('unix_socket').replace(/^-$/, ''),
    debug: ['true', 'yes'].includes(value('debug').toLowerCase()),
  };
}

for (const version of Object.keys(flowerVersions) as FlowerVersion[]) {
  const found = flowerPython(version);
  const skip = 'missing' in found ? found.missing : false;
  test(`Flower ${version} ends up with what we say, in every form`, { skip }, () => {
    if ('missing' in found) {
      return;
    }
    const cases = [...forms, ...everyOption, ...generated(150)];
    const answers = askFlower(found.python, cases);
    const wrong = cases.flatMap((one, index) => {
      const real = answers[index] as FlowerAnswer & Record<string, unknown>;
      const mine = ours(one) as FlowerAnswer & Record<string, unknown>;
      const same =
        real.exit !== undefined || mine.exit !== undefined
          ? (real.exit !== undefined) === (mine.exit !== undefined)
          : ['url_prefix', 'port', 'address', 'unix_socket', 'debug'].every((name) => real[name] === mine[name]);
      return same ? [] : [{ case: JSON.stringify(one), real: JSON.stringify(real), ours: JSON.stringify(mine) }];
    });
    assert.deepEqual(wrong, []);
    assert.ok(answers.filter((answer) => answer.exit === undefined).length > cases.length / 3);
  });
}
