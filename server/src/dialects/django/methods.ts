import { type Known, unknown } from '../../base/known.ts';
import { directoryName } from '../../base/path.ts';
import { isThere } from './builtins.ts';
import type { Call } from './machine.ts';
import { argument } from './machine.ts';
import { contains, folded, joinPaths, mergeDictionaries, plain, sequence, withEntry } from './operators.ts';
import { lift, optionsOf, type Possible, settle } from './possible.ts';
import {
  boolean,
  type DictionaryValue,
  equalValues,
  isSequence,
  none,
  number,
  type PathValue,
  type PythonValue,
  type SequenceValue,
  string,
  textOf,
} from './value.ts';

/** @returns what `object.name(...)` gives, for objects that it leaves as they are; undefined for methods not known here. */
export function callMethod(object: PythonValue, name: string, call: Call): Possible | undefined {
  switch (object.type) {
    case 'string':
      return callStringMethod(object.value, name, call);
    case 'path':
      return object.text ? undefined : callPathMethod(object, name, call);
    case 'dictionary':
      return callDictionaryMethod(object, name, call);
    case 'list':
    case 'tuple':
    case 'set':
      return callSequenceMethod(object, name, call);
    default:
      return undefined;
  }
}

/** @returns the text without the `characters` at its ends (blanks where undefined), as `str.strip` and its kin. */
function strip(value: string, characters: string | undefined, ends: 'both' | 'left' | 'right'): string {
  const drop = (c: string | undefined): boolean =>
    c !== undefined && (characters === undefined ? /\s/.test(c) : characters.includes(c));
  let start = 0;
  let end = value.length;
  while (ends !== 'right' && start < end && drop(value[start])) {
    start++;
  }
  while (ends !== 'left' && end > start && drop(value[end - 1])) {
    end--;
  }
  return value.slice(start, end);
}

/** @returns the pieces of `text.split(separator, most)`. */
export function splitText(value: string, separator: string | undefined, most: number): string[] {
  if (separator === undefined) {
    const words = value.trim().split(/\s+/);
    return words.length === 1 && words[0] === '' ? [] : words;
  }
  const pieces = value.split(separator);
  return most >= 0 && pieces.length > most + 1
    ? [...pieces.slice(0, most), pieces.slice(most).join(separator)]
    : pieces;
}

function texts(values: readonly string[]): SequenceValue {
  return { type: 'list', items: values.map((value) => plain(string(value)) as Known<PythonValue>), complete: true };
}

