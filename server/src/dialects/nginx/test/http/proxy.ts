import { parseNumber, parseOffset, parseSize } from '../../number.ts';
import { parseUrl } from '../../url.ts';
import type { Call } from '../call.ts';
import { makesFolder } from '../machine/startup.ts';
import { addPath } from '../paths.ts';
import { parseTime } from '../values/time.ts';
import { compileArgument, compilePattern } from '../variables.ts';
import { declareZone, PAGE } from '../zone-sizes.ts';
import { setsOnce } from './core.ts';
import { stateOf } from './state.ts';
import { addUpstream } from './upstream.ts';

const URI_PART =
  '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block';

/** Whether the location can't tell which part of a request to replace. */
function hasNoPrefix(call: Call): boolean {
  return ['regex', 'named', 'if', 'limit_except'].includes(call.frame.location.kind);
}

/** `ngx_http_proxy_pass` (src/http/modules/ngx_http_proxy_module.c). */
export function proxyPass(call: Call): void {
  if (call.earlier !== undefined) {
    call.duplicate();
    return;
  }
  const value = call.value(0);
  if (value.includes('$')) {
    call.set();
    compileArgument(call, 0);
    return;
  }
  const match = /^(https?):\/\//i.exec(value);
  if (match === null) {
    call.refuse('invalid URL prefix', 0);
    return;
  }
  const rest = value.slice(match[0].length);
  const defaultPort = match[1]?.toLowerCase() === 'https' ? 443 : 80;
  const url = addUpstream(call, rest, 0, { uriPart: true, defaultPort });
  if (url === undefined) {
    return;
  }
  call.set();
  if (url.uri !== '' && hasNoPrefix(call)) {
    call.refuse(URI_PART, 0, 'location');
  }
}

/**
 * The `*_pass` of the other protocols: an address or an upstream's name, with a prefix that may be left out.
 * Source: `ngx_http_fastcgi_pass` and its kin.
 */
export function protocolPass(prefix?: RegExp): (call: Call) => void {
  return (call) => {
    if (call.earlier !== undefined) {
      call.duplicate();
      return;
    }
    const value = call.value(0);
    call.set();
    if (value.includes('$') && call.name !== 'memcached_pass') {
      compileArgument(call, 0);
      return;
    }
    addUpstream(call, prefix === undefined ? value : value.replace(prefix, ''), 0, {});
  };
}

/** Whether it was switched off before, and is refused for it. */
function isOffAlready(call: Call): boolean {
  const before = call.earlier?.values;
  const isOff = before?.length === 1 && before[0] === 'off';
  if (isOff) {
    call.duplicate();
  }
  return isOff;
}

/** Sets `off`, which must stand alone. */
function switchOff(call: Call): void {
  if (call.earlier === undefined) {
    call.set();
  } else {
    call.duplicate();
  }
}

/** Compiles the first value: a pattern behind `~` (and, where `mayFold`, `~*`), else one that may hold variables. */
function compileFirst(call: Call, mayFold: boolean): boolean {
  const value = call.value(0);
  return value.startsWith('~')
    ? compilePattern(call, value.slice(mayFold && value[1] === '*' ? 2 : 1), 0) !== undefined
    : compileArgument(call, 0);
}

/** `ngx_http_proxy_redirect`. */
export function proxyRedirect(call: Call): void {
  if (isOffAlready(call)) {
    return;
  }
  const [first = ''] = call.values;
  if (call.values.length === 1) {
    if (first === 'off') {
      switchOff(call);
      return;
    }
    if (first !== 'default') {
      call.refuse(`invalid parameter "${first}"`, 0);
      return;
    }
    call.set();
    const pass = call.scope.fields.get('proxy_pass')?.values[0];
    if (pass?.includes('$')) {
      call.refuse('"proxy_redirect default" cannot be used with "proxy_pass" directive with variables', 0);
    } else if (pass === undefined) {
      call.refuse('"proxy_redirect default" should be placed after the "proxy_pass" directive', 0);
    }
    return;
  }
  call.set();
  if (compileFirst(call, true)) {
    compileArgument(call, 1);
  }
}

