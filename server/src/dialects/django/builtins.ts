import { type Known, known, unknown } from '../../base/known.ts';
import { directoryName } from '../../base/path.ts';
import { globalSetting } from './global-settings.ts';
import type { Call, Library } from './machine.ts';
import { folded, joinPaths, plain, sequence } from './operators.ts';
import { lift, type Possible, settle } from './possible.ts';
import { boolean, isSequence, none, number, type PythonValue, string, textOf, truthOf } from './value.ts';

const first = (call: Call): Possible => call.positional[0] ?? unknown('a call without its argument');

/** @returns what `bool(value)` gives. */
export function toBoolean(value: PythonValue): Possible {
  const truth = truthOf(value);
  return truth === undefined ? unknown('this condition is not told') : plain(boolean(truth));
}

/** @returns what `str(value)` gives. */
export function toText(value: PythonValue): Possible {
  const text = textOf(value);
  if (text !== undefined) {
    return plain(string(text));
  }
  return value.type === 'path' ? plain({ ...value, text: true }) : unknown('this text is not evaluated');
}

/** @returns what `int(value)` or `float(value)` gives. */
export function toNumber(value: PythonValue, whole: boolean): Possible {
  const from = value.type === 'number' ? value.value : value.type === 'boolean' ? Number(value.value) : undefined;
  const text = value.type === 'string' ? value.value.trim().replaceAll('_', '') : undefined;
  const read =
    text !== undefined && (whole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i).test(text)
      ? Number(text)
      : from;
  return read === undefined ? unknown('this text is no number') : plain(number(whole ? Math.trunc(read) : read));
}

function toSequence(type: 'list' | 'tuple' | 'set', call: Call): Possible {
  if (call.positional.length === 0) {
    return plain({ type, items: [], complete: true });
  }
  return lift(call.positional, (value) => {
    if (isSequence(value)) {
      return plain({ ...value, type, complete: value.complete && (value.type !== 'set' || type === 'set') });
    }
    if (value.type === 'dictionary') {
      return plain({
        type,
        items: value.entries.map((entry) => plain(entry.key) as Known<PythonValue>),
        complete: value.complete,
      });
    }
    return value.type === 'string'
      ? plain({
          type,
          items: [...value.value].map((letter) => plain(string(letter)) as Known<PythonValue>),
          complete: true,
        })
      : unknown(`this use of ${type}() is not evaluated`);
  });
}

function toDictionary(call: Call): Possible | undefined {
  const base: Possible = call.positional[0] ?? plain({ type: 'dictionary', entries: [], complete: true });
  if (call.open) {
    return undefined;
  }
  return lift([base], (value) =>
    value.type === 'dictionary'
      ? plain({
          ...value,
          entries: [
            ...value.entries.filter((entry) => entry.key.type !== 'string' || !call.named.has(entry.key.value)),
            ...[...call.named].map(([name, item]) => ({ key: string(name), value: settle(item) })),
          ],
        })
      : unknown('this use of dict() is not evaluated'),
  );
}

function overTruths(call: Call, decide: (truths: (boolean | undefined)[]) => boolean | undefined): Possible {
  return lift([first(call)], (value) => {
    const truths = isSequence(value)
      ? [
          ...value.items.map((item) => (item.kind === 'known' ? truthOf(item.value) : undefined)),
          ...(value.complete ? [] : [undefined]),
        ]
      : [undefined];
    const truth = decide(truths);
    return truth === undefined ? unknown('this condition is not told') : plain(boolean(truth));
  });
}

/** Folder of the path; `__file__` of a text path as `os.path.dirname` reads it. */
function onPath(call: Call, change: (path: string) => string): Possible {
  return lift([first(call)], (value) => {
    if (value.type === 'path') {
      const path = change(value.path);
      return plain({ ...value, path, text: true });
    }
    return value.type === 'string' ? plain(string(change(value.value))) : unknown('this path is not evaluated');
  });
}

function absolute(call: Call): Possible {
  return lift([first(call)], (value) => {
    if (value.type === 'path') {
      return plain({ ...value, path: folded(value.path), text: true });
    }
    return value.type === 'string' && value.value.startsWith('/')
      ? plain(string(folded(value.value)))
      : unknown('it depends on the working directory');
  });
}

function makePath(call: Call): Possible {
  if (call.positional.length === 0) {
    return unknown('it depends on the working directory');
  }
  return lift(call.positional, (...parts) => joinPaths(parts, false));
}

