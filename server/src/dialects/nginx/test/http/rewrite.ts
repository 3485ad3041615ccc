import { type RefusedCondition, readCondition } from '../../condition.ts';
import { parseNumber } from '../../number.ts';
import type { Call } from '../call.ts';
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
  const condition = readCondition(call.values);
  if ('variable' in condition && condition.variable !== undefined) {
    useVariable(call, condition.variable, condition.variableAt ?? 0);
  }
  switch (condition.kind) {
    case 'set':
      return;
    case 'equal':
      compileValue(call, condition.value, condition.operandAt);
      return;
    case 'regex':
      compilePattern(call, condition.pattern, condition.operandAt);
      return;
    case 'file':
      compileValue(call, condition.path, condition.operandAt);
      return;
    case 'refused':
      if (compileValue(call, condition.operand ?? '', condition.operandAt ?? 0)) {
        refuseCondition(call, condition);
      }
  }
}

function refuseCondition(call: Call, { message, at }: RefusedCondition): void {
  const word = call.args[at];
  const fixes =
    word !== undefined && call.value(at) === '=='
      ? [{ kind: 'replace' as const, span: word.span, newText: '=', safe: true }]
      : [];
  call.refuse(message, at, 'value', { fixes });
}