/** `ngx_http_proxy_cookie_domain`, `_path` and `_flags`: pairs, or `off` alone. */
export function proxyCookie(call: Call): void {
  if (isOffAlready(call)) {
    return;
  }
  const first = call.value(0);
  if (call.values.length === 1) {
    if (first === 'off') {
      switchOff(call);
    } else {
      call.refuse(`invalid parameter "${first}"`, 0);
    }
    return;
  }
  call.set();
  if (!compileFirst(call, call.name === 'proxy_cookie_path')) {
    return;
  }
  for (let index = 1; index < call.values.length; index++) {
    if (!compileArgument(call, index)) {
      return;
    }
  }
}

/** Sets one of two that exclude each other. @returns whether it is on; false, and refused, where the other is too. */
function turnsOn(call: Call, otherName: string): boolean {
  if (!setsOnce(call) || call.value(0) === 'off') {
    return false;
  }
  const other = call.scope.fields.get(otherName)?.values[0];
  if (other !== undefined && other !== 'off') {
    call.fail(`is incompatible with "${otherName}"`, undefined, 'duplicate');
    return false;
  }
  return true;
}

/** `ngx_http_proxy_store` and its kin. */
export function store(call: Call): void {
  if (turnsOn(call, call.name.replace(/_store$/, '_cache')) && call.value(0) !== 'on') {
    compileArgument(call, 0);
  }
}

/** `ngx_http_proxy_cache` and its kin. */
export function cache(call: Call): void {
  const value = call.value(0);
  const isOn = turnsOn(call, call.name.replace(/_cache$/, '_store'));
  if (isOn && compileArgument(call, 0) && !value.includes('$')) {
    declareZone(call, value, 0, 0, `http ${call.name}`);
  }
}

/**
 * A directive with one value that may hold variables and is set once (`*_cache_key`, `*_bind` and so on).
 * Source: `ngx_http_set_complex_value_slot` (src/http/ngx_http_script.c).
 */
export function valueOnce(call: Call): void {
  if (setsOnce(call)) {
    compileArgument(call, 0);
  }
}

/** `ngx_http_upstream_bind_set_slot` (src/http/ngx_http_upstream.c) and its twin of stream. */
export function bind(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  const [address = '', extra] = call.values;
  if (call.values.length === 1 && address === 'off') {
    return;
  }
  if (!compileArgument(call, 0)) {
    return;
  }
  if (!address.includes('$') && !isAddress(address)) {
    call.refuse(`invalid address "${address}"`, 0);
    return;
  }
  if (extra !== undefined && extra !== 'transparent') {
    call.refuse(`invalid parameter "${extra}"`, 1);
  }
}

/** `ngx_parse_addr_port`: an address with or without a port; a name is none. */
function isAddress(text: string): boolean {
  const bare = text.includes(':') && !text.startsWith('[') && text.split(':').length > 2 ? `[${text}]` : text;
  const url = parseUrl(bare);
  return !('error' in url) && (url.kind === 'ipv4' || url.kind === 'ipv6') && !(url.noPort && text.startsWith('['));
}

/** `ngx_http_upstream_param_set_slot`: `*_param`. Its value is compiled when all has been read. */
export function param(call: Call): void {
  if (call.values.length === 3 && call.value(2) !== 'if_not_empty') {
    call.refuse(`invalid parameter "${call.value(2)}"`, 2);
    return;
  }
  stateOf(call.frame).lateValues.push({ call, argument: 1 });
}

/** `ngx_http_fastcgi_split_path_info`. */
export function splitPathInfo(call: Call): void {
  const pattern = compilePattern(call, call.value(0), 0, 'bare');
  if (pattern !== undefined && pattern.captures !== 2) {
    call.refuse(`pattern "${call.value(0)}" must have 2 captures`, 0, 'regex');
  }
}

