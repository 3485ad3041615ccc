import { unknown } from '../../base/known.ts';
import { globalSetting } from './global-settings.ts';
import { pathAttribute } from './methods.ts';
import { plain } from './operators.ts';
import { lift, type Possible } from './possible.ts';
import type { PythonValue } from './value.ts';

/** @returns `object.name`. */
export function attribute(object: PythonValue, name: string): Possible {
  switch (object.type) {
    case 'symbol':
      return importedValue(`${object.name}.${name}`);
    case 'module': {
      const value = object.scope.get(name);
      return value.kind === 'absent' ? unknown(`the module has no ${name}`) : value;
    }
    case 'class':
      return classAttribute(object, name);
    case 'object':
      return object.options.get(`.${name}`) ?? plain({ type: 'method', object, name });
    case 'path': {
      const value = object.text ? undefined : pathAttribute(object, name);
      return plain(value ?? (name === 'root' ? { ...object, text: true } : { type: 'method', object, name }));
    }
    default:
      return plain({ type: 'method', object, name });
  }
}

/** @returns what a dotted name stands for whose module isn't in the workspace: one of Django's defaults, else the name itself. */
export function importedValue(dotted: string): Possible {
  return globalSetting(dotted) ?? plain({ type: 'symbol', name: dotted });
}

/** Classes of libraries that bind nothing beyond Django's own defaults: the base of django-configurations (configurations/base.py). */
const plainBases: ReadonlySet<string> = new Set(['configurations.Configuration', 'configurations.base.Configuration']);

/** @returns what the class or the first of its bases that has it binds to the name. */
export function classAttribute(object: PythonValue, name: string): Possible {
  if (object.type === 'symbol' && plainBases.has(object.name)) {
    return { kind: 'absent' };
  }
  if (object.type !== 'class') {
    return unknown(`${name} of a class that is not in the workspace`);
  }
  if (object.scope.has(name)) {
    return object.scope.get(name);
  }
  for (const base of object.bases) {
    const found = lift([base], (value) => classAttribute(value, name));
    if (found.kind !== 'absent') {
      return found;
    }
  }
  return { kind: 'absent' };
}
