import { known, unknown } from '../../../base/known.ts';
import { directoryName } from '../../../base/path.ts';
import type { AssignStatement, Expression } from '../../../syntax/python/tree.ts';
import { findUpwards, readVariable } from '../environment.ts';
import type { Call, Library } from '../machine.ts';
import { plain } from '../operators.ts';
import { type Possible, settle } from '../possible.ts';
import { type ClassValue, dictionaryItem, type PythonValue, string } from '../value.ts';
import { applyCast, booleanWord } from './cast.ts';
import { fileOf } from './django-environ.ts';
import { loadDotenv } from './dotenv.ts';

const truthy = ['1', 'on', 't', 'true', 'y', 'yes'];
const falsy = ['0', 'off', 'f', 'false', 'n', 'no'];

const toDictionary = (call: Call): Possible =>
  plain({
    type: 'dictionary',
    entries: [...call.named].map(([name, value]) => ({ key: string(name), value: settle(value) })),
    complete: !call.open,
  });

/** The dictionaries that configure a settings class of pydantic. */
export const pydantic: Library = {
  functions: { 'pydantic_settings.SettingsConfigDict': toDictionary, 'pydantic.ConfigDict': toDictionary },
};

/** @returns whether the class is a settings class of pydantic, itself or by a base. */
export function isPydanticSettings(object: ClassValue): boolean {
  return object.bases.some(
    (base) =>
      base.kind === 'known' &&
      (base.value.type === 'symbol'
        ? base.value.name.startsWith('pydantic') && base.value.name.endsWith('.BaseSettings')
        : base.value.type === 'class' && isPydanticSettings(base.value)),
  );
}

function option(object: ClassValue, name: string): Possible | undefined {
  const config = object.scope.get('model_config');
  const inner = object.scope.get('Config');
  if (config.kind === 'known' && config.value.type === 'dictionary') {
    return dictionaryItem(config.value, name);
  }
  const value = inner.kind === 'known' && inner.value.type === 'class' ? inner.value.scope.get(name) : undefined;
  return value?.kind === 'absent' ? undefined : value;
}

/**
 * @returns the object of a pydantic settings class: each annotated field from the environment variable of its name behind
 * `env_prefix`, in any case of letters, else from `env_file`, else its default.
 * Source: pydantic-settings, documentation of BaseSettings.
 */
export function makePydanticSettings(object: ClassValue, call: Call): Possible {
  const validated = object.statement.body.some((statement) => statement.kind === 'function' && statement.decorated);
  const nested = object.bases.some((base) => base.kind !== 'known' || base.value.type === 'class');
  if (validated || nested || call.named.size > 0 || call.open) {
    return unknown('this settings class is not evaluated');
  }
  const prefix = option(object, 'env_prefix');
  const prefixText = prefix?.kind === 'known' && prefix.value.type === 'string' ? prefix.value.value : '';
  const file = option(object, 'env_file');
  if (file !== undefined) {
    const name = file.kind === 'known' && file.value.type === 'string' ? file.value.value : undefined;
    // A relative `env_file` counts from the working directory, which is the project's folder more often than not.
    const beside =
      name === undefined ? fileOf(file) : findUpwards(call.machine.workspace, directoryName(call.scope.path), [name]);
    loadDotenv(call, beside, false);
  }
  const options = new Map<string, Possible>();
  for (const statement of object.statement.body) {
    const target = statement.kind === 'assign' ? statement.targets[0] : undefined;
    if (statement.kind === 'assign' && statement.annotation !== undefined && target?.kind === 'name') {
      options.set(`.${target.name}`, readField(statement, target.name, prefixText, object, call));
    }
  }
  return plain({ type: 'object', library: 'pydantic', options });
}

function readField(statement: AssignStatement, name: string, prefix: string, object: ClassValue, call: Call): Possible {
  const { environment } = call.machine;
  const origin = { path: object.scope.path, span: statement.span };
  const own = object.scope.get(name);
  const aliased =
    statement.value?.kind === 'call' &&
    statement.value.arguments.some(({ name: word }) => word !== undefined && /alias|env/.test(word));
  if (aliased) {
    return unknown('a field with another name is not evaluated', [origin]);
  }
  const fallback = fieldDefault(statement.value, own, call);
  const plainName = prefix + name;
  const variable = [plainName, plainName.toUpperCase(), plainName.toLowerCase()].find(
    (spelling) => environment.get(spelling).kind !== 'absent',
  );
  return readVariable(
    environment,
    known(string(variable ?? plainName.toUpperCase()), []),
    origin,
    (text) => castField(text, statement.annotation as Expression, call),
    fallback,
  );
}

function fieldDefault(value: Expression | undefined, own: Possible, call: Call): Possible | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (value.kind !== 'call') {
    return own;
  }
  const given =
    value.arguments.find((argument) => argument.name === 'default') ??
    value.arguments.find((argument) => argument.name === undefined);
  if (value.callee.kind !== 'name' || value.callee.name !== 'Field') {
    return own;
  }
  return given === undefined || settle(own).kind === 'known'
    ? undefined
    : call.machine.evaluate(given.value, call.scope);
}

function castField(text: PythonValue, annotation: Expression, call: Call): Possible {
  const type = annotation.kind === 'name' ? annotation.name : '';
  if (type === 'bool' && text.type === 'string') {
    return booleanWord(text.value.toLowerCase(), truthy, falsy);
  }
  return ['str', 'int', 'float'].includes(type)
    ? applyCast({ type: 'symbol', name: type }, text, call)
    : unknown('a field of this type is not evaluated');
}