/** `ngx_http_file_cache_valid_set_slot` (src/http/ngx_http_file_cache.c). */
export function cacheValid(call: Call): void {
  const last = call.values.length - 1;
  if (parseTime(call.value(last), 's') === undefined) {
    call.refuse(`invalid time value "${call.value(last)}"`, last);
    return;
  }
  for (let index = 0; index < last; index++) {
    const status = call.value(index) === 'any' ? 100 : parseNumber(call.value(index));
    if (status === undefined || status < 100 || status > 599) {
      call.refuse(`invalid status "${call.value(index)}"`, index);
      return;
    }
  }
}

type PathCheck = (value: string) => boolean;
const isNumber: PathCheck = (value) => parseNumber(value) !== undefined;
const isTime: PathCheck = (value) => parseTime(value, 'ms') !== undefined;

const PATH_PARAMETERS: Readonly<Record<string, PathCheck>> = {
  inactive: (value) => parseTime(value, 's') !== undefined,
  max_size: (value) => parseOffset(value) !== undefined,
  min_free: (value) => parseOffset(value) !== undefined,
  loader_files: isNumber,
  loader_sleep: isTime,
  loader_threshold: isTime,
  manager_files: isNumber,
  manager_sleep: isTime,
  manager_threshold: isTime,
};

/** `ngx_http_file_cache_set_slot`. */
export function cachePath(call: Call): void {
  let zone: { name: string; size: number; argument: number } | undefined;
  for (let index = 1; index < call.values.length; index++) {
    const word = call.value(index);
    const equals = word.indexOf('=');
    const key = equals < 0 ? '' : word.slice(0, equals);
    const value = word.slice(equals + 1);
    if (key === 'levels') {
      if (!/^[12](?::[12]){0,2}$/.test(value)) {
        call.refuse(`invalid "levels" "${word}"`, index);
        return;
      }
    } else if (key === 'use_temp_path') {
      if (value !== 'on' && value !== 'off') {
        call.refuse(`invalid use_temp_path value "${word}", it must be "on" or "off"`, index);
        return;
      }
    } else if (key === 'keys_zone') {
      const colon = value.indexOf(':');
      const size = colon < 0 ? undefined : parseSize(value.slice(colon + 1));
      if (size === undefined) {
        call.refuse(`invalid keys zone size "${word}"`, index, 'zone');
        return;
      }
      if (size < 2 * PAGE) {
        call.refuse(`keys zone "${word}" is too small`, index, 'zone');
        return;
      }
      zone = { name: value.slice(0, colon), size, argument: index };
    } else if (Object.hasOwn(PATH_PARAMETERS, key)) {
      if (!PATH_PARAMETERS[key]?.(value)) {
        call.refuse(`invalid ${key} value "${word}"`, index);
        return;
      }
    } else if (!/^purger(?:_|=)/.test(word)) {
      call.refuse(`invalid parameter "${word}"`, index);
      return;
    } else {
      return;
    }
  }
  if (zone === undefined || zone.name === '') {
    call.refuse(`"${call.name}" must have "keys_zone" parameter`, undefined, 'zone');
    return;
  }
  const levels =
    call.values
      .find((word) => word.startsWith('levels='))
      ?.slice(7)
      .split(':') ?? [];
  makesFolder(call);
  if (!addPath(call, levels, call.statement)) {
    return;
  }
  const owner = `http ${call.name.replace(/_path$/, '')}`;
  const declared = declareZone(call, zone.name, zone.size, zone.argument, owner);
  if (declared === undefined) {
    return;
  }
  if (declared.declaredBy !== undefined) {
    call.refuse(`duplicate zone "${zone.name}"`, zone.argument, 'zone');
    return;
  }
  declared.declaredBy = call.name;
}
