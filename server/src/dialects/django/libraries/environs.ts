import { unknown } from '../../../base/known.ts';
import { directoryName, type WorkspacePath } from '../../../base/path.ts';
import { findUpwards, readVariable } from '../environment.ts';
import { argument, type Call, type Library } from '../machine.ts';
import { plain, settledTruth } from '../operators.ts';
import type { Possible } from '../possible.ts';
import { boolean, type PythonValue } from '../value.ts';
import { applyCast, booleanWord, textList } from './cast.ts';
import { fileOf } from './django-environ.ts';
import { loadDotenv } from './dotenv.ts';

const truthy = ['t', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1'];
const falsy = ['f', 'F', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0'];

/** Source: environs, environs/__init__.py; marshmallow, `fields.Boolean`. */
function parse(method: string, value: PythonValue, call: Call): Possible {
  if (value.type !== 'string') {
    return plain(value);
  }
  switch (method) {
    case '__call__':
    case 'str':
      return plain(value);
    case 'bool':
      return booleanWord(value.value, truthy, falsy);
    case 'int':
    case 'float':
      return applyCast({ type: 'symbol', name: method }, value, call);
    case 'list':
      return call.named.has('subcast') || call.named.has('delimiter')
        ? unknown('this list in an environment variable is not evaluated')
        : plain(textList('list', value.value === '' ? [] : value.value.split(',')));
    default:
      return unknown(`env.${method}() is not evaluated`);
  }
}

function readEnv(call: Call): Possible {
  const given = argument(call, 0, 'path');
  const override = settledTruth(call.named.get('override') ?? plain(boolean(false))) ?? false;
  const path: WorkspacePath | undefined =
    given === undefined ? findUpwards(call.machine.workspace, directoryName(call.scope.path), ['.env']) : fileOf(given);
  return loadDotenv(call, path, override);
}

/** environs, with or without its Django extras. */
export const environs: Library = {
  functions: {
    'environs.Env': () => plain({ type: 'object', library: 'environs.Env', options: new Map() }),
    'environs.FileAwareEnv': () => plain({ type: 'object', library: 'environs.Env', options: new Map() }),
    'environs.env': (call) => read('__call__', call),
    'environs.Env.read_env': readEnv,
  },
  methods(object, name, call) {
    if (object.library !== 'environs.Env') {
      return undefined;
    }
    return name === 'read_env' ? readEnv(call) : read(name, call);
  },
};

function read(method: string, call: Call): Possible {
  const name = argument(call, 0, 'name') ?? unknown('no variable is named');
  const fallback = argument(call, 1, 'default');
  return readVariable(call.machine.environment, name, call.origin, (text) => parse(method, text, call), fallback);
}
