import { parseNumber, parseOffset } from '../../number.ts';
import { parseUrl } from '../../url.ts';
import type { Call } from '../call.ts';
import { refusesHost } from '../machine/hosts.ts';
import { parseTime } from '../values/time.ts';
import { compileArgument, compilePattern, compileValue } from '../variables.ts';

/** A field that is set once: says so where it was set before, else notes it. @returns whether the setter goes on. */
export function setsOnce(call: Call): boolean {
  if (call.earlier !== undefined) {
    call.duplicate();
    return false;
  }
  call.set();
  return true;
}

/** `ngx_http_core_root` (src/http/ngx_http_core_module.c). */
export function root(call: Call): void {
  const { location } = call.frame;
  const earlier = location.fields.get('root') ?? location.fields.get('alias');
  if (earlier !== undefined) {
    const before = earlier.statement.directive.name.value;
    if (before === call.name) {
      call.duplicate();
    } else {
      const message = `"${call.name}" directive is duplicate, "${before}" directive was specified earlier`;
      const related = [{ file: earlier.statement.file, span: earlier.statement.directive.span }];
      call.refuse(message, undefined, 'duplicate', { related });
    }
    return;
  }
  if (call.name === 'alias' && location.kind === 'named') {
    call.refuse('the "alias" directive cannot be used inside the named location', undefined, 'location');
    return;
  }
  const path = call.value(0);
  for (const name of ['document_root', 'realpath_root']) {
    if (path.includes(`$${name}`) || path.includes(`\${${name}}`)) {
      call.refuse(`the $${name} variable cannot be used in the "${call.name}" directive`, 0);
      return;
    }
  }
  // An alias in a location whose name is empty counts as a root, and an empty root as none at all.
  call.set();
  compileArgument(call, 0);
}

/** `ngx_http_core_error_page`. */
export function errorPage(call: Call): void {
  const { values } = call;
  const answer = values.length - 2;
  let codes = values.length - 1;
  if (call.value(answer).startsWith('=')) {
    const code = call.value(answer).slice(1);
    if (answer === 0 || (code !== '' && parseNumber(code) === undefined)) {
      call.refuse(`invalid value "${call.value(answer)}"`, answer);
      return;
    }
    codes--;
  }
  if (!compileArgument(call, values.length - 1)) {
    return;
  }
  for (let index = 0; index < codes; index++) {
    const code = parseNumber(call.value(index));
    if (code === undefined || code === 499) {
      call.refuse(`invalid value "${call.value(index)}"`, index);
      return;
    }
    if (code < 300 || code > 599) {
      call.refuse(`value "${call.value(index)}" must be between 300 and 599`, index);
      return;
    }
  }
}

/** `ngx_http_core_keepalive`. */
export function keepaliveTimeout(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  if (parseTime(call.value(0), 'ms') === undefined) {
    call.fail('invalid value', 0);
  } else if (call.values.length > 1 && parseTime(call.value(1), 's') === undefined) {
    call.fail('invalid value', 1);
  }
}

/** `ngx_http_core_open_file_cache`, and `ngx_http_log_open_file_cache` of the log modules. */
export function openFileCache(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  const log = call.name === 'open_log_file_cache';
  let max: number | undefined;
  for (const [index, value] of call.values.entries()) {
    const [key = '', text = ''] = split(value);
    let valid = value === 'off';
    if (key === 'max') {
      max = parseNumber(text);
      valid = log ? max !== undefined : !!max;
    } else if (key === 'inactive' || (log && key === 'valid')) {
      valid = parseTime(text, 's') !== undefined;
    } else if (log && key === 'min_uses') {
      valid = parseNumber(text) !== undefined;
    }
    if (!valid) {
      call.refuse(`invalid "${call.name}" parameter "${value}"`, index);
      return;
    }
  }
  if (!max && !call.values.includes('off')) {
    call.refuse(`"${call.name}" must have ${log ? '"max" parameter' : 'the "max" parameter'}`);
  }
}

function split(value: string): [string, string] {
  const equals = value.indexOf('=');
  return equals < 0 ? [value, ''] : [value.slice(0, equals), value.slice(equals + 1)];
}