function callStringMethod(value: string, name: string, call: Call): Possible | undefined {
  const over = (apply: (...texts: (string | undefined)[]) => PythonValue | undefined): Possible =>
    lift(call.positional, (...given) => {
      const result = given.every((item) => item.type === 'string' || item.type === 'none' || item.type === 'number')
        ? apply(...given.map((item) => (item.type === 'none' ? undefined : textOf(item))))
        : undefined;
      return result === undefined ? unknown(`this use of .${name}() is not evaluated`) : plain(result);
    });
  switch (name) {
    case 'lower':
    case 'casefold':
      return plain(string(value.toLowerCase()));
    case 'upper':
      return plain(string(value.toUpperCase()));
    case 'title':
      return plain(string(value.toLowerCase().replace(/\p{L}+/gu, (word) => word[0]?.toUpperCase() + word.slice(1))));
    case 'capitalize':
      return plain(string(value.slice(0, 1).toUpperCase() + value.slice(1).toLowerCase()));
    case 'strip':
      return over((characters) => string(strip(value, characters, 'both')));
    case 'lstrip':
      return over((characters) => string(strip(value, characters, 'left')));
    case 'rstrip':
      return over((characters) => string(strip(value, characters, 'right')));
    case 'removeprefix':
      return over((prefix = '') => string(value.startsWith(prefix) ? value.slice(prefix.length) : value));
    case 'removesuffix':
      return over((suffix = '') =>
        string(suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value),
      );
    case 'split': {
      const most = argument(call, 1, 'maxsplit') ?? plain(number(-1));
      return lift([call.named.get('sep') ?? call.positional[0] ?? plain(none), most], (separator, limit) =>
        limit.type === 'number' && (separator.type === 'string' || separator.type === 'none')
          ? plain(texts(splitText(value, separator.type === 'string' ? separator.value : undefined, limit.value)))
          : unknown('this use of .split() is not evaluated'),
      );
    }
    case 'splitlines':
      return plain(texts(value === '' ? [] : value.replace(/\r?\n$/, '').split(/\r?\n/)));
    case 'startswith':
      return over((prefix = '') => boolean(value.startsWith(prefix)));
    case 'endswith':
      return over((suffix = '') => boolean(value.endsWith(suffix)));
    case 'isdigit':
    case 'isnumeric':
    case 'isdecimal':
      return plain(boolean(/^\d+$/.test(value)));
    case 'replace':
      return over((from = '', to = '') => (from === '' ? undefined : string(value.replaceAll(from, to))));
    case 'format':
      return formatBraces(value, call);
    case 'join':
      return lift(call.positional, (items) => {
        const parts =
          items !== undefined && isSequence(items) && items.complete && items.type !== 'set' ? items.items : undefined;
        const words = parts?.map((item) =>
          item.kind === 'known' && item.value.type === 'string' ? item.value.value : undefined,
        );
        return words === undefined || words.includes(undefined)
          ? unknown('this use of .join() is not evaluated')
          : plain(string(words.join(value)));
      });
    case 'encode':
      return unknown('bytes are not evaluated');
    default:
      return undefined;
  }
}

function formatBraces(value: string, call: Call): Possible {
  const names = [...call.named.keys()];
  return lift([...call.positional, ...call.named.values()], (...given) => {
    let next = 0;
    let failed = false;
    const text = value.replace(/\{\{|\}\}|\{(\w*)\}|[{}]/g, (place, name: string | undefined) => {
      if (place === '{{' || place === '}}') {
        return place[0] as string;
      }
      if (name === undefined) {
        failed = true;
        return place;
      }
      const index =
        name === '' ? next++ : /^\d+$/.test(name) ? Number(name) : call.positional.length + names.indexOf(name);
      const item = names.includes(name) || /^\d*$/.test(name) ? given[index] : undefined;
      const shown = item === undefined ? undefined : textOf(item);
      failed ||= shown === undefined;
      return shown ?? '';
    });
    return failed ? unknown('this use of .format() is not evaluated') : plain(string(text));
  });
}

/** @returns what an attribute of a `Path` is, undefined where it isn't known here. */
export function pathAttribute(path: PathValue, name: string): PythonValue | undefined {
  const parent = (of: string): string => (of === '/' || of === '.' ? of : directoryName(of));
  switch (name) {
    case 'parent':
      return { ...path, path: parent(path.path) };
    case 'parents': {
      const items: Known<PythonValue>[] = [];
      for (let at = path.path; parent(at) !== at; at = parent(at)) {
        items.push(plain({ ...path, path: parent(at) }) as Known<PythonValue>);
      }
      return { type: 'tuple', items, complete: true };
    }
    case 'name':
      return string(path.path.slice(path.path.lastIndexOf('/') + 1));
    case 'stem':
      return string(path.path.slice(path.path.lastIndexOf('/') + 1).replace(/(?<=.)\.[^.]*$/, ''));
    default:
      return undefined;
  }
}