/** Python's own functions and those of its library that settings modules use on values alone. */
export const builtins: Library = {
  functions: {
    bool: (call) => lift([first(call)], toBoolean),
    str: (call) => (call.positional.length === 0 ? plain(string('')) : lift([first(call)], toText)),
    int: (call) => lift([first(call)], (value) => toNumber(value, true)),
    float: (call) => lift([first(call)], (value) => toNumber(value, false)),
    list: (call) => toSequence('list', call),
    tuple: (call) => toSequence('tuple', call),
    set: (call) => toSequence('set', call),
    frozenset: (call) => toSequence('set', call),
    dict: toDictionary,
    len: (call) =>
      lift([first(call)], (value) => {
        const size =
          value.type === 'string'
            ? [...value.value].length
            : isSequence(value) && value.complete && value.type !== 'set'
              ? value.items.length
              : value.type === 'dictionary' && value.complete
                ? value.entries.length
                : undefined;
        return size === undefined ? unknown('this length is not told') : plain(number(size));
      }),
    any: (call) =>
      overTruths(call, (truths) => (truths.includes(true) ? true : truths.includes(undefined) ? undefined : false)),
    all: (call) =>
      overTruths(call, (truths) => (truths.includes(false) ? false : truths.includes(undefined) ? undefined : true)),
    sorted: (call) =>
      lift([first(call)], (value) =>
        isSequence(value) ? plain({ ...value, type: 'list', complete: false }) : unknown('sorted() is not evaluated'),
      ),
    getattr: (call) =>
      lift([first(call), call.positional[1] ?? plain(none)], (object, name) => {
        if (name.type === 'string' && object.type === 'symbol') {
          return globalSetting(`${object.name}.${name.value}`) ?? unknown('this attribute is not told');
        }
        if (name.type !== 'string' || (object.type !== 'module' && object.type !== 'class')) {
          return unknown('this attribute is not told');
        }
        const value = object.scope.get(name.value);
        return value.kind === 'absent' ? (call.positional[2] ?? unknown('this attribute is not there')) : value;
      }),
    print: () => plain(none),
    'os.path.join': (call) => lift(call.positional, (...parts) => joinPaths(parts, true)),
    'os.path.dirname': (call) => onPath(call, (path) => (path.includes('/') ? directoryName(path) : '')),
    'os.path.basename': (call) =>
      lift([first(call)], (value) =>
        value.type === 'path' || value.type === 'string'
          ? plain(string((value.type === 'path' ? value.path : value.value).replace(/^.*\//, '')))
          : unknown('this path is not evaluated'),
      ),
    'os.path.abspath': absolute,
    'os.path.realpath': absolute,
    'os.path.normpath': (call) => onPath(call, folded),
    'os.fspath': (call) => lift([first(call)], toText),
    'pathlib.Path': makePath,
    'pathlib.PurePath': makePath,
    'pathlib.PosixPath': makePath,
    'datetime.timedelta': (call) => {
      const seconds: Record<string, number> = { days: 86400, hours: 3600, minutes: 60, seconds: 1, weeks: 604800 };
      const named = [...call.named];
      return call.positional.length === 0 && named.every(([name]) => name in seconds)
        ? lift(
            named.map(([, value]) => value),
            () => plain({ type: 'symbol', name: 'datetime.timedelta()' }),
          )
        : undefined;
    },
    'django.utils.translation.gettext_lazy': (call) => first(call),
    'django.utils.translation.gettext': (call) => first(call),
    'django.utils.translation.gettext_noop': (call) => first(call),
    'django.utils.translation.ugettext_lazy': (call) => first(call),
    'django.urls.reverse_lazy': () => unknown('a URL is not looked up'),
    'ast.literal_eval': (call) =>
      lift([first(call)], (value) => {
        const words: Record<string, PythonValue> = { True: boolean(true), False: boolean(false), None: none };
        const text = value.type === 'string' ? value.value.trim() : '';
        const word = words[text];
        return word === undefined
          ? /^-?\d+$/.test(text)
            ? plain(number(Number(text)))
            : unknown('this literal is not evaluated')
          : plain(word);
      }),
    'distutils.util.strtobool': (call) => lift([first(call)], strtobool),
    'setuptools.distutils.util.strtobool': (call) => lift([first(call)], strtobool),
    'copy.copy': (call) => first(call),
    'copy.deepcopy': (call) => first(call),
    'os.path.exists': (call) => lift([first(call)], (value) => isThere(value, call)),
    'os.path.isfile': (call) => lift([first(call)], (value) => isThere(value, call)),
    'os.path.isdir': (call) => lift([first(call)], (value) => isThere(value, call)),
  },
};

/** @returns whether the file or folder is there: one that isn't in the workspace is taken for missing. */
export function isThere(value: PythonValue, call: Call): Possible {
  if (value.type !== 'path' || value.space !== 'workspace') {
    return unknown('whether a file of the server is there is not known');
  }
  const path = folded(value.path);
  return call.machine.workspace.paths.some((other) => other === path || other.startsWith(`${path}/`))
    ? plain(boolean(true))
    : known(boolean(false), [], [{ variable: path, fallback: 'not there', origin: call.origin }]);
}

/** Source: CPython 3.11, distutils/util.py, `strtobool`. */
function strtobool(value: PythonValue): Possible {
  const text = value.type === 'string' ? value.value.toLowerCase() : undefined;
  if (text !== undefined && ['y', 'yes', 't', 'true', 'on', '1'].includes(text)) {
    return plain(number(1));
  }
  return text !== undefined && ['n', 'no', 'f', 'false', 'off', '0'].includes(text)
    ? plain(number(0))
    : unknown('this text is neither true nor false');
}

/** @returns the items of the sequence that a loop runs over, undefined where they aren't all told. */
export function loopItems(value: Possible): readonly Known<PythonValue>[] | undefined {
  const settled = settle(value);
  if (settled.kind !== 'known') {
    return undefined;
  }
  const { value: iterable } = settled;
  if (isSequence(iterable) && iterable.complete && iterable.type !== 'set') {
    return iterable.items;
  }
  return iterable.type === 'dictionary' && iterable.complete
    ? sequence(
        'list',
        iterable.entries.map((entry) => ({ value: plain(entry.key), starred: false })),
      ).items
    : undefined;
}
