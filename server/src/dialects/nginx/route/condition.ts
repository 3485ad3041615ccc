import { type Condition, type RefusedCondition, readCondition } from '../condition.ts';
import type { Statement } from '../configuration.ts';
import type { RequestState } from './state.ts';
import { holdsUnknown } from './unknown-value.ts';
import { runRegex, sameValue } from './values.ts';

const known = new WeakMap<Statement, Condition | RefusedCondition>();

/** @returns the test of an `if`, read once; undefined where Nginx refuses it. */
export function conditionOf(statement: Statement): Condition | undefined {
  let condition = known.get(statement);
  if (condition === undefined) {
    condition = readCondition(statement.directive.args.map((word) => word.value));
    known.set(statement, condition);
  }
  return condition.kind === 'refused' ? undefined : condition;
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