function callPathMethod(path: PathValue, name: string, call: Call): Possible | undefined {
  switch (name) {
    case 'resolve':
    case 'absolute':
    case 'expanduser':
      return path.space === 'workspace' || path.path.startsWith('/')
        ? plain({ ...path, path: folded(path.path) })
        : unknown('it depends on the working directory');
    case 'joinpath':
      return lift(call.positional, (...parts) => joinPaths([path, ...parts], false));
    case 'exists':
    case 'is_file':
    case 'is_dir':
      return isThere(path, call);
    case 'as_posix':
    case '__str__':
    case '__fspath__':
      return plain(path.space === 'server' ? string(path.path) : { ...path, text: true });
    case 'with_name':
      return lift(call.positional, (given) =>
        given.type === 'string'
          ? joinPaths([{ ...path, path: directoryName(path.path) }, given], false)
          : unknown('this path is not evaluated'),
      );
    default:
      return undefined;
  }
}

function callDictionaryMethod(dictionary: DictionaryValue, name: string, call: Call): Possible | undefined {
  switch (name) {
    case 'get':
      return lift(call.positional, (key, fallback) => {
        const found = dictionary.entries.find((entry) => equalValues(entry.key, key) === true);
        if (found !== undefined) {
          return found.value;
        }
        return contains(dictionary, key) === false ? plain(fallback ?? none) : unknown('this key is not told');
      });
    case 'keys':
      return plain({
        type: 'list',
        items: dictionary.entries.map((entry) => plain(entry.key) as Known<PythonValue>),
        complete: dictionary.complete,
      });
    case 'values':
      return plain({
        type: 'list',
        items: dictionary.entries.map((entry) => entry.value),
        complete: dictionary.complete,
      });
    case 'items':
      return plain({
        type: 'list',
        items: dictionary.entries.map(
          ({ key, value }) =>
            plain({
              type: 'tuple',
              items: [plain(key) as Known<PythonValue>, value],
              complete: true,
            }) as Known<PythonValue>,
        ),
        complete: dictionary.complete,
      });
    case 'copy':
      return plain({ ...dictionary });
    default:
      return undefined;
  }
}

function callSequenceMethod(list: SequenceValue, name: string, call: Call): Possible | undefined {
  switch (name) {
    case 'copy':
      return plain({ ...list });
    case 'index':
      return lift(call.positional, (item) => {
        const answers = list.items.map((entry) =>
          entry.kind === 'known' ? equalValues(entry.value, item) : undefined,
        );
        const at = answers.indexOf(true);
        return at < 0 || !list.complete || answers.slice(0, at).includes(undefined)
          ? unknown('this index is not told')
          : plain(number(at));
      });
    case 'count':
      return undefined;
    default:
      return undefined;
  }
}

const mutators: Readonly<Record<string, ReadonlySet<string>>> = {
  list: new Set(['append', 'extend', 'insert', 'remove', 'pop', 'clear', 'sort', 'reverse', '__setitem__']),
  set: new Set(['add', 'update', 'discard', 'remove', 'clear', 'pop', 'difference_update', 'intersection_update']),
  dictionary: new Set(['update', 'setdefault', 'pop', 'popitem', 'clear', '__setitem__']),
};

/** @returns whether `object.name()` changes the object. */
export function changesObject(object: PythonValue, name: string): boolean {
  return mutators[object.type]?.has(name) ?? false;
}

