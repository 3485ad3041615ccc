import { certain, type Known } from '../../base/known.ts';
import type { ClassStatement, FunctionStatement } from '../../syntax/python/tree.ts';
import type { Possible } from './possible.ts';
import type { Scope } from './scope.ts';

/** A value that a settings module holds, as far as the files tell it. */
export type PythonValue =
  | { readonly type: 'none' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | PathValue
  | SequenceValue
  | DictionaryValue
  | ProgramValue;

/**
 * A path that was built from the place of a file of the workspace (`workspace`: it stands for some other path on the
 * server), or a `pathlib.Path` of a literal (`server`). `text` says that it is a `str` and no `Path`.
 */
export interface PathValue {
  readonly type: 'path';
  readonly space: 'workspace' | 'server';
  readonly path: string;
  readonly text: boolean;
}

/** A list, tuple or set. Where it isn't `complete`, further items may stand between, before and after the ones told. */
export interface SequenceValue {
  readonly type: 'list' | 'tuple' | 'set';
  readonly items: readonly Known<PythonValue>[];
  readonly complete: boolean;
}

/** A dictionary. Where it isn't `complete`, it may have further keys. */
export interface DictionaryValue {
  readonly type: 'dictionary';
  readonly entries: readonly { readonly key: PythonValue; readonly value: Known<PythonValue> }[];
  readonly complete: boolean;
}

/** Values that only the program itself uses. */
export type ProgramValue =
  | SymbolValue
  | FunctionValue
  | ClassValue
  | ModuleValue
  | LibraryObject
  | BoundMethod
  | LateValue;

/** Something of a module that isn't in the workspace, by its dotted name, such as `os.environ.get`. */
export interface SymbolValue {
  readonly type: 'symbol';
  readonly name: string;
}

/** A function of the workspace. */
export interface FunctionValue {
  readonly type: 'function';
  readonly statement: FunctionStatement;
  readonly scope: Scope;
}

/** A class of the workspace, with what its body bound. */
export interface ClassValue {
  readonly type: 'class';
  readonly statement: ClassStatement;
  readonly scope: Scope;
  readonly bases: readonly Possible[];
}

/** A module of the workspace. */
export interface ModuleValue {
  readonly type: 'module';
  readonly scope: Scope;
}

/** An object of a library that reads the environment; `options` is the library's own. */
export interface LibraryObject {
  readonly type: 'object';
  readonly library: string;
  readonly options: ReadonlyMap<string, Possible>;
}

/** `object.name` on the way to being called. */
export interface BoundMethod {
  readonly type: 'method';
  readonly object: PythonValue;
  readonly name: string;
}

/** A value of django-configurations, which reads the environment once the class has given it a name. */
export interface LateValue {
  readonly type: 'late';
  read(name: string): Possible;
}

/** @returns what a dictionary has under a text; undefined where it is told of none. The last one counts, as in Python. */
export function dictionaryItem({ entries }: DictionaryValue, name: string): Known<PythonValue> | undefined {
  return entries.findLast(({ key }) => key.type === 'string' && key.value === name)?.value;
}

/** @returns what a value has under a text, where it is surely a dictionary that has it. */
export function knownItem(value: Known<PythonValue> | undefined, name: string): Known<PythonValue> | undefined {
  const told = value === undefined ? undefined : certain(value);
  return told?.type === 'dictionary' ? dictionaryItem(told, name) : undefined;
}

export const none: PythonValue = { type: 'none' };

/** @returns a Python `bool`. */
export function boolean(value: boolean): PythonValue {
  return { type: 'boolean', value };
}

/** @returns a Python `str`. */
export function string(value: string): PythonValue {
  return { type: 'string', value };
}

/** @returns a Python number. */
export function number(value: number): PythonValue {
  return { type: 'number', value };
}

/** @returns what Python's `bool(value)` says, undefined where that isn't told. */
export function truthOf(value: PythonValue): boolean | undefined {
  switch (value.type) {
    case 'none':
      return false;
    case 'boolean':
      return value.value;
    case 'number':
      return value.value !== 0;
    case 'string':
      return value.value !== '';
    case 'path':
    case 'function':
    case 'class':
    case 'module':
    case 'method':
      return true;
    case 'list':
    case 'tuple':
    case 'set':
      return value.items.length > 0 ? true : value.complete ? false : undefined;
    case 'dictionary':
      return value.entries.length > 0 && value.complete ? true : value.complete ? false : undefined;
    default:
      return undefined;
  }
}

/** @returns what Python's `str(value)` says, undefined where that isn't told or is a path of the workspace. */
export function textOf(value: PythonValue): string | undefined {
  switch (value.type) {
    case 'none':
      return 'None';
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'number':
      return Number.isInteger(value.value) ? String(value.value) : undefined;
    case 'string':
      return value.value;
    case 'path':
      return value.space === 'server' ? value.path : undefined;
    default:
      return undefined;
  }
}

/** @returns the value as a person would write it in Python, shortened where it is long. */
export function describe(value: PythonValue): string {
  switch (value.type) {
    case 'string':
      return `'${value.value}'`;
    case 'path':
      return `'${value.path}'`;
    case 'number':
      return String(value.value);
    case 'list':
    case 'tuple':
    case 'set': {
      const [open, close] = value.type === 'list' ? '[]' : value.type === 'tuple' ? '()' : '{}';
      const items = value.items.slice(0, 4).map((item) => (item.kind === 'known' ? describe(item.value) : '…'));
      const more = value.items.length > 4 || !value.complete ? ['…'] : [];
      const comma = value.type === 'tuple' && value.items.length === 1 && value.complete ? ',' : '';
      return `${open}${[...items, ...more].join(', ')}${comma}${close}`;
    }
    case 'dictionary':
      return '{…}';
    default:
      return textOf(value) ?? '…';
  }
}

/** @returns whether the two are equal as Python's `==` says; undefined where that isn't told. */
export function equalValues(one: PythonValue, other: PythonValue): boolean | undefined {
  if (one === other) {
    return true;
  }
  const left = comparable(one);
  const right = comparable(other);
  if (left !== undefined && right !== undefined) {
    return left === right;
  }
  if (one.type === 'path' && other.type === 'path') {
    return one.space === other.space && one.text === other.text ? one.path === other.path : undefined;
  }
  if (isSequence(one) && isSequence(other)) {
    return equalSequences(one, other);
  }
  if (one.type === 'dictionary' && other.type === 'dictionary') {
    return equalDictionaries(one, other);
  }
  if (isProgram(one) || isProgram(other) || one.type === 'path' || other.type === 'path') {
    return one.type === 'symbol' && other.type === 'symbol' && one.name === other.name ? true : undefined;
  }
  return false;
}

/** @returns whether the value is a list, tuple or set. */
export function isSequence(value: PythonValue): value is SequenceValue {
  return value.type === 'list' || value.type === 'tuple' || value.type === 'set';
}

function isProgram(value: PythonValue): boolean {
  return ['symbol', 'function', 'class', 'module', 'object', 'method', 'late'].includes(value.type);
}

function comparable(value: PythonValue): string | undefined {
  switch (value.type) {
    case 'none':
      return 'none';
    case 'boolean':
      return `number ${value.value ? 1 : 0}`;
    case 'number':
      return `number ${value.value}`;
    case 'string':
      return `string ${value.value}`;
    default:
      return undefined;
  }
}

function equalSequences(one: SequenceValue, other: SequenceValue): boolean | undefined {
  if (one.type !== other.type) {
    return false;
  }
  if (!one.complete || !other.complete || one.type === 'set') {
    return undefined;
  }
  if (one.items.length !== other.items.length) {
    return false;
  }
  return all(one.items.map((item, index) => equalItems(item, other.items[index] as Known<PythonValue>)));
}

function equalDictionaries(one: DictionaryValue, other: DictionaryValue): boolean | undefined {
  if (!one.complete || !other.complete) {
    return undefined;
  }
  if (one.entries.length !== other.entries.length) {
    return false;
  }
  return all(
    one.entries.map(({ key, value }) => {
      const match = other.entries.find((entry) => equalValues(entry.key, key) === true);
      return match === undefined ? undefined : equalItems(value, match.value);
    }),
  );
}

function equalItems(one: Known<PythonValue>, other: Known<PythonValue>): boolean | undefined {
  return one.kind === 'known' && other.kind === 'known' ? equalValues(one.value, other.value) : undefined;
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}
