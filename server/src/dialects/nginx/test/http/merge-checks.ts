import type { Call } from '../call.ts';
import { charsetTables } from '../entries/charset-map.ts';
import { HashKeys } from '../entries/hash-keys.ts';
import type { Run } from '../run.ts';
import type { Frame, LocationScope, ServerScope } from '../scope.ts';
import { compilePattern } from '../variables.ts';

interface Referers {
  readonly keys: HashKeys;
  empty: boolean;
  special: boolean;
  serverNames: boolean;
}

const referersOf = new WeakMap<LocationScope, Referers>();

/** `ngx_http_valid_referers` (src/http/modules/ngx_http_referer_module.c). */
export function validReferers(call: Call): void {
  const { location } = call.frame;
  const referers = referersOf.get(location) ?? {
    keys: new HashKeys(),
    empty: true,
    special: false,
    serverNames: false,
  };
  referersOf.set(location, referers);
  call.set();
  for (const [index, value] of call.values.entries()) {
    if (value === '') {
      call.refuse(`invalid referer "${value}"`, index);
      return;
    }
    if (value === 'none' || value === 'blocked') {
      referers.special = true;
    } else if (value === 'server_names') {
      referers.serverNames = true;
    } else if (value[0] === '~') {
      if (value.length === 1) {
        call.refuse(`empty regex in "${value}"`, index);
        return;
      }
      if (compilePattern(call, value.slice(1), index, 'bare') === undefined) {
        return;
      }
    } else {
      const host = value.split('/')[0] as string;
      const outcome = referers.keys.add(host, true);
      if (outcome !== 'ok') {
        const what = outcome === 'busy' ? 'conflicting parameter' : 'invalid hostname or wildcard';
        call.refuse(`${what} "${outcome === 'busy' ? host.toLowerCase() : host}"`, index);
        return;
      }
      referers.empty = false;
    }
  }
}

/** `ngx_http_referer_merge_conf`: `none` and `blocked` alone are no list. */
export function checkReferers(run: Run, location: LocationScope, server: ServerScope): void {
  const referers = referersOf.get(location);
  const setting = location.fields.get('valid_referers');
  if (referers === undefined || setting === undefined) {
    return;
  }
  const named = server.names.length === 0 || server.names.some((name) => !name.regex);
  if (referers.special && referers.empty && !(referers.serverNames && named)) {
    const message =
      'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer';
    run.emitAt('value', message, setting.statement, setting.statement.directive.args[0], { line: undefined });
  }
}

/** `ngx_http_charset_postconfiguration`: a charset is only changed into another where a table tells how. */
export function checkCharsets(run: Run, frame: Frame, location: LocationScope): void {
  const target = location.inherited('charset');
  const source = location.inherited('source_charset');
  const to = target?.values[0] ?? 'off';
  const from = source?.values[0] ?? 'off';
  const fixed = (name: string): boolean => name !== 'off' && !name.startsWith('$');
  if (source === undefined || !fixed(to) || !fixed(from) || to.toLowerCase() === from.toLowerCase() || run.outerOpen) {
    return;
  }
  const key = [from.toLowerCase(), to.toLowerCase()].sort().join(' ');
  if (!charsetTables(frame.main).has(key)) {
    const message = `no "charset_map" between the charsets "${from}" and "${to}"`;
    run.emitAt('value', message, source.statement, source.statement.directive.args[0], { line: undefined });
  }
}
