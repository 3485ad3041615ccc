import { type Known, known, unknown } from '../../base/known.ts';
import { joinPath } from '../../base/path.ts';
import { optionsOf, type Possible, settle } from './possible.ts';
import {
  boolean,
  type DictionaryValue,
  equalValues,
  isSequence,
  number,
  type PythonValue,
  type SequenceValue,
  string,
  textOf,
  truthOf,
} from './value.ts';

const cannot = (what: string): Possible => unknown(`${what} is not evaluated`);

/** @returns a known value without a place of its own. */
export function plain(value: PythonValue): Possible {
  return known(value, []);
}

/** @returns the truth where every way agrees on it. */
export function settledTruth(value: Possible): boolean | undefined {
  const options = optionsOf(value).map((option) => (option.kind === 'known' ? truthOf(option.value) : undefined));
  const [first] = options;
  return options.every((truth) => truth === first) ? first : undefined;
}

/** @returns `left operator right` for the operators of arithmetic. */
export function binary(operator: string, left: PythonValue, right: PythonValue): Possible {
  if (operator === '+') {
    return add(left, right);
  }
  if (operator === '/' && (left.type === 'path' || right.type === 'path')) {
    return joinPaths([left, right], false);
  }
  if (operator === '%' && left.type === 'string') {
    return formatPercent(left.value, right);
  }
  if (operator === '|' && left.type === 'dictionary' && right.type === 'dictionary') {
    return plain(mergeDictionaries(left, right));
  }
  const one = numberOf(left);
  const other = numberOf(right);
  if (one !== undefined && other !== undefined) {
    const result = calculate(operator, one, other);
    if (result !== undefined && Number.isFinite(result)) {
      return plain(number(result));
    }
  }
  return cannot(`this use of ${operator}`);
}

function numberOf(value: PythonValue): number | undefined {
  return value.type === 'number' ? value.value : value.type === 'boolean' ? Number(value.value) : undefined;
}

function calculate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return Math.floor(left / right);
    case '%':
      return left - right * Math.floor(left / right);
    case '**':
      return left ** right;
    default:
      return undefined;
  }
}

function add(left: PythonValue, right: PythonValue): Possible {
  if (isSequence(left) && isSequence(right) && left.type === right.type && left.type !== 'set') {
    return plain({
      type: left.type,
      items: [...left.items, ...right.items],
      complete: left.complete && right.complete,
    });
  }
  if (left.type === 'string' && right.type === 'string') {
    return plain(string(left.value + right.value));
  }
  if (left.type === 'path' && left.text && right.type === 'string') {
    return plain({ ...left, path: left.path + right.value });
  }
  const one = numberOf(left);
  const other = numberOf(right);
  return one !== undefined && other !== undefined ? plain(number(one + other)) : cannot('this use of +');
}

/** @returns the parts joined as `os.path.join` (a text) or `Path / part` (a path) joins them. */
export function joinPaths(parts: readonly PythonValue[], text: boolean): Possible {
  let space: 'workspace' | 'server' = 'server';
  let path: string | undefined;
  for (const part of parts) {
    const name = part.type === 'path' ? part.path : part.type === 'string' ? part.value : undefined;
    if (name === undefined) {
      return cannot('this path');
    }
    if (path === undefined || name.startsWith('/')) {
      space = part.type === 'path' ? part.space : 'server';
      path = name;
    } else {
      path = path === '' ? name : `${path.replace(/\/$/, '')}/${name}`;
    }
  }
  if (path === undefined) {
    return cannot('this path');
  }
  if (text && space === 'server') {
    return plain(string(path));
  }
  return plain({ type: 'path', space, path: text ? path : tidy(path), text });
}

/** `pathlib` drops doubled slashes, single dots and the slash at the end, but keeps `..`. */
function tidy(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return `${path.startsWith('/') ? '/' : ''}${names.join('/')}` || '.';
}

/** @returns the path with `..` folded. */
export function folded(path: string): string {
  return joinPath(path);
}

function formatPercent(format: string, right: PythonValue): Possible {
  const values = right.type === 'tuple' ? right.items : [plain(right) as Known<PythonValue>];
  let next = 0;
  let failed = format.replaceAll('%%', '').replaceAll('%s', '').includes('%');
  const text = format.replace(/%[s%]/g, (place) => {
    if (place === '%%') {
      return '%';
    }
    const value = values[next++];
    const shown = value?.kind === 'known' ? textOf(value.value) : undefined;
    failed ||= shown === undefined;
    return shown ?? '';
  });
  return failed || next !== values.length ? cannot('this formatting') : plain(string(text));
}

/** @returns the entries of both, those of `right` where both have a key. */
export function mergeDictionaries(left: DictionaryValue, right: DictionaryValue): DictionaryValue {
  let result = left;
  for (const entry of right.entries) {
    result = withEntry(result, entry.key, entry.value);
  }
  if (!right.complete) {
    const kept = result.entries.filter((entry) =>
      right.entries.some((other) => equalValues(other.key, entry.key) === true),
    );
    return { type: 'dictionary', entries: kept, complete: false };
  }
  return { ...result, complete: left.complete };
}

