import { unknown } from '../../../base/known.ts';
import { directoryName, joinPath, type WorkspacePath, workspacePath } from '../../../base/path.ts';
import { readDjangoEnviron } from '../../../syntax/dotenv/django-environ.ts';
import { toNumber } from '../builtins.ts';
import { readVariable } from '../environment.ts';
import { argument, type Call, type Library } from '../machine.ts';
import { joinPaths, plain, settledTruth } from '../operators.ts';
import { lift, type Possible } from '../possible.ts';
import { boolean, isSequence, type LibraryObject, none, type PythonValue, string } from '../value.ts';
import { applyCast, textList } from './cast.ts';

const trueWords = ['true', 'on', 'ok', 'y', 'yes', '1'];
const methodCasts = new Set(['str', 'bool', 'int', 'float', 'list', 'tuple']);

/** Source: django-environ, environ/environ.py, `Env.parse_value`. */
function parseValue(value: PythonValue, cast: PythonValue, call: Call): Possible {
  if (value.type !== 'string') {
    return plain(value);
  }
  const text = value.value;
  const split = (list: string): string[] => list.split(',').filter((item) => item !== '');
  const unbracketed = text.replace(/^\(+|\(+$/g, '').replace(/^\)+|\)+$/g, '');
  if (cast.type === 'none') {
    return plain(value);
  }
  if (cast.type === 'symbol') {
    switch (cast.name) {
      case 'bool':
        return /^\s*[+-]?\d+\s*$/.test(text)
          ? plain(boolean(Number(text) !== 0))
          : plain(boolean(trueWords.includes(text.toLowerCase().trim())));
      case 'list':
        return plain(textList('list', split(text)));
      case 'tuple':
        return plain(textList('tuple', split(unbracketed)));
      case 'dict':
        return unknown('a dictionary in an environment variable is not evaluated');
      default:
        return applyCast(cast, value, call);
    }
  }
  const [item] = isSequence(cast) ? cast.items : [];
  if (item?.kind === 'known' && item.value.type === 'symbol' && item.value.name === 'str') {
    return plain(cast.type === 'tuple' ? textList('tuple', split(unbracketed)) : textList('list', split(text)));
  }
  return applyCast(cast, value, call);
}

/** The variables that methods for whole services read where they are given none. Source: `Env.db_url` and its like. */
const serviceVariables: ReadonlyMap<string, string> = new Map([
  ['db', 'DATABASE_URL'],
  ['db_url', 'DATABASE_URL'],
  ['cache', 'CACHE_URL'],
  ['cache_url', 'CACHE_URL'],
  ['email', 'EMAIL_URL'],
  ['email_url', 'EMAIL_URL'],
  ['channels', 'CHANNELS_URL'],
  ['channels_url', 'CHANNELS_URL'],
  ['search_url', 'SEARCH_URL'],
]);

/** Notes that a variable is read; the dictionary that is made of its address, or of that of a default, is not evaluated. */
function readService(object: LibraryObject, name: string, usual: string, call: Call): Possible {
  const result = unknown(`env.${name}() is not evaluated`);
  lift([argument(call, 0, 'var') ?? plain(string(usual))], (variable) => {
    const full = variable.type === 'string' ? prefixed(object, variable.value) : '';
    const isDeclared = object.options.has(full) || argument(call, 1, 'default') !== undefined;
    return full === '' || isDeclared
      ? result
      : readVariable(call.machine.environment, plain(string(full)), call.origin, () => result, undefined);
  });
  return result;
}

function prefixed(object: LibraryObject, variable: string): string {
  const prefix = object.options.get(' prefix');
  return prefix?.kind === 'known' && prefix.value.type === 'string' ? prefix.value.value + variable : variable;
}

/** The cast that the type of a default implies. Source: `Env.get_value`, smart_cast. */
function impliedCast(fallback: Possible | undefined): PythonValue {
  const types: Partial<Record<PythonValue['type'], string>> = {
    boolean: 'bool',
    number: 'int',
    string: 'str',
    list: 'list',
    tuple: 'tuple',
    dictionary: 'dict',
  };
  const name = fallback?.kind === 'known' ? types[fallback.value.type] : undefined;
  return name === undefined ? none : { type: 'symbol', name };
}

