import { unknown } from '../../../base/known.ts';
import { classAttribute } from '../attributes.ts';
import { readVariable } from '../environment.ts';
import { argument, type Call, type Library } from '../machine.ts';
import { plain, settledTruth } from '../operators.ts';
import { lift, type Possible } from '../possible.ts';
import { boolean, none, type PythonValue, string } from '../value.ts';
import { applyCast, booleanWord, textList } from './cast.ts';

const kinds = ['Value', 'BooleanValue', 'IntegerValue', 'FloatValue', 'ListValue', 'TupleValue', 'SecretValue'];
const module = 'configurations.values';

/** Source: django-configurations, configurations/values.py. */
function toPython(kind: string, text: PythonValue, call: Call): Possible {
  if (text.type !== 'string') {
    return plain(text);
  }
  switch (kind) {
    case 'Value':
    case 'SecretValue':
      return plain(text);
    case 'BooleanValue':
      return booleanWord(text.value.trim().toLowerCase(), ['yes', 'y', 'true', '1'], ['no', 'n', 'false', '0', '']);
    case 'IntegerValue':
      return applyCast({ type: 'symbol', name: 'int' }, text, call);
    case 'FloatValue':
      return applyCast({ type: 'symbol', name: 'float' }, text, call);
    default: {
      const items = text.value.split(',').map((item) => item.trim());
      return plain(
        textList(
          kind === 'TupleValue' ? 'tuple' : 'list',
          items.filter((item) => item !== ''),
        ),
      );
    }
  }
}

function makeValue(kind: string, call: Call): Possible {
  const named = argument(call, 2, 'environ_name');
  const fallback = kind === 'SecretValue' ? undefined : (argument(call, 0, 'default') ?? plain(none));
  const environ = settledTruth(argument(call, 1, 'environ') ?? plain(boolean(true)));
  if (environ === false && fallback !== undefined) {
    return fallback;
  }
  const prefix = argument(call, 3, 'environ_prefix') ?? plain(string('DJANGO'));
  const read = (name: Possible): Possible => {
    const variable = lift([prefix, name], (before, after) => {
      const end = after.type === 'string' ? after.value.toUpperCase() : '';
      const start = before.type === 'string' ? before.value.replace(/_$/, '') : '';
      return plain(string(start === '' ? end : `${start}_${end}`));
    });
    return readVariable(
      call.machine.environment,
      variable,
      call.origin,
      (text) => toPython(kind, text, call),
      fallback,
    );
  };
  return named === undefined ? plain({ type: 'late', read: (name) => read(plain(string(name))) }) : read(named);
}

/** @returns what the class of django-configurations sets `name` to. */
export function configurationValue(configuration: Possible, name: string): Possible {
  return lift([configuration], (value) => {
    const held = classAttribute(value, name);
    if (held.kind === 'absent') {
      return held;
    }
    return lift([held], (inner) => {
      if (inner.type === 'function') {
        return unknown('a property is not evaluated');
      }
      return inner.type === 'late' ? inner.read(name) : plain(inner);
    });
  });
}

/** django-configurations. */
export const configurations: Library = {
  functions: Object.fromEntries(kinds.map((kind) => [`${module}.${kind}`, (call: Call) => makeValue(kind, call)])),
};
