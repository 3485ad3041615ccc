import { type Origin, unknown } from '../../base/known.ts';
import { directoryName, joinPath, type WorkspacePath } from '../../base/path.ts';
import type { CallExpression, Expression } from '../../syntax/python/tree.ts';
import { attribute } from './attributes.ts';
import { builtins } from './builtins.ts';
import { requireText } from './environment.ts';
import { configurations } from './libraries/configurations.ts';
import { decouple } from './libraries/decouple.ts';
import { djangoEnviron } from './libraries/django-environ.ts';
import { dotenv } from './libraries/dotenv.ts';
import { environs } from './libraries/environs.ts';
import { osEnviron } from './libraries/os-environ.ts';
import { isPydanticSettings, makePydanticSettings, pydantic } from './libraries/pydantic.ts';
import type { Call, Library, LibraryFunction, Machine } from './machine.ts';
import { callMethod, changeObject, changesObject, withItem } from './methods.ts';
import { joinPaths, plain } from './operators.ts';
import { joinAll, lift, optionsOf, type Possible, resting, settle } from './possible.ts';
import type { Scope } from './scope.ts';
import { isSequence, none, type PythonValue } from './value.ts';

const libraries: readonly Library[] = [
  builtins,
  osEnviron,
  djangoEnviron,
  decouple,
  dotenv,
  environs,
  configurations,
  pydantic,
];
const functions: ReadonlyMap<string, LibraryFunction> = new Map(
  libraries.flatMap((library) => Object.entries(library.functions)),
);

/** Functions that look at what they are given and leave it as it is. */
const harmless =
  /^(?:print|isinstance|hasattr|type|len|logging\.|warnings\.|sentry_sdk\.|os\.makedirs|sys\.path\.|filter|map|zip|enumerate|range|min|max|open)/;

/** @returns what the call gives; objects that it changes are changed. */
export function evaluateCall(machine: Machine, expression: CallExpression, scope: Scope): Possible {
  const origin: Origin = { path: scope.path, span: expression.span };
  const { callee } = expression;
  const object = callee.kind === 'attribute' ? machine.evaluate(callee.object, scope) : undefined;
  const called =
    object !== undefined && callee.kind === 'attribute'
      ? lift([object], (value) => attribute(value, callee.name))
      : machine.evaluate(callee, scope);
  const call = readArguments(machine, expression, scope, origin);
  if (object !== undefined) {
    requireText(machine.environment, object);
  } else if (callee.kind === 'name' && (callee.name === 'int' || callee.name === 'float') && call.positional[0]) {
    requireText(machine.environment, call.positional[0]);
  }
  if (object !== undefined && callee.kind === 'attribute') {
    if (optionsOf(object).some((option) => option.kind === 'known' && changesObject(option.value, callee.name))) {
      return changeInPlace(machine, callee.object, object, callee.name, call);
    }
  }
  if (called.kind === 'unknown') {
    spoilArguments(call, '');
    return called;
  }
  return lift([called], (value) => dispatch(value, call));
}

function readArguments(machine: Machine, expression: CallExpression, scope: Scope, origin: Origin): Call {
  const positional: Possible[] = [];
  const named = new Map<string, Possible>();
  let open = false;
  for (const argument of expression.arguments) {
    const value = machine.evaluate(argument.value, scope);
    const settled = argument.star === '' ? undefined : settle(value);
    if (argument.star === '*') {
      const items =
        settled?.kind === 'known' && isSequence(settled.value) && settled.value.complete
          ? settled.value.items
          : undefined;
      positional.push(...(items ?? []));
      open ||= items === undefined;
    } else if (argument.star === '**') {
      const dictionary = settled?.kind === 'known' && settled.value.type === 'dictionary' ? settled.value : undefined;
      for (const { key, value: item } of dictionary?.entries ?? []) {
        if (key.type === 'string') {
          named.set(key.value, item);
        }
      }
      open ||= dictionary === undefined || !dictionary.complete;
    } else if (argument.name !== undefined) {
      named.set(argument.name, value);
    } else {
      positional.push(value);
    }
  }
  return { machine, scope, origin, positional, named, open };
}