function getValue(object: LibraryObject, cast: Possible | undefined, call: Call): Possible {
  const name = argument(call, 0, 'var') ?? unknown('no variable is named');
  return lift([name], (variable) => {
    if (variable.type !== 'string') {
      return unknown('the name of the environment variable is not a text');
    }
    const full = prefixed(object, variable.value);
    const declared = object.options.get(full);
    const scheme = declared?.kind === 'known' && declared.value.type === 'tuple' ? declared.value.items : undefined;
    const fallback = call.named.get('default') ?? call.positional[cast === undefined ? 2 : 1] ?? scheme?.[1];
    const wanted = cast ?? argument(call, 1, 'cast') ?? scheme?.[0] ?? declared ?? plain(impliedCast(fallback));
    const parse = (text: PythonValue): Possible => {
      if (text.type === 'string' && text.value.startsWith('$')) {
        return unknown('the variable names another one');
      }
      if (text.type === 'string' && text.value === '' && fallback?.kind === 'known' && fallback.value.type === 'none') {
        return plain(none);
      }
      return lift([wanted], (by) => parseValue(text, by, call));
    };
    return readVariable(call.machine.environment, plain(string(full)), call.origin, parse, fallback);
  });
}

/** `Env.read_env(path)`; without a path it reads `.env` beside the calling file. A file that isn't there sets nothing. */
function readEnv(call: Call): Possible {
  const given = argument(call, 0, 'env_file');
  const overwrite = settledTruth(argument(call, 1, 'overwrite') ?? plain(boolean(false))) ?? false;
  const path =
    given === undefined || (given.kind === 'known' && given.value.type === 'none')
      ? joinPath(directoryName(call.scope.path), '.env')
      : fileOf(given);
  const text = path === undefined ? undefined : call.machine.workspace.read(path);
  if (path !== undefined && text !== undefined) {
    call.machine.environment.load(path, readDjangoEnviron(text), overwrite);
  }
  return plain(none);
}

/** @returns the file of the workspace that a path value names. */
export function fileOf(value: Possible): WorkspacePath | undefined {
  return value.kind === 'known' && value.value.type === 'path' && value.value.space === 'workspace'
    ? joinPath(workspacePath(value.value.path))
    : undefined;
}

/** django-environ: `environ.Env`, and `environ.Path` of its older releases. */
export const djangoEnviron: Library = {
  functions: {
    'environ.Env': (call) => plain({ type: 'object', library: 'environ.Env', options: call.named }),
    'environ.FileAwareEnv': (call) => plain({ type: 'object', library: 'environ.Env', options: call.named }),
    'environ.Env.read_env': readEnv,
    'environ.Path': (call) =>
      lift(call.positional, (...parts) =>
        lift([joinPaths(parts, false)], (path) =>
          path.type === 'path' ? plain({ ...path, path: joinPath(path.path) }) : unknown('this path is not evaluated'),
        ),
      ),
  },
  methods(object, name, call) {
    if (object.library !== 'environ.Env') {
      return undefined;
    }
    if (name === 'read_env') {
      return readEnv(call);
    }
    if (name === '__call__' || name === 'get_value') {
      return getValue(object, undefined, call);
    }
    if (methodCasts.has(name)) {
      return getValue(object, plain({ type: 'symbol', name }), call);
    }
    const usual = serviceVariables.get(name);
    return usual === undefined ? unknown(`env.${name}() is not evaluated`) : readService(object, name, usual, call);
  },
};

/** @returns the folder `levels` above, as `environ.Path(...) - levels` gives. */
export function parentAt(path: PythonValue, levels: PythonValue): Possible {
  return path.type === 'path' && levels.type === 'number'
    ? plain({ ...path, path: joinPath(path.path, '../'.repeat(levels.value)).replace(/(?<=.)\/$/, '') })
    : toNumber(levels, true);
}
