import { absent, type Known, known, unknown } from '../../base/known.ts';
import { baseName, directoryName, joinPath, serverPath } from '../../base/path.ts';
import type { ReadText } from '../../base/read-text.ts';
import { expandSpecifiers } from '../../syntax/shell/exec.ts';
import { areTogether } from './find-units.ts';
import { type ListenAddress, type Listening, listening, tcpAddress } from './listen.ts';
import { unitSpecifiers } from './specifiers.ts';
import { type UnitFile, unitSetting, unitSettings } from './unit-file.ts';

/**
 * @returns the sockets that systemd opens for a service and hands to it: those of the socket units that start it. Unknown where a
 * socket unit is named that isn't in the workspace. systemd.socket(5).
 */
export function handedSockets(service: UnitFile, sockets: readonly UnitFile[]): Known<readonly Listening[]> {
  const own = sockets.filter((socket) => starts(socket, service));
  if (own.length === 0) {
    const named = ['Requires', 'BindsTo'].flatMap((key) => unitSettings(service, 'Unit', key));
    const away = named.some(({ value }) => /(?:^|\s)\S+\.socket(?:\s|$)/.test(value.value));
    return away || unitSettings(service, 'Service', 'Sockets').length > 0
      ? unknown('the socket unit is not in the workspace')
      : absent;
  }
  const found: Listening[] = [];
  for (const socket of own) {
    for (const { value } of unitSettings(socket, 'Socket', 'ListenStream')) {
      const told = expandSpecifiers(value, unitSpecifiers(socket));
      const address = told.hole === undefined ? streamAddress(told) : undefined;
      if (address === undefined) {
        return unknown('where the socket unit listens is not known', [value.origin]);
      }
      found.push(listening(address, told));
    }
  }
  return known(
    found,
    found.map(({ origin }) => origin),
  );
}

/** Whether a socket unit starts the service: `Service=`, else the same name. With `Accept=yes` it hands out connections instead. */
function starts(socket: UnitFile, service: UnitFile): boolean {
  const told = unitSetting(socket, 'Socket', 'Service')?.value.value.trim();
  const named = unitSettings(service, 'Service', 'Sockets').flatMap(({ value }) => value.value.split(/\s+/));
  const isOwn = (told ?? baseName(socket.name).replace(/\.socket$/, '.service')) === service.name;
  const accepts = /^(?:1|yes|y|true|t|on)$/i.test(unitSetting(socket, 'Socket', 'Accept')?.value.value ?? '');
  return (
    !accepts &&
    (isOwn || named.includes(socket.name)) &&
    areTogether(directoryName(socket.path), directoryName(service.path))
  );
}

/** systemd.socket(5), `ListenStream=`: a path, a port on every address, or an address and a port. */
function streamAddress(text: ReadText): ListenAddress | undefined {
  const value = text.value.trim();
  if (value.startsWith('/')) {
    return { kind: 'unix', path: joinPath(serverPath('/'), value) };
  }
  const tcp = /^(?:(\[[^\]]+\]|[\d.]+):)?(\d+)$/.exec(value);
  return tcp === null ? undefined : tcpAddress(tcp[1] ?? '', tcp[2] as string);
}
