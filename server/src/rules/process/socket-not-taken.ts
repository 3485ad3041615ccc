import { message } from '../../base/message.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Listening } from '../../dialects/process/listen.ts';
import type { Process } from '../../dialects/process/process.ts';
import { addressText, socketPath } from '../../site/address.ts';
import { defineRule, type Fix } from '../define.ts';

const waits =
  'systemd opens {address} for this service, and {program} does not take it: who connects there waits for nothing.';
const taken =
  'systemd opens {address} for this service, and {program} cannot open it once more: it ends with "address already in use".';
const opened = 'systemd opens it here.';
const uvicorn = 'Uvicorn takes a socket of systemd with --fd 3, and with nothing else.';
const take = 'Add --fd 3';

/** A `.socket` unit for a program that doesn't take its socket. */
export const socketNotTaken = defineRule({
  id: 'process/socket-not-taken',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['process'],
  fix: 'unsafe',
  sources: [
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.socket.html',
    'https://www.uvicorn.org/settings/#socket-binding',
  ],
  messages: { waits, taken, opened, uvicorn, take },
  check({ site, report }) {
    for (const process of site.processes) {
      const { program, handed, definition } = process;
      const own = ownAddresses(process);
      if (definition.kind !== 'systemd' || handed.kind !== 'known' || own === undefined) {
        continue;
      }
      const word = 'command' in program ? program.command : program.executable;
      for (const socket of handed.value) {
        const { address } = socket;
        const isOwn = own.some((one) => isSame(one, socket));
        if (address.kind === 'descriptor' || (isOwn && address.kind === 'unix')) {
          continue;
        }
        report({
          ...word.place(),
          message: isOwn ? 'taken' : 'waits',
          values: { address: addressText(address), program: program.kind },
          ...(program.kind === 'uvicorn' ? { note: 'uvicorn' } : {}),
          related: [{ ...socket.origin, message: message(opened) }],
          fixes: program.kind === 'uvicorn' && handed.value.length === 1 ? takeIt(program.appWord) : [],
        });
      }
    }
  },
});

/** The addresses of a server that opens them itself; undefined where it takes a socket or isn't one, and where that isn't told. */
function ownAddresses({ program }: Process): readonly Listening[] | undefined {
  if (program.kind === 'flower') {
    return [];
  }
  const isServer = program.kind === 'uvicorn' || program.kind === 'hypercorn' || program.kind === 'daphne';
  const listens = isServer && program.listens.kind === 'known' ? program.listens.value : undefined;
  return listens?.some(({ address }) => address.kind === 'descriptor') ? undefined : listens;
}

function isSame({ address: one }: Listening, { address: other }: Listening): boolean {
  return one.kind === 'unix'
    ? other.kind === 'unix' && socketPath(one.path) === socketPath(other.path)
    : one.kind === 'tcp' && other.kind === 'tcp' && one.port === other.port;
}

function takeIt(app: ReadText | undefined): Fix[] {
  const place = app?.origin;
  return place === undefined
    ? []
    : [
        {
          title: message(take),
          kind: 'unsafe',
          edits: [{ path: place.path, span: { start: place.span.end, end: place.span.end }, newText: ' --fd 3' }],
        },
      ];
}