/** @returns the dictionary with `key` set. */
export function withEntry(dictionary: DictionaryValue, key: PythonValue, value: Known<PythonValue>): DictionaryValue {
  const at = dictionary.entries.findIndex((entry) => equalValues(entry.key, key) === true);
  const entries = [...dictionary.entries];
  if (at < 0) {
    entries.push({ key, value });
  } else {
    entries[at] = { key, value };
  }
  return { ...dictionary, entries };
}

/** @returns `not x`, `-x`, `+x`. */
export function unary(operator: string, value: PythonValue): Possible {
  if (operator === 'not') {
    const truth = truthOf(value);
    return truth === undefined ? cannot('this condition') : plain(boolean(!truth));
  }
  const amount = numberOf(value);
  if (amount !== undefined && (operator === '-' || operator === '+')) {
    return plain(number(operator === '-' ? -amount : amount));
  }
  return cannot(`this use of ${operator}`);
}

/** @returns `left operator right` for comparisons. */
export function compare(operator: string, left: PythonValue, right: PythonValue): Possible {
  const answer = (truth: boolean | undefined): Possible =>
    truth === undefined ? cannot('this comparison') : plain(boolean(truth));
  const inverse = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth);
  switch (operator) {
    case '==':
      return answer(equalValues(left, right));
    case '!=':
    case '<>':
      return answer(inverse(equalValues(left, right)));
    case 'is':
      return answer(identical(left, right));
    case 'is not':
      return answer(inverse(identical(left, right)));
    case 'in':
      return answer(contains(right, left));
    case 'not in':
      return answer(inverse(contains(right, left)));
    default: {
      const [one, other] =
        left.type === 'string' && right.type === 'string'
          ? [left.value, right.value]
          : [numberOf(left), numberOf(right)];
      if (one === undefined || other === undefined) {
        return answer(undefined);
      }
      return answer(
        operator === '<'
          ? one < other
          : operator === '<='
            ? one <= other
            : operator === '>'
              ? one > other
              : one >= other,
      );
    }
  }
}

function identical(left: PythonValue, right: PythonValue): boolean | undefined {
  const single = (value: PythonValue): boolean => value.type === 'none' || value.type === 'boolean';
  if (single(left) || single(right)) {
    const loose =
      ['symbol', 'object', 'method'].includes(left.type) || ['symbol', 'object', 'method'].includes(right.type);
    return loose ? undefined : left.type === right.type && equalValues(left, right) === true;
  }
  return left === right ? true : undefined;
}

/** @returns whether `item in container`; undefined where that isn't told. */
export function contains(container: PythonValue, item: PythonValue): boolean | undefined {
  if (container.type === 'string' && item.type === 'string') {
    return container.value.includes(item.value);
  }
  if (container.type === 'dictionary') {
    const found = container.entries.some((entry) => equalValues(entry.key, item) === true);
    return found ? true : container.complete ? false : undefined;
  }
  if (!isSequence(container)) {
    return undefined;
  }
  const answers = container.items.map((entry) => (entry.kind === 'known' ? equalValues(entry.value, item) : undefined));
  return answers.includes(true) ? true : container.complete && !answers.includes(undefined) ? false : undefined;
}

/** @returns `object[index]`. */
export function subscript(object: PythonValue, index: PythonValue): Possible {
  if (object.type === 'dictionary') {
    const found = object.entries.find((entry) => equalValues(entry.key, index) === true);
    return found === undefined || !object.complete ? (found?.value ?? cannot('this key')) : found.value;
  }
  const at = numberOf(index);
  if (at !== undefined && isSequence(object) && object.complete && object.type !== 'set') {
    return object.items[at < 0 ? object.items.length + at : at] ?? cannot('this index');
  }
  if (at !== undefined && object.type === 'string') {
    const letter = object.value[at < 0 ? object.value.length + at : at];
    return letter === undefined ? cannot('this index') : plain(string(letter));
  }
  return cannot('this index');
}

/** @returns `object[start:stop]`; the bounds are whole numbers or undefined. */
export function slice(object: PythonValue, start: number | undefined, stop: number | undefined): Possible {
  if (object.type === 'string') {
    return plain(string(object.value.slice(start, stop)));
  }
  if (isSequence(object) && object.complete && object.type !== 'set') {
    return plain({ ...object, items: object.items.slice(start, stop) });
  }
  return cannot('this slice');
}

/** @returns a sequence of settled items; a starred one is put in item by item. */
export function sequence(
  type: SequenceValue['type'],
  parts: readonly { readonly value: Possible; readonly starred: boolean }[],
): SequenceValue {
  const items: Known<PythonValue>[] = [];
  let complete = true;
  for (const part of parts) {
    const value = settle(part.value);
    if (!part.starred) {
      items.push(value);
    } else if (value.kind === 'known' && isSequence(value.value)) {
      items.push(
        ...value.value.items.map((item) =>
          item.kind === 'known' ? { ...item, assumes: [...item.assumes, ...value.assumes] } : item,
        ),
      );
      complete &&= value.value.complete;
    } else {
      complete = false;
    }
  }
  return { type, items, complete };
}