function dispatch(value: PythonValue, call: Call): Possible {
  switch (value.type) {
    case 'symbol':
      return callSymbol(value.name, call);
    case 'function':
      return call.machine.callFunction(value, call);
    case 'class':
      return isPydanticSettings(value)
        ? makePydanticSettings(value, call)
        : unknown('an object of a class is not evaluated', [call.origin]);
    case 'object':
      return callObject(value, '__call__', call);
    case 'path':
      return lift(call.positional, (...parts) => joinPaths([value, ...parts], false));
    case 'method': {
      if (value.object.type === 'object') {
        return callObject(value.object, value.name, call);
      }
      if (value.object.type === 'path' && value.name === 'path') {
        return lift(call.positional, (...parts) => joinPaths([value.object, ...parts], false));
      }
      return callMethod(value.object, value.name, call) ?? unknown(`.${value.name}() is not evaluated`, [call.origin]);
    }
    default:
      return unknown('this call is not evaluated', [call.origin]);
  }
}

function callObject(object: PythonValue, name: string, call: Call): Possible {
  if (object.type !== 'object') {
    return unknown('this call is not evaluated', [call.origin]);
  }
  for (const library of libraries) {
    const result = library.methods?.(object, name, call);
    if (result !== undefined) {
      return result;
    }
  }
  return unknown(`.${name}() is not evaluated`, [call.origin]);
}

function callSymbol(name: string, call: Call): Possible {
  if (name === 'locals' || name === 'globals' || name === 'vars') {
    return plain({ type: 'symbol', name: 'locals()' });
  }
  if (name === 'locals().get') {
    return getName(call);
  }
  if (name === 'locals().update' || name === 'os.environ.update') {
    return updateNames(name, call);
  }
  if (name === 'exec' || name === 'execfile') {
    call.scope.spoil(`${name}() may bind any name`, call.origin);
    return plain(none);
  }
  if (name === 'setattr') {
    return setAttribute(call);
  }
  if (name.startsWith('split_settings.tools.')) {
    return splitSettings(name, call);
  }
  const handler = call.open ? undefined : functions.get(name);
  const result = handler?.(call);
  if (result !== undefined) {
    return result;
  }
  spoilArguments(call, name);
  return unknown(`${name}() is not evaluated`, [call.origin]);
}

/** A function that isn't known may change what it is given, and with the module's dictionary, every name. */
function spoilArguments(call: Call, name: string): void {
  if (harmless.test(name)) {
    return;
  }
  for (const value of [...call.positional, ...call.named.values()]) {
    for (const option of optionsOf(value)) {
      if (option.kind !== 'known') {
        continue;
      }
      const given = option.value;
      if (given.type === 'symbol' && given.name === 'locals()') {
        call.scope.spoil(`${name || 'a function'}() may change every setting`, call.origin);
      } else if (given.type === 'list' || given.type === 'dictionary' || given.type === 'set') {
        replaceEverywhere(call.scope, given, { ...given, complete: false });
      }
    }
  }
}

function replaceEverywhere(scope: Scope, earlier: PythonValue, later: PythonValue): void {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    at.replaceObject(earlier, later);
  }
}

function changeInPlace(machine: Machine, target: Expression, object: Possible, name: string, call: Call): Possible {
  let result: Possible = plain(none);
  const changed = lift([object], (value) => {
    const step = changesObject(value, name) ? changeObject(value, name, call) : { object: value, result: unknown('') };
    if (object.kind === 'known' && (value.type === 'list' || value.type === 'dictionary' || value.type === 'set')) {
      replaceEverywhere(call.scope, value, step.object);
    }
    result = step.result;
    return plain(step.object);
  });
  assignTo(machine, target, changed, call.scope);
  return result;
}

