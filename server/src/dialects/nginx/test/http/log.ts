import { directivesNamed } from '../../../../facts/nginx/directive-facts.ts';
import { parseNumber, parseSize } from '../../number.ts';
import { statementsNamed } from '../../read.ts';
import type { Call } from '../call.ts';
import { syslog } from '../core/syslog.ts';
import { opensLog } from '../machine/startup.ts';
import { isSlip, isSlipOfBuiltin, mayBeName } from '../slip.ts';
import { scriptParts } from '../values/script.ts';
import { parseTime } from '../values/time.ts';
import { compileArgument, compileValue, tableOf } from '../variables.ts';
import { stateOf } from './state.ts';

/** `ngx_http_log_set_log` (src/http/modules/ngx_http_log_module.c) and its twin of stream. */
export function accessLog(call: Call): void {
  const path = call.value(0);
  const stream = call.fact.family === 'stream';
  if (path === 'off') {
    if (call.values.length > 1) {
      call.refuse(`invalid parameter "${call.value(1)}"`, 1);
    }
    return;
  }
  if (path.startsWith('syslog:')) {
    if (!syslog(call)) {
      return;
    }
  } else if (!compileArgument(call, 0)) {
    return;
  }
  opensLog(call);
  if (stream && call.values.length < 2) {
    call.refuse('log format is not specified');
    return;
  }
  if (!checkFormat(call)) {
    return;
  }
  let size = 0;
  let flush = 0;
  let compression = 0;
  for (let index = 2; index < call.values.length; index++) {
    const word = call.value(index);
    const [, key = '', value = ''] = /^(\w+=?)(.*)$/s.exec(word) ?? [];
    if (key === 'buffer=') {
      const bytes = parseSize(value);
      if (!bytes) {
        call.refuse(`invalid buffer size "${value}"`, index);
        return;
      }
      size = bytes;
    } else if (key === 'flush=') {
      const time = parseTime(value, 'ms');
      if (!time) {
        call.refuse(`invalid flush time "${value}"`, index);
        return;
      }
      flush = time;
    } else if (word === 'gzip' || key === 'gzip=') {
      size ||= 64 * 1024;
      const level = word === 'gzip' ? 1 : parseNumber(value);
      if (!level || level > 9) {
        call.refuse(`invalid compression level "${value}"`, index);
        return;
      }
      compression = level;
    } else if (key === 'if=') {
      if (!compileValue(call, value, index)) {
        return;
      }
    } else {
      call.refuse(`invalid parameter "${word}"`, index);
      return;
    }
  }
  if (flush > 0 && size === 0) {
    call.refuse(`no buffer is defined for access_log "${path}"`);
  } else if (size > 0 && path.includes('$')) {
    call.refuse('buffered logs cannot have variables in name', 0);
  } else if (size > 0 && path.startsWith('syslog:')) {
    call.refuse('logs to syslog cannot be buffered', 0);
  } else if (size > 0) {
    sharesBuffer(call, `${size} ${flush} ${compression}`);
  }
}

/** How each log that is buffered is buffered: one file has one buffer, whoever writes to it. */
const buffered = new WeakMap<object, Map<string, { readonly how: string; readonly statement: Call['statement'] }>>();

function sharesBuffer(call: Call, how: string): void {
  const logs = buffered.get(call.run) ?? new Map();
  buffered.set(call.run, logs);
  const path = call.value(0);
  const earlier = logs.get(path);
  if (earlier === undefined) {
    logs.set(path, { how, statement: call.statement });
  } else if (earlier.how !== how) {
    const related = [{ file: earlier.statement.file, span: earlier.statement.directive.span }];
    call.refuse(`access_log "${path}" already defined with conflicting parameters`, 0, 'duplicate', { related });
  }
}

/** Names of formats that are one letter away from the one that most are called. */
const LIKE_MAIN = new Set(['mail', 'mains', 'maint', 'maid', 'gain', 'rain', 'min', 'domain']);

function checkFormat(call: Call): boolean {
  if (call.values.length < 2) {
    return true;
  }
  const name = call.value(1);
  const { logFormats } = stateOf(call.frame);
  const known = [...logFormats.keys()].some((one) => one.toLowerCase() === name.toLowerCase());
  if (known || (name.toLowerCase() === 'combined' && call.fact.family === 'http')) {
    return true;
  }
  // A line that begins with a directive has lost the `;` in front of it: no format is called so.
  const swallowed =
    !mayBeName(name) ||
    (call.args[1]?.lineStart === true && directivesNamed(name, call.run.options.version).length > 0);
  // `log_format log_format main '...'` leaves out `main`.
  const formats = statementsNamed(call.run.configuration, 'log_format').map(
    ({ directive: { args } }) => args.find(({ value }) => value !== 'log_format')?.value ?? '',
  );
  const mistyped =
    formats.some((one) => one === name || isSlip(name, one)) ||
    (!LIKE_MAIN.has(name) && ['combined', 'main'].some((one) => isSlipOfBuiltin(name, one)));
  if (call.run.outerOpen && !swallowed && !mistyped && name !== 'off') {
    return true;
  }
  call.refuse(`unknown log format "${name}"`, 1);
  return false;
}

/** Variables that only a log format knows (`ngx_http_log_vars`). */
const LOG_VARIABLES = new Set([
  'pipe',
  'time_local',
  'time_iso8601',
  'msec',
  'request_time',
  'status',
  'bytes_sent',
  'body_bytes_sent',
  'request_length',
]);

/** `ngx_http_log_set_format` and `ngx_http_log_compile_format`. */
export function logFormat(call: Call): void {
  const { logFormats } = stateOf(call.frame);
  const name = call.value(0);
  const earlier = logFormats.get(name);
  if (earlier !== undefined || (name === 'combined' && call.fact.family === 'http')) {
    const related = earlier === undefined ? [] : [{ file: earlier.file, span: earlier.directive.span }];
    call.refuse(`duplicate "log_format" name "${name}"`, 0, 'duplicate', { related });
    return;
  }
  logFormats.set(name, call.statement);
  let start = 1;
  if (call.value(1).startsWith('escape=')) {
    const escaping = call.value(1).slice(7);
    if (!['json', 'none', 'default'].includes(escaping)) {
      call.refuse(`unknown log format escaping "${escaping}"`, 1);
      return;
    }
    start = 2;
  }
  for (let index = start; index < call.values.length; index++) {
    if (!compileFormat(call, index)) {
      return;
    }
  }
}

function compileFormat(call: Call, index: number): boolean {
  const value = call.value(index);
  // A format has no captures: `$1` is a variable like any other.
  const text = value.replace(/\$(?=[1-9])/g, '$_');
  for (const part of scriptParts(text)) {
    if (part.kind === 'error') {
      const message =
        part.message === 'invalid variable name'
          ? `invalid parameter "${value.slice(originalIndex(value, part.start))}"`
          : part.message;
      call.refuse(message, index, 'variable');
      return false;
    }
    if (part.kind === 'variable') {
      const name = /^_[1-9]/.test(part.name) && !value.includes(`$${part.name}`) ? part.name.slice(1) : part.name;
      if (!(LOG_VARIABLES.has(name) && call.fact.family === 'http')) {
        tableOf(call).use(name, call.statement, call.args[index]);
      }
    }
  }
  return true;
}

/** The place in a format of what stands at `index` once an underscore was put in front of each bare number. */
function originalIndex(value: string, index: number): number {
  let shift = 0;
  for (const match of value.matchAll(/\$(?=[1-9])/g)) {
    if (match.index + shift >= index) {
      break;
    }
    shift++;
  }
  return index - shift;
}
