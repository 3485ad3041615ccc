import { spawnSync } from 'node:child_process';
import { type FoundPython, pythonWith } from '../django/venv.ts';

/** Says, for each case of a JSON list on its input, what the real Flower ends up with. */
const script = `
import json, os, sys, tempfile
from celery.bin.celery import celery
import flower.command as command
celery.add_command(command.flower)

class Done(Exception):
    pass

def stop(*arguments, options=None, **more):
    raise Done(options.as_dict())

command.Flower = stop

def answer(case):
    os.chdir(tempfile.mkdtemp())
    for name, text in case.get('files', {}).items():
        open(name, 'w').write(text)
    os.environ.update(case.get('environment', {}))
    try:
        celery.main(args=case['words'], prog_name='celery', standalone_mode=False)
    except Done as done:
        told = {name.replace('-', '_'): value for name, value in done.args[0].items()}
        return {name: told[name] for name in ('url_prefix', 'port', 'address', 'unix_socket', 'debug')}
    except BaseException as error:
        return {'exit': type(error).__name__ + ': ' + str(error)}
    return {'exit': 'returned'}

answers = []
for case in json.load(sys.stdin):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.write(writer, json.dumps(answer(case), default=str).encode())
        os._exit(0)
    os.close(writer)
    text = b''
    while chunk := os.read(reader, 65536):
        text += chunk
    os.close(reader)
    os.waitpid(child, 0)
    answers.append(json.loads(text or b'{"exit": "died"}'))
print(json.dumps(answers))
`;

/** One way of telling Flower its options. */
export interface FlowerCase {
  /** What stands behind `celery`. */
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Files of the working directory. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the real Flower makes of a case; `exit` where it ends. */
export interface FlowerAnswer {
  readonly exit?: string;
  readonly url_prefix?: string | null;
  readonly port?: number;
  readonly address?: string;
  readonly unix_socket?: string;
  readonly debug?: boolean;
}

/** Both interfaces that are still in use: that of 1.x, and the one that 2.0 wrote anew. */
export const flowerVersions = { '1.2': 'flower~=1.2.0', newest: 'flower' } as const;
export type FlowerVersion = keyof typeof flowerVersions;

/** @returns the Python that has Flower, which is installed on first use; a reason where it can't be. */
export function flowerPython(version: FlowerVersion | '1.1'): FoundPython {
  const flower = version === '1.1' ? 'flower~=1.1.0' : flowerVersions[version];
  // Flower 1.x wants distutils, which setuptools brings to a Python that has none.
  return pythonWith(`flower-${version}`, [flower, 'celery', 'redis', 'setuptools<81']);
}

/** Asks the real Flower about every case, each in a process of its own. */
export function askFlower(python: string, cases: readonly FlowerCase[]): FlowerAnswer[] {
  const result = spawnSync(python, ['-c', script], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0) {
    throw new Error(`the oracle failed: ${result.stderr}`);
  }
  return JSON.parse(result.stdout) as FlowerAnswer[];
}
