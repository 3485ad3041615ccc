import type { Call } from '../call.ts';
import { parseNumber } from '../values/number.ts';
import {
  compileArgument,
  compilePattern,
  compileValue,
  defineVariable,
  useVariable,
  variableArgument,
} from '../variables.ts';

const URL = /^(?:http:\/\/|https:\/\/|\$scheme)/;

/** `ngx_http_rewrite` (src/http/modules/ngx_http_rewrite_module.c). */
export function rewrite(call: Call): void {
  const replacement = call.value(1);
  if (replacement === '') {
    call.refuse('empty replacement', 1);
    return;
  }
  if (compilePattern(call, call.value(0), 0) === undefined) {
    return;
  }
  if (call.values.length === 3 && !['last', 'break', 'redirect', 'permanent'].includes(call.value(2))) {
    call.refuse(`invalid parameter "${call.value(2)}"`, 2);
    return;
  }
  compileValue(call, replacement.endsWith('?') ? replacement.slice(0, -1) : replacement, 1);
}

/** `ngx_http_rewrite_return`. */
export function returns(call: Call): void {
  const code = parseNumber(call.value(0));
  if (code === undefined) {
    if (call.values.length === 1 && URL.test(call.value(0))) {
      compileArgument(call, 0);
      return;
    }
    call.refuse(`invalid return code "${call.value(0)}"`, 0);
    return;
  }
  if (code > 999) {
    call.refuse(`invalid return code "${call.value(0)}"`, 0);
    return;
  }
  if (call.values.length > 1) {
    compileArgument(call, 1);
  }
}

/** `ngx_http_rewrite_set`. */
export function set(call: Call): void {
  const name = variableArgument(call, 0);
  if (name === undefined || !defineVariable(call, name, 0)) {
    return;
  }
  useVariable(call, name, 0);
  compileArgument(call, 1);
}

/** `ngx_http_rewrite_if_condition`. */
export function ifCondition(call: Call): void {
  const values = [...call.values];
  const invalid = (index: number): void =>
    call.refuse(`invalid condition "${values[index] ?? ''}"`, Math.min(index, values.length - 1));
  let current = 0;
  let last = values.length - 1;
  if (!values[0]?.startsWith('(')) {
    invalid(0);
    return;
  }
  if (values[0] === '(') {
    current = 1;
  } else {
    values[0] = values[0].slice(1);
  }
  if (!values[last]?.endsWith(')')) {
    invalid(last);
    return;
  }
  if (values[last] === ')') {
    last--;
  } else {
    values[last] = (values[last] as string).slice(0, -1);
  }
  const first = values[current] ?? '';
  if (first.length > 1 && first[0] === '$') {
    if (current !== last && current + 2 !== last) {
      invalid(current);
      return;
    }
    useVariable(call, first.slice(1), current);
    if (current !== last) {
      comparison(call, values, current + 1, last);
    }
    return;
  }
  if (!/^!?-.$/s.test(first)) {
    invalid(current);
    return;
  }
  if (current + 1 !== last) {
    invalid(current);
    return;
  }
  if (compileValue(call, values[last] ?? '', last) && !/[fdex]$/.test(first)) {
    invalid(current);
  }
}

function comparison(call: Call, values: readonly string[], operator: number, operand: number): void {
  switch (values[operator]) {
    case '=':
    case '!=':
      compileValue(call, values[operand] ?? '', operand);
      break;
    case '~':
    case '~*':
    case '!~':
    case '!~*':
      compilePattern(call, values[operand] ?? '', operand);
      break;
    default: {
      const word = call.args[operator];
      const fixes =
        word !== undefined && values[operator] === '=='
          ? [{ kind: 'replace' as const, span: word.span, newText: '=', safe: true }]
          : [];
      call.refuse(`unexpected "${values[operator] ?? ''}" in condition`, operator, 'value', { fixes });
    }
  }
}
