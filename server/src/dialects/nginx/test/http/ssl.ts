import { parseNumber, parseSize } from '../../number.ts';
import type { Call } from '../call.ts';
import { opens } from '../machine/paths.ts';
import { oldSpelling } from '../spellings.ts';
import { declareZone, PAGE } from '../zone-sizes.ts';
import { setsOnce } from './core.ts';

/** `shared:NAME:SIZE` read; undefined where it is wrong. */
function sharedCache(value: string): { name: string; size: number } | undefined {
  const match = /^shared:([^:]+):(.*)$/s.exec(value);
  const size = match === null ? undefined : parseSize(match[2] as string);
  return size === undefined ? undefined : { name: match?.[1] as string, size };
}

/** `ngx_http_ssl_session_cache` (src/http/modules/ngx_http_ssl_module.c) and its twins of stream and mail. */
export function sessionCache(call: Call): void {
  for (const [index, value] of call.values.entries()) {
    if (['off', 'none', 'builtin'].includes(value)) {
      continue;
    }
    if (value.startsWith('builtin:') && parseNumber(value.slice(8)) !== undefined) {
      continue;
    }
    const shared = sharedCache(value);
    if (shared === undefined) {
      call.refuse(`invalid session cache "${value}"`, index);
      return;
    }
    if (shared.size < 8 * PAGE) {
      call.refuse(`session cache "${value}" is too small`, index, 'zone');
      return;
    }
    if (declareZone(call, shared.name, shared.size, index, `${call.fact.family} ssl`) === undefined) {
      return;
    }
  }
}

/** `ngx_http_ssl_ocsp_cache`. */
export function ocspCache(call: Call): void {
  if (!setsOnce(call) || call.value(0) === 'off') {
    return;
  }
  const value = call.value(0);
  const shared = sharedCache(value);
  if (shared === undefined) {
    call.refuse(`invalid OCSP cache "${value}"`, 0);
  } else if (shared.size < 8 * PAGE) {
    call.refuse(`OCSP cache "${value}" is too small`, 0, 'zone');
  } else {
    declareZone(call, shared.name, shared.size, 0, `${call.fact.family} ocsp`);
  }
}

/** `ngx_http_ssl_password_file`: set once; the file itself is read then. */
export function passwordFile(call: Call): void {
  if (setsOnce(call)) {
    opens(call, 0);
  }
}

/** `ssl on`: warned of since 1.15.0, gone in 1.25.1. Source: `ngx_http_ssl_enable` (src/http/modules/ngx_http_ssl_module.c). */
export function sslEnable(call: Call): void {
  if (call.earlier !== undefined) {
    call.duplicate();
    return;
  }
  const value = call.value(0).toLowerCase();
  if (value !== 'on' && value !== 'off') {
    call.refuse(`invalid value "${call.value(0)}" in "${call.name}" directive, it must be "on" or "off"`, 0);
    return;
  }
  call.set();
  call.frame.server.fields.set('ssl', { statement: call.statement, values: call.values });
  if (call.run.atLeast('1.15.0')) {
    const fixes = oldSpelling(call.statement, undefined);
    call.warn('the "ssl" directive is deprecated, use the "listen ... ssl" directive instead', undefined, 'value', {
      fixes,
    });
  }
}
