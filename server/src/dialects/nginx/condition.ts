/** The test of an `if`; words count from 0. */
export type Condition =
  | ({ readonly kind: 'set' } & OfVariable)
  | ({ readonly kind: 'equal'; readonly value: string; readonly negative: boolean } & OfVariable & Compared)
  | ({
      readonly kind: 'regex';
      readonly pattern: string;
      readonly caseless: boolean;
      readonly negative: boolean;
    } & OfVariable &
      Compared)
  | ({
      readonly kind: 'file';
      readonly test: 'f' | 'd' | 'e' | 'x';
      readonly path: string;
      readonly negative: boolean;
    } & Compared);

interface OfVariable {
  /** In lower case, without `$`. */
  readonly variable: string;
  /** The word that names it. */
  readonly variableAt: number;
}

interface Compared {
  /** The word of the value, the pattern or the path. */
  readonly operandAt: number;
}

/** A test that Nginx refuses, and how far it came with it. */
export interface RefusedCondition extends Partial<OfVariable> {
  readonly kind: 'refused';
  readonly message: string;
  readonly at: number;
  /** The path of a test of a file, which Nginx compiles before it looks which test it is. */
  readonly operand?: string;
  readonly operandAt?: number;
}

/** @returns what stands in front of the block of an `if`, as `ngx_http_rewrite_if_condition` reads it (src/http/modules/ngx_http_rewrite_module.c). */
export function readCondition(words: readonly string[]): Condition | RefusedCondition {
  const values = [...words];
  let first = 0;
  let last = values.length - 1;
  const invalid = (at: number): RefusedCondition => ({
    kind: 'refused',
    message: `invalid condition "${values[at] ?? ''}"`,
    at: Math.min(at, values.length - 1),
  });
  if (!values[0]?.startsWith('(')) {
    return invalid(0);
  }
  if (values[0] === '(') {
    first = 1;
  } else {
    values[0] = values[0].slice(1);
  }
  if (!values[last]?.endsWith(')')) {
    return invalid(last);
  }
  if (values[last] === ')') {
    last--;
  } else {
    values[last] = (values[last] as string).slice(0, -1);
  }
  const left = values[first] ?? '';
  if (left.length > 1 && left.startsWith('$')) {
    const named = { variable: left.slice(1).toLowerCase(), variableAt: first };
    if (first === last) {
      return { kind: 'set', ...named };
    }
    return first + 2 === last ? comparison(values, first + 1, named) : invalid(first);
  }
  const operand = values[last] ?? '';
  if (!/^!?-.$/s.test(left) || first + 1 !== last) {
    return invalid(first);
  }
  const test = left.slice(-1);
  return isFileTest(test)
    ? { kind: 'file', test, path: operand, negative: left.startsWith('!'), operandAt: last }
    : { ...invalid(first), operand, operandAt: last };
}

function comparison(values: readonly string[], at: number, named: OfVariable): Condition | RefusedCondition {
  const operator = values[at] ?? '';
  const operand = values[at + 1] ?? '';
  const compared = { ...named, operandAt: at + 1, negative: operator.startsWith('!') };
  if (operator === '=' || operator === '!=') {
    return { kind: 'equal', value: operand, ...compared };
  }
  return /^!?~\*?$/.test(operator)
    ? { kind: 'regex', pattern: operand, caseless: operator.endsWith('*'), ...compared }
    : { kind: 'refused', message: `unexpected "${operator}" in condition`, at, ...named };
}

function isFileTest(letter: string): letter is 'f' | 'd' | 'e' | 'x' {
  return 'fdex'.includes(letter);
}
