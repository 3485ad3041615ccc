import { type Known, known, unknown } from '../../../base/known.ts';
import { toBoolean, toNumber, toText } from '../builtins.ts';
import type { Call } from '../machine.ts';
import { plain } from '../operators.ts';
import type { Possible } from '../possible.ts';
import { boolean, type PythonValue, type SequenceValue, string } from '../value.ts';

/** @returns a list of texts, each from `origins`. */
export function textList(type: SequenceValue['type'], values: readonly string[]): PythonValue {
  return { type, items: values.map((value) => plain(string(value)) as Known<PythonValue>), complete: true };
}

/** @returns `true` or `false` where the text is one of the words; unknown else, since the library would raise. */
export function booleanWord(text: string, truthy: readonly string[], falsy: readonly string[]): Possible {
  if (truthy.includes(text)) {
    return plain(boolean(true));
  }
  return falsy.includes(text) ? plain(boolean(false)) : unknown('the text is neither true nor false');
}

/** @returns `value` put through a cast given as a Python callable: a type, or a function of the workspace. */
export function applyCast(cast: PythonValue, value: PythonValue, call: Call): Possible {
  if (cast.type === 'symbol') {
    switch (cast.name) {
      case 'str':
        return toText(value);
      case 'int':
        return toNumber(value, true);
      case 'float':
        return toNumber(value, false);
      case 'bool':
        return toBoolean(value);
      default:
        return unknown(`the cast ${cast.name} is not evaluated`);
    }
  }
  return cast.type === 'function'
    ? call.machine.callFunction(cast, { ...call, positional: [known(value, [])], named: new Map(), open: false })
    : unknown('this cast is not evaluated');
}
