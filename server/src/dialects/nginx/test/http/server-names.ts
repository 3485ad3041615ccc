import { HashKeys } from '../entries/hash-keys.ts';
import type { Run } from '../run.ts';
import type { ServerName } from '../scope.ts';
import { isTemplated } from '../template.ts';
import type { ListenPorts } from './listen.ts';

/** `ngx_http_optimize_servers` and `ngx_http_server_names` (src/http/ngx_http.c): names that two servers of one address share. */
export function checkServerNames(run: Run, ports: ListenPorts, bucketSize?: number): void {
  for (const address of ports.values()) {
    const captures = address.defaultServer.names.at(-1)?.captures === true;
    if (address.servers.length < 2 && !captures) {
      continue;
    }
    const keys = new HashKeys();
    let tooLong: ServerName | undefined;
    for (const server of address.servers) {
      const names = server.names.length > 0 ? server.names : undefined;
      for (const name of names ?? []) {
        if (name.regex) {
          continue;
        }
        const text = name.name === '$hostname' ? undefined : name.name;
        if (text === undefined) {
          continue;
        }
        const outcome = keys.add(text, true);
        report(run, outcome, text, address.text, name);
        if (outcome === 'ok' && bucketSize !== undefined && needsMore(text, bucketSize)) {
          tooLong ??= name;
        }
      }
      if (names === undefined && server.statement !== undefined && !server.statement.children.some(isTemplated)) {
        report(run, keys.add('', true), '', address.text, { statement: server.statement, argument: -1 });
      }
    }
    if (tooLong !== undefined) {
      const message = `could not build server_names_hash, you should increase server_names_hash_bucket_size: ${bucketSize}`;
      const word = tooLong.statement.directive.args[tooLong.argument];
      run.emitAt('server', message, tooLong.statement, word, { line: undefined });
    }
  }
}

/** `ngx_hash_init`: whether an exact name doesn't fit a bucket, where a pointer has 8 bytes. */
function needsMore(name: string, bucketSize: number): boolean {
  return !name.includes('*') && !name.startsWith('.') && 8 + Math.ceil((name.length + 2) / 8) * 8 + 8 > bucketSize;
}

function report(
  run: Run,
  outcome: 'ok' | 'busy' | 'declined',
  name: string,
  address: string,
  at: { readonly statement: Parameters<Run['emitAt']>[2]; readonly argument: number },
): void {
  const word = at.statement.directive.args[at.argument];
  if (outcome === 'declined') {
    const message = `invalid server name or wildcard "${name}" on ${address}`;
    run.emitAt('server', message, at.statement, word, { line: undefined });
  } else if (outcome === 'busy') {
    const message = `conflicting server name "${name}" on ${address}, ignored`;
    run.emitAt('server', message, at.statement, word, { line: undefined, level: 'warn' });
  }
}