/** Puts `value` where `target` stands; a target that isn't a name is rebuilt inside what holds it. */
export function assignTo(machine: Machine, target: Expression, value: Possible, scope: Scope): void {
  if (target.kind === 'name') {
    const holder = holderOf(target.name, scope);
    holder.set(target.name, value);
    return;
  }
  if (target.kind !== 'subscript') {
    return;
  }
  const container = machine.evaluate(target.object, scope);
  const index = machine.evaluate(target.index, scope);
  const [only] = optionsOf(container);
  const key = settle(index);
  if (only?.kind === 'known' && only.value.type === 'symbol') {
    const name = key.kind === 'known' && key.value.type === 'string' ? key.value.value : undefined;
    if (only.value.name === 'os.environ' && name !== undefined) {
      machine.environment.set(name, value);
    } else if (only.value.name === 'locals()' && name !== undefined) {
      scope.set(name, value);
    } else if (only.value.name === 'locals()') {
      scope.spoil('a name that is not told was bound', { path: scope.path, span: target.span });
    }
    return;
  }
  const changed = withItem(container, index, value);
  if (container.kind === 'known' && changed.kind === 'known') {
    replaceEverywhere(scope, container.value, changed.value);
  }
  assignTo(machine, target.object, changed, scope);
}

function holderOf(name: string, scope: Scope): Scope {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.has(name)) {
      return at;
    }
  }
  return scope;
}

/** `globals().get("NAME", fallback)`: what the name holds, and the fallback on the ways here that don't bind it. */
function getName({ positional: [asked, fallback = plain(none)], scope, origin }: Call): Possible {
  const key = asked === undefined ? undefined : settle(asked);
  if (key?.kind !== 'known' || key.value.type !== 'string') {
    return unknown('the name is not told', [origin]);
  }
  const name = key.value.value;
  const value = holderOf(name, scope).get(name);
  if (value.kind === 'unknown') {
    return value;
  }
  const unbound = resting(fallback, scope.floor(name));
  return joinAll(optionsOf(value).map((option) => (option.kind === 'absent' ? unbound : option)));
}

function updateNames(name: string, call: Call): Possible {
  const [first] = call.positional;
  const given = first === undefined ? undefined : settle(first);
  const dictionary = given?.kind === 'known' && given.value.type === 'dictionary' ? given.value : undefined;
  const bind = (key: string, value: Possible): void =>
    name === 'os.environ.update' ? call.machine.environment.set(key, value) : call.scope.set(key, value);
  for (const { key, value } of dictionary?.entries ?? []) {
    if (key.type === 'string') {
      bind(key.value, value);
    }
  }
  for (const [key, value] of call.named) {
    bind(key, value);
  }
  const told = (given === undefined || dictionary?.complete === true) && !call.open;
  if (!told && name !== 'os.environ.update') {
    call.scope.spoil('names that are not told were bound', call.origin);
  }
  return plain(none);
}

function setAttribute(call: Call): Possible {
  const [object, name, value] = call.positional.map(settle);
  const module =
    object?.kind === 'known' && object.value.type === 'symbol' && object.value.name.startsWith('sys.modules');
  if (object?.kind === 'unknown' || module) {
    if (module && name?.kind === 'known' && name.value.type === 'string' && value !== undefined) {
      call.scope.set(name.value.value, value);
    } else {
      call.scope.spoil('setattr() may bind any name', call.origin);
    }
  }
  return plain(none);
}

/** `include('components/*.py', optional('local.py'))` of django-split-settings: the files run as if they stood here. */
function splitSettings(name: string, call: Call): Possible {
  if (name.endsWith('.optional')) {
    return call.positional[0] ?? plain(none);
  }
  if (!name.endsWith('.include')) {
    return unknown(`${name}() is not evaluated`, [call.origin]);
  }
  const folder = directoryName(call.scope.path);
  for (const argument of call.positional) {
    const given = settle(argument);
    if (given.kind !== 'known' || given.value.type !== 'string') {
      call.scope.spoil('a file that is not told was included', call.origin);
      continue;
    }
    const files = matchFiles(call.machine, joinPath(folder, given.value.value));
    if (files.length === 0) {
      call.scope.rest(undefined, [{ variable: given.value.value, fallback: 'not there', origin: call.origin }]);
    }
    for (const file of files) {
      call.machine.include(file, call.scope);
    }
  }
  return plain(none);
}

function matchFiles(machine: Machine, pattern: string): WorkspacePath[] {
  const source = pattern
    .split(/(\*|\?)/)
    .map((part) => (part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replace(/[.\\+^$()|{}[\]]/g, '\\$&')))
    .join('');
  const expression = new RegExp(`^${source}$`);
  return machine.workspace.paths.filter((path) => expression.test(path));
}
