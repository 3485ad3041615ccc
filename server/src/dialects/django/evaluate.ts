import { type Assumption, known, type Origin, unknown } from '../../base/known.ts';
import type { Expression, FormattedString } from '../../syntax/python/tree.ts';
import { attribute } from './attributes.ts';
import { builtins, loopItems, toText } from './builtins.ts';
import { evaluateCall } from './calls.ts';
import { readVariable } from './environment.ts';
import { parentAt } from './libraries/django-environ.ts';
import type { Machine } from './machine.ts';
import { binary, compare, plain, sequence, settledTruth, slice, subscript, unary, withEntry } from './operators.ts';
import { assumesOf, decidedAt, join, lift, originsOf, type Possible, resting, settle } from './possible.ts';
import { Scope } from './scope.ts';
import { boolean, type DictionaryValue, none, number, type PythonValue, string, truthOf } from './value.ts';

/** Python's own names that stand for something even though nothing binds them. */
const builtinNames = new Set([
  ...Object.keys(builtins.functions).filter((name) => !name.includes('.')),
  'locals',
  'globals',
  'vars',
  'exec',
  'setattr',
  'open',
  'filter',
  'map',
  'zip',
  'enumerate',
  'range',
  'min',
  'max',
  'isinstance',
  'hasattr',
  'type',
]);

/** @returns what `expression` stands for in `scope`. */
export function evaluateExpression(machine: Machine, expression: Expression, scope: Scope): Possible {
  const at: Origin = { path: scope.path, span: expression.span };
  const evaluate = (inner: Expression): Possible => machine.evaluate(inner, scope);
  switch (expression.kind) {
    case 'name':
      return lookUp(expression.name, scope);
    case 'string':
      return expression.bytes ? unknown('bytes are not evaluated', [at]) : plain(string(expression.value));
    case 'formatted':
      return formatted(expression, evaluate);
    case 'number':
      return plain(number(expression.value));
    case 'constant':
      return expression.value === null
        ? plain(none)
        : expression.value === '...'
          ? unknown('an ellipsis is not evaluated')
          : plain(boolean(expression.value));
    case 'list':
    case 'tuple':
    case 'set': {
      const parts = expression.items.map((item) =>
        item.kind === 'starred'
          ? { value: evaluate(item.value), starred: true }
          : { value: decidedAt(evaluate(item), { path: scope.path, span: item.span }), starred: false },
      );
      return plain(sequence(expression.kind, parts));
    }
    case 'dictionary': {
      let dictionary: DictionaryValue = { type: 'dictionary', entries: [], complete: true };
      for (const entry of expression.entries) {
        const value = settle(evaluate(entry.value));
        const key = entry.key === undefined ? undefined : settle(evaluate(entry.key));
        if (key?.kind === 'known') {
          dictionary = withEntry(dictionary, key.value, value);
        } else if (key === undefined && value.kind === 'known' && value.value.type === 'dictionary') {
          for (const inner of value.value.entries) {
            dictionary = withEntry(dictionary, inner.key, inner.value);
          }
          dictionary = { ...dictionary, complete: dictionary.complete && value.value.complete };
        } else {
          dictionary = { ...dictionary, complete: false };
        }
      }
      return plain(dictionary);
    }
    case 'call':
      return evaluateCall(machine, expression, scope);
    case 'attribute':
      return lift([evaluate(expression.object)], (object) => attribute(object, expression.name));
    case 'subscript':
      return evaluateSubscript(machine, expression, scope, at);
    case 'unary':
      return lift([evaluate(expression.operand)], (value) => unary(expression.operator, value));
    case 'binary':
      return lift([evaluate(expression.left), evaluate(expression.right)], (left, right) =>
        expression.operator === '-' && left.type === 'path'
          ? parentAt(left, right)
          : binary(expression.operator, left, right),
      );
    case 'compare':
      return evaluateCompare(machine, expression, scope);
    case 'boolean': {
      const left = evaluate(expression.left);
      if (left.kind === 'unknown') {
        const right = evaluate(expression.right);
        const truth = settledTruth(right);
        // `unknown and False` is falsy, `unknown or True` truthy, whichever side decides.
        if (truth === (expression.operator === 'or')) {
          return resting(plain(boolean(truth)), assumesOf(right), [...originsOf(left), ...originsOf(right)]);
        }
        return left;
      }
      return lift([left], (value) => {
        const truth = truthOf(value);
        if (truth === undefined) {
          return unknown('this condition is not told', [at]);
        }
        return truth === (expression.operator === 'or') ? plain(value) : evaluate(expression.right);
      });
    }
    case 'conditional': {
      const test = evaluate(expression.test);
      const truth = settledTruth(test);
      if (truth === undefined) {
        return join(evaluate(expression.consequence), evaluate(expression.otherwise));
      }
      return resting(evaluate(truth ? expression.consequence : expression.otherwise), assumesOf(test), originsOf(test));
    }
    case 'walrus': {
      const value = evaluate(expression.value);
      if (expression.target.kind === 'name') {
        scope.set(expression.target.name, value);
      }
      return value;
    }
    case 'comprehension':
      return comprehension(machine, expression, scope);
    case 'lambda':
      return plain({
        type: 'function',
        scope,
        statement: {
          kind: 'function',
          span: expression.span,
          name: '<lambda>',
          decorated: false,
          asynchronous: false,
          parameters: expression.parameters,
          body: [{ kind: 'return', span: expression.body.span, value: expression.body }],
        },
      });
    default:
      return unknown('this expression is not evaluated', [at]);
  }
}

