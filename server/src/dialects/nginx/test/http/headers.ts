import { parseNumber } from '../../number.ts';
import type { Call } from '../call.ts';
import { parseTime } from '../values/time.ts';
import { compileArgument } from '../variables.ts';
import { setsOnce } from './core.ts';

/** `ngx_http_headers_add` (src/http/modules/ngx_http_headers_filter_module.c). */
export function addHeader(call: Call): void {
  if (!compileArgument(call, 1)) {
    return;
  }
  if (call.values.length > 2 && call.value(2) !== 'always') {
    call.refuse(`invalid parameter "${call.value(2)}"`, 2);
  }
}

/** `ngx_http_headers_expires` and `ngx_http_parse_expires`. */
export function expires(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  const modified = call.values.length === 2;
  if (modified && call.value(0) !== 'modified') {
    call.fail('invalid value', 0);
    return;
  }
  const argument = modified ? 1 : 0;
  const value = call.value(argument);
  if (!compileArgument(call, argument) || value.includes('$')) {
    return;
  }
  if (!modified && ['epoch', 'max', 'off'].includes(value)) {
    return;
  }
  if (value[0] === '@' && modified) {
    call.fail('daily time cannot be used with "modified" parameter', argument);
    return;
  }
  const time = parseTime(/^[@+-]/.test(value) ? value.slice(1) : value, 's');
  if (time === undefined) {
    call.fail('invalid value', argument);
  } else if (value[0] === '@' && time > 24 * 60 * 60) {
    call.fail('daily time value must be less than 24 hours', argument);
  }
}

/** `ngx_http_index_set_index` (src/http/modules/ngx_http_index_module.c). */
export function index(call: Call): void {
  for (const [at, value] of call.values.entries()) {
    if (value[0] === '/' && at !== call.values.length - 1) {
      call.warn('only the last index in "index" directive should be absolute', at);
    }
    if (value === '') {
      call.refuse(`index "${call.value(0)}" in "index" directive is invalid`, at);
      return;
    }
    if (!compileArgument(call, at)) {
      return;
    }
  }
}

/** `ngx_http_try_files` (src/http/modules/ngx_http_try_files_module.c). */
export function tryFiles(call: Call): void {
  if (!setsOnce(call)) {
    return;
  }
  if (!call.values.every((_, at) => compileArgument(call, at))) {
    return;
  }
  const last = call.values.length - 1;
  const value = call.value(last);
  if (value[0] === '=') {
    // With variables in it Nginx doesn't count the end of the text, and so leaves out the last byte of the code.
    const text = value.includes('$') ? value.slice(1, -1) : value.slice(1);
    const code = parseNumber(text);
    if (code === undefined || code > 999) {
      call.refuse(`invalid code "${value}"`, last);
    }
  }
}

/** `ngx_http_sub_filter`. */
export function subFilter(call: Call): void {
  if (call.value(0) === '') {
    call.refuse('empty search pattern', 0);
    return;
  }
  if (compileArgument(call, 0)) {
    compileArgument(call, 1);
  }
}

/** `ngx_http_mirror`. */
export function mirror(call: Call): void {
  const earlier = call.earlier;
  const off = call.value(0) === 'off';
  if (earlier !== undefined && (off || earlier.values[0] === 'off')) {
    call.duplicate();
    return;
  }
  call.set();
}

/** `ngx_http_userid_expires`. */
export function useridExpires(call: Call): void {
  if (setsOnce(call) && !['max', 'off'].includes(call.value(0)) && parseTime(call.value(0), 's') === undefined) {
    call.fail('invalid value', 0);
  }
}

/** `ngx_http_userid_mark`. */
export function useridMark(call: Call): void {
  if (setsOnce(call) && call.value(0) !== 'off' && !/^[0-9A-Za-z=]$/.test(call.value(0))) {
    call.fail('value must be "off" or a single letter, digit or "="', 0);
  }
}
