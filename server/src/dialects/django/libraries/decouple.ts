import { known, unknown } from '../../../base/known.ts';
import { directoryName, type WorkspacePath, workspacePath } from '../../../base/path.ts';
import { readDecouple } from '../../../syntax/dotenv/decouple.ts';
import { findUpwards, readVariable } from '../environment.ts';
import { argument, type Call, type Library } from '../machine.ts';
import { plain } from '../operators.ts';
import { lift, type Possible } from '../possible.ts';
import { boolean, type LibraryObject, type PythonValue, string } from '../value.ts';
import { applyCast, booleanWord, textList } from './cast.ts';

const truthy = ['y', 'yes', 't', 'true', 'on', '1'];
const falsy = ['n', 'no', 'f', 'false', 'off', '0'];

/** Source: python-decouple, decouple.py, `Config.get`: a default is cast too. */
function castValue(value: PythonValue, cast: PythonValue | undefined, call: Call): Possible {
  if (cast === undefined) {
    return plain(value);
  }
  if (cast.type === 'symbol' && cast.name === 'bool') {
    const text =
      value.type === 'boolean'
        ? String(value.value)
        : value.type === 'number'
          ? String(value.value)
          : value.type === 'string'
            ? value.value
            : undefined;
    if (text === undefined) {
      return value.type === 'none' ? unknown('None is neither true nor false') : unknown('this value is not evaluated');
    }
    return text === '' ? plain(boolean(false)) : booleanWord(text.toLowerCase(), truthy, falsy);
  }
  if (cast.type === 'object' && cast.library === 'decouple.Csv') {
    return castCsv(value, cast);
  }
  return applyCast(cast, value, call);
}

function castCsv(value: PythonValue, csv: LibraryObject): Possible {
  if (value.type === 'none') {
    return plain(textList('list', []));
  }
  const after = csv.options.get('post_process');
  const type =
    after?.kind === 'known' && after.value.type === 'symbol' && after.value.name === 'tuple' ? 'tuple' : 'list';
  const odd = [...csv.options.keys()].some((name) => name !== 'post_process');
  if (value.type !== 'string' || odd || /["'\\]/.test(value.value)) {
    return unknown('this list in an environment variable is not evaluated');
  }
  const items = value.value.split(',').filter((item) => item !== '');
  return plain(
    textList(
      type,
      items.map((item) => item.trim()),
    ),
  );
}

function get(call: Call, file: WorkspacePath | undefined): Possible {
  const name = argument(call, 0, 'option') ?? unknown('no variable is named');
  const fallback = argument(call, 1, 'default');
  const cast = argument(call, 2, 'cast');
  const through = (value: PythonValue): Possible =>
    cast === undefined ? plain(value) : lift([cast], (by) => castValue(value, by, call));
  if (file?.endsWith('.ini')) {
    return unknown('it is read from settings.ini');
  }
  const text = file === undefined ? undefined : call.machine.workspace.read(file);
  const stored = lift([name], (variable) => {
    const entry =
      text === undefined || variable.type !== 'string'
        ? undefined
        : readDecouple(text).entries.findLast((other) => other.name === variable.value);
    return entry === undefined || file === undefined
      ? { kind: 'absent' }
      : known(string(entry.value), [{ path: file, span: entry.span }]);
  });
  const kept =
    name.kind === 'known' && name.value.type === 'string' ? call.machine.environment.get(name.value.value) : undefined;
  if (stored.kind === 'known' && kept?.kind === 'absent') {
    return lift([stored], through);
  }
  return readVariable(
    call.machine.environment,
    name,
    call.origin,
    through,
    fallback === undefined ? undefined : lift([fallback], through),
  );
}

const nearest = (call: Call, folder: WorkspacePath): WorkspacePath | undefined =>
  findUpwards(call.machine.workspace, folder, ['settings.ini', '.env']);

/** python-decouple. */
export const decouple: Library = {
  functions: {
    'decouple.config': (call) => get(call, nearest(call, directoryName(call.scope.path))),
    'decouple.Csv': (call) =>
      plain({
        type: 'object',
        library: 'decouple.Csv',
        options: new Map([...call.named, ...call.positional.map((value, index) => [`${index}`, value] as const)]),
      }),
    'decouple.AutoConfig': (call) => plain({ type: 'object', library: 'decouple.config', options: call.named }),
    'decouple.Config': (call) =>
      plain({
        type: 'object',
        library: 'decouple.config',
        options: new Map([['repository', call.positional[0] ?? unknown('no file is named')]]),
      }),
    'decouple.RepositoryEnv': (call) => argument(call, 0, 'source'),
  },
  methods(object, name, call) {
    if (object.library !== 'decouple.config' || (name !== '__call__' && name !== 'get')) {
      return undefined;
    }
    const place = object.options.get('repository') ?? object.options.get('search_path');
    if (place === undefined) {
      return get(call, nearest(call, directoryName(call.scope.path)));
    }
    if (place.kind !== 'known' || place.value.type !== 'path' || place.value.space !== 'workspace') {
      return unknown('the file that it is read from is not told');
    }
    const path = workspacePath(place.value.path);
    return get(call, object.options.has('repository') ? path : nearest(call, path));
  },
};
