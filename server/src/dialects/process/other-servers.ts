import { type Known, known, unknown } from '../../base/known.ts';
import { joinPath, serverPath } from '../../base/path.ts';
import { type ReadText, toKnown } from '../../base/read-text.ts';
import { daphneOptions, hypercornOptions } from '../../facts/commands/servers.ts';
import { type ListenAddress, type Listening, listening, readBindAddress, tcpAddress } from './listen.ts';
import { type Options, optionValue, readOptions } from './options.ts';
import type { OtherServerProgram } from './program.ts';
import type { Unwrapped } from './unwrap.ts';

/** @returns what `daphne` or `hypercorn` is told. */
export function readOtherServer(
  kind: OtherServerProgram['kind'],
  own: Pick<OtherServerProgram, 'executable' | 'words' | 'asModule'>,
  command: Unwrapped,
): OtherServerProgram {
  const options = readOptions(own.words, kind === 'daphne' ? daphneOptions : hypercornOptions);
  const appWord = options.operands[0];
  const read = kind === 'daphne' ? daphneListens : hypercornListens;
  const listens = options.complete
    ? read(options, own.executable, command)
    : unknown('a part of the command is not known');
  return { kind, ...own, options, app: toKnown(appWord), appWord, listens };
}

/** daphne, `cli.py` and `endpoints.py`: host and port where one of them or nothing is told; a socket and a descriptor beside it. */
function daphneListens(options: Options, executable: ReadText, command: Unwrapped): Known<readonly Listening[]> {
  const [host, port, socket, descriptor] = ['--bind', '--port', '--unix-socket', '--fd'].map((name) =>
    optionValue(options, name),
  );
  const told = [host, port, socket, descriptor].filter((word) => word !== undefined);
  if (optionValue(options, '--endpoint') !== undefined || told.some((word) => word.hole !== undefined)) {
    return unknown('where daphne listens is not known');
  }
  const found: (Listening | undefined)[] = [];
  if (host !== undefined || port !== undefined || told.length === 0) {
    const address = tcpAddress(host?.value ?? '127.0.0.1', port?.value ?? '8000');
    const word = port ?? host;
    found.push(
      address &&
        (word === undefined ? { address, origin: executable.origin, byDefault: true } : listening(address, word)),
    );
  }
  if (socket !== undefined) {
    found.push(listening({ kind: 'unix', path: joinPath(folderOf(command), socket.value) }, socket));
  }
  if (descriptor !== undefined) {
    found.push(listening({ kind: 'descriptor', number: Number(descriptor.value) }, descriptor));
  }
  return together(found);
}

/** hypercorn, `config.py`: `--bind`, as often as wanted, in gunicorn's notation. A configuration file may say anything else. */
function hypercornListens(options: Options, executable: ReadText, command: Unwrapped): Known<readonly Listening[]> {
  const binds = options.given.filter(({ fact }) => fact.name === '--bind').flatMap(({ value }) => value ?? []);
  const others = options.given.some(({ fact }) => /^--(?:config|insecure-bind|quic-bind)$/.test(fact.name));
  if (others || binds.some((bind) => bind.hole !== undefined)) {
    return unknown('where hypercorn listens is not known');
  }
  const byDefault: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 8000 };
  return binds.length === 0
    ? known([{ address: byDefault, origin: executable.origin, byDefault: true }], [executable.origin])
    : together(
        binds.map((bind) => {
          const address = readBindAddress(bind.value, folderOf(command));
          return address && listening(address, bind);
        }),
      );
}

function folderOf(command: Unwrapped): ReturnType<typeof serverPath> {
  return command.workingDirectory.kind === 'known' ? command.workingDirectory.value : serverPath('/');
}

function together(found: readonly (Listening | undefined)[]): Known<readonly Listening[]> {
  const all = found.filter((one) => one !== undefined);
  return all.length < found.length
    ? unknown('the address is none')
    : known(
        all,
        all.map(({ origin }) => origin),
      );
}