/** @returns the object after `object.name(...)`, and what the call gives. */
export function changeObject(
  object: PythonValue,
  name: string,
  call: Call,
): { readonly object: PythonValue; readonly result: Possible } {
  const result = plain(none);
  const given = call.positional.map(settle);
  if (object.type === 'dictionary') {
    return changeDictionary(object, name, call, given);
  }
  if (!isSequence(object)) {
    return { object, result };
  }
  const open = { ...object, items: object.items, complete: false };
  const [first, second] = given;
  switch (name) {
    case 'append':
    case 'add':
      return { object: first === undefined ? open : { ...object, items: [...object.items, first] }, result };
    case 'extend':
    case 'update': {
      const parts = [object, ...given].map((value) => ({
        value: 'kind' in value ? value : plain(value),
        starred: true,
      }));
      return { object: sequence(object.type, parts), result };
    }
    case 'insert': {
      const at = first?.kind === 'known' && first.value.type === 'number' ? first.value.value : undefined;
      if (at === undefined || second === undefined || !object.complete) {
        return { object: second === undefined ? open : { ...open, items: [...object.items, second] }, result };
      }
      const index = at < 0 ? Math.max(0, object.items.length + at) : Math.min(at, object.items.length);
      return { object: { ...object, items: object.items.toSpliced(index, 0, second) }, result };
    }
    case 'clear':
      return { object: { ...object, items: [], complete: true }, result };
    case 'reverse':
      return { object: { ...object, items: object.items.toReversed() }, result };
    case 'remove':
    case 'discard': {
      const at = first?.kind === 'known' ? indexOf(object, first.value) : undefined;
      return at === undefined
        ? { object: { ...object, items: [], complete: false }, result }
        : { object: { ...object, items: at < 0 ? object.items : object.items.toSpliced(at, 1) }, result };
    }
    default:
      return { object: { ...object, items: [], complete: false }, result: unknown(`.${name}() is not evaluated`) };
  }
}

/** @returns where the item first stands, -1 for nowhere, undefined where that isn't told. */
function indexOf(list: SequenceValue, item: PythonValue): number | undefined {
  const answers = list.items.map((entry) => (entry.kind === 'known' ? equalValues(entry.value, item) : undefined));
  const at = answers.indexOf(true);
  return answers.slice(0, at < 0 ? undefined : at).includes(undefined) || (at < 0 && !list.complete) ? undefined : at;
}

function changeDictionary(
  dictionary: DictionaryValue,
  name: string,
  call: Call,
  given: readonly Known<PythonValue>[],
): { readonly object: PythonValue; readonly result: Possible } {
  const result = plain(none);
  const lost: DictionaryValue = { type: 'dictionary', entries: [], complete: false };
  const [first, second] = given;
  const key = first?.kind === 'known' ? first.value : undefined;
  switch (name) {
    case 'update': {
      let changed = dictionary;
      if (first !== undefined) {
        changed = mergeDictionaries(changed, key?.type === 'dictionary' ? key : lost);
      }
      for (const [word, value] of call.named) {
        changed = withEntry(changed, string(word), settle(value));
      }
      return { object: call.open ? lost : changed, result };
    }
    case 'setdefault': {
      const has = key === undefined ? undefined : contains(dictionary, key);
      if (key === undefined || has === undefined) {
        return { object: lost, result: unknown('this key is not told') };
      }
      return has
        ? {
            object: dictionary,
            result: dictionary.entries.find((entry) => equalValues(entry.key, key))?.value ?? result,
          }
        : { object: withEntry(dictionary, key, second ?? (result as Known<PythonValue>)), result: second ?? result };
    }
    case 'pop': {
      if (key === undefined || !dictionary.complete) {
        return { object: lost, result: unknown('this key is not told') };
      }
      const gone = dictionary.entries.find((entry) => equalValues(entry.key, key) === true);
      return {
        object: { ...dictionary, entries: dictionary.entries.filter((entry) => entry !== gone) },
        result: gone?.value ?? second ?? unknown('this key is not there'),
      };
    }
    case 'clear':
      return { object: { ...lost, complete: true }, result };
    default:
      return { object: lost, result: unknown(`.${name}() is not evaluated`) };
  }
}

/** @returns `container` with `container[index] = value`. */
export function withItem(container: Possible, index: Possible, value: Possible): Possible {
  const item = settle(value);
  if (optionsOf(index).length === 0) {
    return unknown('a key that is not told was set');
  }
  return lift([container, index], (object, key) => {
    if (object.type === 'dictionary') {
      return plain(withEntry(object, key, item));
    }
    if (object.type === 'list' && object.complete && key.type === 'number') {
      const at = key.value < 0 ? object.items.length + key.value : key.value;
      return at in object.items
        ? plain({ ...object, items: object.items.with(at, item) })
        : unknown('this index is not there');
    }
    return unknown('an item that is not told was set');
  });
}
