import type { ParsedUrl } from '../../url.ts';
import type { Call } from '../call.ts';
import type { Run } from '../run.ts';
import type { Frame } from '../scope.ts';
import { errorText, folderError, fullName, placeError, writeError } from './paths.ts';

/** What Nginx does once it has read everything, in its order, each with the words that name the file or the address. */
interface Startup {
  readonly folders: Named[];
  readonly logs: Named[];
  readonly sockets: { readonly call: Call; readonly url: ParsedUrl }[];
}

interface Named {
  readonly call: Call;
  readonly path: string;
}

const planned = new WeakMap<Run, Startup>();

function startupOf(run: Run): Startup {
  let startup = planned.get(run);
  if (startup === undefined) {
    startup = { folders: [], logs: [], sockets: [] };
    planned.set(run, startup);
  }
  return startup;
}

function plan(call: Call, list: 'folders' | 'logs'): void {
  const path = fullName(call.run, call.value(0), 'prefix');
  if (call.run.machine !== undefined && path !== undefined && !path.includes('$')) {
    startupOf(call.run)[list].push({ call, path });
  }
}

/** A folder for temporary files or a cache will be made where it isn't there. */
export function makesFolder(call: Call): void {
  plan(call, 'folders');
}

/** A log will be opened, unless it goes elsewhere than to a file. */
export function opensLog(call: Call): void {
  if (!/^(?:syslog:|memory:|stderr$|off$)/.test(call.value(0))) {
    plan(call, 'logs');
  }
}

/** The addresses of a `listen` will be bound. */
export function binds(call: Call, url: ParsedUrl): void {
  if (call.run.machine !== undefined) {
    startupOf(call.run).sockets.push({ call, url });
  }
}

/**
 * `ngx_init_cycle` (src/core/ngx_cycle.c) behind the reading, as `nginx -t` does it too: it opens the pid file, makes folders, opens logs and binds
 * sockets. None of its messages has a line.
 * @param frame that of the top.
 */
export function checkStartup(run: Run, frame: Frame): void {
  const { machine } = run;
  if (machine === undefined) {
    return;
  }
  const refuse = ({ statement }: Pick<Call, 'statement'>, message: string, kind: 'file' | 'host'): void =>
    run.emitAt(kind, message, statement, statement.directive.args[0], { line: undefined });
  const opened = (by: Pick<Call, 'statement'>, path: string): void => {
    const error = writeError(machine, path);
    if (error !== undefined) {
      refuse(by, `open() "${path}" failed ${errorText(error)}`, 'file');
    }
  };
  const startup = startupOf(run);
  const pid = frame.location.fields.get('pid');
  const pidPath = pid && fullName(run, pid.values[0] ?? '', 'prefix');
  if (pid !== undefined && pidPath !== undefined) {
    opened(pid, pidPath);
  }
  const made = new Set<string>();
  for (const { call, path } of startup.folders) {
    const folder = path.replace(/\/$/, '');
    const failed = folderError(machine, folder);
    if (failed !== undefined) {
      refuse(call, `${failed.call}() "${folder}" failed ${errorText(failed.error)}`, 'file');
    }
    if (machine.at(folder) === 'ENOENT') {
      made.add(folder);
    }
  }
  for (const { call, path } of startup.logs) {
    if (made.has(path)) {
      refuse(call, `open() "${path}" failed ${errorText('EISDIR')}`, 'file');
    } else {
      opened(call, path);
    }
  }
  for (const { call, url } of startup.sockets) {
    const [address = ''] = url.addresses;
    const error = url.kind === 'unix' ? placeError(machine, url.host) : undefined;
    if (error !== undefined) {
      refuse(call, `bind() to ${address} failed ${errorText(error)}`, 'file');
    } else if (url.kind === 'ipv6' && machine.speaksIpv6 === false) {
      refuse(call, `socket() ${address} failed (97: Address family not supported by protocol)`, 'host');
    } else if ((url.kind === 'ipv4' || url.kind === 'ipv6') && !url.wildcard) {
      const own = machine.hasAddress(address.replace(/:\d+$/, ''));
      if (own === false) {
        refuse(call, `bind() to ${address} failed (99: Cannot assign requested address)`, 'host');
      }
    }
  }
}