function lookUp(name: string, scope: Scope): Possible {
  if (name === '__file__') {
    return plain({ type: 'path', space: 'workspace', path: scope.path, text: true });
  }
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.has(name)) {
      return at.get(name);
    }
  }
  if (builtinNames.has(name)) {
    return plain({ type: 'symbol', name });
  }
  const value = scope.get(name);
  return value.kind === 'absent' ? unknown(`the name ${name} is not bound`) : value;
}

function formatted(expression: FormattedString, evaluate: (inner: Expression) => Possible): Possible {
  const parts = expression.parts.map((part): Possible => {
    if (typeof part === 'string') {
      return plain(string(part));
    }
    return part.plain ? lift([evaluate(part.value)], toText) : unknown('a formatted value is not evaluated');
  });
  return lift(parts, (...values) => {
    let path: PythonValue = string('');
    for (const [index, value] of values.entries()) {
      if (index === 0) {
        path = value;
        continue;
      }
      const joined = binary('+', path, value);
      if (joined.kind !== 'known') {
        return unknown('this text is not evaluated');
      }
      path = joined.value;
    }
    return plain(path);
  });
}

function evaluateSubscript(
  machine: Machine,
  expression: Extract<Expression, { kind: 'subscript' }>,
  scope: Scope,
  at: Origin,
): Possible {
  const object = machine.evaluate(expression.object, scope);
  const { index } = expression;
  if (index.kind === 'slice') {
    const bounds = [index.start, index.stop].map((bound) =>
      bound === undefined ? plain(none) : machine.evaluate(bound, scope),
    );
    return index.step !== undefined
      ? unknown('a slice with steps is not evaluated', [at])
      : lift([object, ...bounds], (value, start, stop) => {
          const whole = (bound: PythonValue | undefined): number | undefined =>
            bound?.type === 'number' ? bound.value : undefined;
          return slice(value, whole(start), whole(stop));
        });
  }
  const key = machine.evaluate(index, scope);
  return lift([object], (value) => {
    if (value.type === 'symbol' && value.name === 'os.environ') {
      return readVariable(machine.environment, key, at, plain, undefined);
    }
    if (value.type === 'object' && value.library === 'environ.Env') {
      return unknown('this is not evaluated', [at]);
    }
    return lift([key], (inner) => subscript(value, inner));
  });
}

function evaluateCompare(
  machine: Machine,
  expression: Extract<Expression, { kind: 'compare' }>,
  scope: Scope,
): Possible {
  const operands = [expression.left, ...expression.comparisons.map(({ right }) => right)].map((operand) =>
    machine.evaluate(operand, scope),
  );
  let result: Possible = plain(boolean(true));
  for (const [index, { operator }] of expression.comparisons.entries()) {
    const step = lift([operands[index] as Possible, operands[index + 1] as Possible], (left, right) => {
      if (right.type === 'symbol' && right.name === 'os.environ' && left.type === 'string') {
        const at: Origin = { path: scope.path, span: expression.span };
        const set = (isSet: boolean): Possible => plain(boolean(isSet === (operator === 'in')));
        return readVariable(machine.environment, known(left, []), at, () => set(true), set(false));
      }
      return compare(operator, left, right);
    });
    result = lift([result, step], (before, now) => plain(boolean(truthOf(before) === true && truthOf(now) === true)));
  }
  return result;
}

function comprehension(
  machine: Machine,
  expression: Extract<Expression, { kind: 'comprehension' }>,
  scope: Scope,
): Possible {
  const iterable = machine.evaluate(expression.iterable, scope);
  return lift([iterable], (value) => {
    const items = loopItems(plain(value));
    if (items === undefined) {
      return unknown('what the comprehension runs over is not told');
    }
    const parts: { value: Possible; starred: boolean }[] = [];
    const assumes: Assumption[] = [];
    let dictionary: DictionaryValue = { type: 'dictionary', entries: [], complete: true };
    for (const item of items) {
      const inner = new Scope(scope.path, scope);
      if (!bindLoopTarget(expression.target, item, inner)) {
        return unknown('this comprehension is not evaluated');
      }
      const conditions = expression.conditions.map((condition) => machine.evaluate(condition, inner));
      const tests = conditions.map(settledTruth);
      assumes.push(...conditions.flatMap(assumesOf));
      if (tests.includes(false)) {
        continue;
      }
      if (tests.includes(undefined)) {
        return unknown('this comprehension is not evaluated');
      }
      const result = machine.evaluate(expression.value, inner);
      const key = expression.key === undefined ? undefined : settle(machine.evaluate(expression.key, inner));
      parts.push({ value: result, starred: false });
      if (key?.kind === 'known') {
        dictionary = withEntry(dictionary, key.value, settle(result));
      } else {
        dictionary = { ...dictionary, complete: false };
      }
    }
    const made =
      expression.of === 'dictionary' ? dictionary : sequence(expression.of === 'set' ? 'set' : 'list', parts);
    return resting(plain(made), assumes);
  });
}

/** Binds a loop's target to one item; @returns false where the target isn't one or more plain names. */
export function bindLoopTarget(target: Expression, item: Possible, scope: Scope): boolean {
  if (target.kind === 'name') {
    scope.set(target.name, item);
    return true;
  }
  if (target.kind !== 'tuple') {
    return false;
  }
  return target.items.every((part, index) =>
    bindLoopTarget(
      part,
      lift([item], (value) => subscript(value, number(index))),
      scope,
    ),
  );
}
