import type { Statement } from '../configuration.ts';
import type { RequestState } from './state.ts';
import { holdsUnknown } from './unknown-value.ts';
import { runRegex, sameValue } from './values.ts';

/** The test of an `if`, read as `ngx_http_rewrite_if_condition` reads it. */
export type Condition =
  | { readonly kind: 'set'; readonly variable: string }
  | { readonly kind: 'equal'; readonly variable: string; readonly value: string; readonly negative: boolean }
  | {
      readonly kind: 'regex';
      readonly variable: string;
      readonly pattern: string;
      readonly caseless: boolean;
      readonly negative: boolean;
    }
  | { readonly kind: 'file'; readonly test: 'f' | 'd' | 'e' | 'x'; readonly path: string; readonly negative: boolean };

/**
 * @returns the test of an `if` statement; undefined where Nginx refuses it.
 * Source: `ngx_http_rewrite_if_condition` (src/http/modules/ngx_http_rewrite_module.c).
 */
export function readCondition(statement: Statement): Condition | undefined {
  const words = statement.directive.args.map((word) => word.value);
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined || !first.startsWith('(') || !last.endsWith(')')) {
    return undefined;
  }
  if (first === '(') {
    words.shift();
  } else {
    words[0] = first.slice(1);
  }
  const closing = words.at(-1) ?? '';
  if (closing === ')') {
    words.pop();
  } else {
    words[words.length - 1] = closing.slice(0, -1);
  }
  const [left = '', operator, right] = words;
  if (left.startsWith('$') && left.length > 1) {
    const variable = left.slice(1).toLowerCase();
    if (operator === undefined) {
      return { kind: 'set', variable };
    }
    if (right === undefined) {
      return undefined;
    }
    if (operator === '=' || operator === '!=') {
      return { kind: 'equal', variable, value: right, negative: operator === '!=' };
    }
    const regex = /^(!?)~(\*?)$/.exec(operator);
    return regex === null
      ? undefined
      : { kind: 'regex', variable, pattern: right, caseless: regex[2] === '*', negative: regex[1] === '!' };
  }
  const file = /^(!?)-([fdex])$/.exec(left);
  return file === null || operator === undefined
    ? undefined
    : { kind: 'file', test: file[2] as 'f', path: operator, negative: file[1] === '!' };
}

const known = new WeakMap<Statement, Condition>();

/** @returns the test of an `if`, read once. */
export function conditionOf(statement: Statement): Condition | undefined {
  const before = known.get(statement);
  if (before !== undefined) {
    return before;
  }
  const condition = readCondition(statement);
  if (condition !== undefined) {
    known.set(statement, condition);
  }
  return condition;
}

/**
 * @returns whether `value` counts as true in an `if` and in flags: not empty and not `0`.
 * Source: `ngx_http_script_if_code` (src/http/ngx_http_script.c).
 */
export function isTruthy(state: RequestState, value: string, shown: string): boolean {
  if (holdsUnknown(value)) {
    return /^\ue000[^\ue001]*\ue001$/.test(value) ? state.ask(`${shown} is set and not 0`) : true;
  }
  return value !== '' && value !== '0';
}

/** @returns whether a variable's value passes a test that asks no file. */
export function testVariable(
  state: RequestState,
  condition: Exclude<Condition, { kind: 'file' }>,
  value: string,
  wanted: string,
): boolean {
  switch (condition.kind) {
    case 'set':
      return isTruthy(state, value, `$${condition.variable}`);
    case 'equal':
      return sameValue(state, value, wanted) !== condition.negative;
    case 'regex': {
      const matches = runRegex(state, condition.pattern, condition.caseless, value);
      if (!matches) {
        state.captures = undefined;
      }
      return matches !== condition.negative;
    }
  }
}