/** `ngx_resolver_create` (src/core/ngx_resolver.c). */
export function resolver(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  let servers = 0;
  for (const [index, value] of call.values.entries()) {
    if (value.startsWith('valid=')) {
      if (parseTime(value.slice(6), 's') === undefined) {
        call.refuse(`invalid parameter: ${value}`, index);
        return;
      }
      continue;
    }
    if (value.startsWith('ipv6=') || (value.startsWith('ipv4=') && call.run.atLeast('1.23.1'))) {
      if (!/=(?:on|off)$/.test(value)) {
        call.refuse(`invalid parameter: ${value}`, index);
        return;
      }
      continue;
    }
    if (value.startsWith('status_zone=')) {
      return;
    }
    const url = parseUrl(value, { defaultPort: 53 });
    if ('error' in url) {
      call.refuse(`${url.error} in resolver "${value}"`, index);
      return;
    }
    servers++;
    if (url.kind === 'name' && refusesHost(call, url.host, `host not found in resolver "${value}"`, index)) {
      return;
    }
  }
  if (servers === 0 && call.values.length > 0) {
    call.refuse('no name servers defined');
  }
}

/** `ngx_http_core_set_aio`. */
export function aio(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  const value = call.value(0);
  if (value.startsWith('threads=')) {
    compileValue(call, value.slice(8), 0);
  } else if (!['on', 'off', 'threads'].includes(value)) {
    call.fail('invalid value', 0);
  }
}

/** `ngx_http_core_directio`. */
export function directio(call: Call): void {
  if (setsOnce(call) && call.value(0) !== 'off' && parseOffset(call.value(0)) === undefined) {
    call.fail('invalid value', 0);
  }
}

/** `ngx_http_gzip_disable`. */
export function gzipDisable(call: Call): void {
  call.values.every(
    (value, index) =>
      value === 'msie6' || value === 'degradation' || compilePattern(call, value, index, 'bare') !== undefined,
  );
}

/** `ngx_http_disable_symlinks`. */
export function disableSymlinks(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  let mode: string | undefined;
  let from = false;
  for (const [index, value] of call.values.entries()) {
    if (['off', 'if_not_owner', 'on'].includes(value)) {
      mode = value;
    } else if (value.startsWith('from=')) {
      if (!compileValue(call, value.slice(5), index)) {
        return;
      }
      from = true;
    } else {
      call.refuse(`invalid parameter "${value}"`, index);
      return;
    }
  }
  if (mode === undefined) {
    call.refuse(`"${call.name}" must have "off", "on" or "if_not_owner" parameter`);
  } else if (call.values.length > 1 && !from) {
    call.refuse(`duplicate parameters "${call.value(0)} ${call.value(1)}"`, 1);
  } else if (call.values.length > 1 && mode === 'off') {
    call.refuse('"from=" cannot be used with "off" parameter');
  }
}

const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  xslt_types: ['text/xml'],
  charset_types: [],
};

/** `ngx_http_types_slot` (src/http/ngx_http.c). */
export function typesSlot(call: Call): void {
  const before = call.earlier?.values ?? DEFAULT_TYPES[call.name] ?? ['text/html'];
  if (before.includes('*')) {
    return;
  }
  const seen = new Set(before);
  for (const [index, value] of call.values.entries()) {
    if (value === '*') {
      seen.add('*');
      break;
    }
    const lower = value.toLowerCase();
    if (seen.has(lower)) {
      call.warn(`duplicate MIME type "${lower}"`, index, 'duplicate');
    }
    seen.add(lower);
  }
  call.scope.fields.set(call.fact.field, { statement: call.statement, values: [...seen] });
}

/** `ngx_http_core_server_name`. */
export function serverName(call: Call): void {
  const { names } = call.frame.server;
  for (const [index, value] of call.values.entries()) {
    if ((value[0] === '*' && (value.length < 3 || value[1] !== '.')) || value === '.') {
      call.refuse(`server name "${value}" is invalid`, index, 'server');
      return;
    }
    if (value.includes('/')) {
      call.warn(`server name "${value}" has suspicious symbols`, index, 'server');
    }
    const { statement } = call;
    if (value[0] !== '~') {
      names.push({ statement, argument: index, name: value.toLowerCase(), regex: false, captures: false });
      continue;
    }
    if (value.length === 1) {
      call.refuse(`empty regex in server name "${value}"`, index, 'server');
      return;
    }
    const pattern = compilePattern(call, value.slice(1), index);
    if (pattern === undefined) {
      return;
    }
    const captures = pattern.captures > 0;
    names.push({ statement, argument: index, name: value.slice(1), regex: true, captures });
  }
}
