import type { DirectiveFact } from '../../../../facts/nginx/directive-facts.ts';
import { parseNumber, parseOffset, parseSize } from '../../number.ts';
import type { Call, Setter } from '../call.ts';
import { stateOf } from '../http/state.ts';
import { makesFolder } from '../machine/startup.ts';
import { addPath } from '../paths.ts';
import { compileArgument } from '../variables.ts';
import { checkPost } from './post.ts';
import { parseTime } from './time.ts';

/** The setters of src/core/ngx_conf_file.c and their kin: one for each type of value that the facts name. */
const SETTERS: Readonly<Record<string, Setter>> = {
  flag: once(flag),
  num: once(number),
  size: once((call) => readable(call, parseSize(call.value(0)))),
  off: once((call) => readable(call, parseOffset(call.value(0)))),
  msec: once((call) => readable(call, parseTime(call.value(0), 'ms'))),
  sec: once((call) => readable(call, parseTime(call.value(0), 's'))),
  str: once(() => true),
  bufs: once(buffers),
  enum: once(enumeration),
  bitmask,
  access: once(access),
  path: once(path),
  complex_value: once((call) => compileArgument(call, 0)),
  complex_value_size: once(complexSize),
  predicate: (call) => {
    call.set();
    call.args.every((_, index) => compileArgument(call, index));
  },
  str_array: list,
  keyval: (call) => {
    if (call.name.endsWith('_set_header')) {
      stateOf(call.frame).lateValues.push({ call, argument: 1 });
    }
  },
};

/** @returns the setter of a directive whose value has a type; undefined where its setter is its own. */
export function typedSetter(fact: DirectiveFact): Setter | undefined {
  return fact.type === undefined ? undefined : SETTERS[fact.type];
}

/** A list to which each directive adds. */
function list(call: Call): void {
  call.set();
  const { lists } = call.frame.server;
  const settings = lists.get(call.name) ?? [];
  settings.push({ statement: call.statement, values: call.values });
  lists.set(call.name, settings);
}

/** A setter whose field may be set once in a block. Nginx looks for that before it looks at the value. */
function once(check: (call: Call) => boolean): Setter {
  return (call) => {
    if (call.fact.once && call.earlier !== undefined) {
      call.duplicate();
      return;
    }
    if (check(call)) {
      checkPost(call);
    }
    call.set();
  };
}

function flag(call: Call): boolean {
  const value = call.value(0).toLowerCase();
  if (value !== 'on' && value !== 'off') {
    const message = `invalid value "${call.value(0)}" in "${call.name}" directive, it must be "on" or "off"`;
    const meant = { yes: 'on', true: 'on', '1': 'on', no: 'off', false: 'off', '0': 'off' }[value];
    call.refuse(message, 0, 'value', meant === undefined ? {} : { fixes: [replacement(call, 0, meant)] });
    return false;
  }
  return true;
}

function replacement(call: Call, argument: number, newText: string) {
  const span = call.args[argument]?.span ?? call.statement.directive.span;
  return { kind: 'replace' as const, span, newText, safe: true };
}

function number(call: Call): boolean {
  const value = parseNumber(call.value(0));
  if (value === undefined) {
    call.fail('invalid number', 0);
    return false;
  }
  const bounds = call.fact.bounds;
  if (bounds === undefined) {
    return true;
  }
  const [low, high] = bounds;
  if (value < low || (high !== null && value > high)) {
    call.refuse(
      high === null ? `value must be equal to or greater than ${low}` : `value must be between ${low} and ${high}`,
      0,
    );
    return false;
  }
  return true;
}

function readable(call: Call, value: number | undefined): boolean {
  if (value === undefined) {
    call.fail('invalid value', 0);
  }
  return value !== undefined;
}

function buffers(call: Call): boolean {
  if (!parseNumber(call.value(0))) {
    call.fail('invalid value', 0);
    return false;
  }
  if (!parseSize(call.value(1))) {
    call.fail('invalid value', 1);
    return false;
  }
  return true;
}

function enumeration(call: Call): boolean {
  const value = call.value(0).toLowerCase();
  if (!call.fact.words.some((word) => word.toLowerCase() === value)) {
    call.refuse(`invalid value "${call.value(0)}"`, 0);
    return false;
  }
  return true;
}

function bitmask(call: Call): void {
  const before = call.earlier?.values ?? [];
  const seen = new Set(before.map((value) => value.toLowerCase()));
  for (const [index, value] of call.values.entries()) {
    const lower = value.toLowerCase();
    if (!call.fact.words.some((word) => word.toLowerCase() === lower)) {
      call.refuse(`invalid value "${value}"`, index);
      break;
    }
    if (seen.has(lower)) {
      call.warn(`duplicate value "${value}"`, index, 'duplicate');
    }
    seen.add(lower);
  }
  call.scope.fields.set(call.fact.field, { statement: call.statement, values: [...seen] });
}

function access(call: Call): boolean {
  const wrong = call.values.findIndex((value) => !/^(?:user|group|all):(?:rw|r)$/.test(value));
  if (wrong >= 0) {
    call.refuse(`invalid value "${call.value(wrong)}"`, wrong);
  }
  return wrong < 0;
}

function path(call: Call): boolean {
  let length = 0;
  for (let index = 1; index < call.values.length; index++) {
    const level = parseNumber(call.value(index));
    if (!level) {
      call.fail('invalid value', index);
      return false;
    }
    length += level + 1;
  }
  if (length > 10 + call.values.length - 1) {
    call.fail('invalid value', call.values.length - 1);
    return false;
  }
  makesFolder(call);
  return addPath(call, call.values.slice(1), undefined);
}

function complexSize(call: Call): boolean {
  if (!compileArgument(call, 0)) {
    return false;
  }
  return call.value(0).includes('$') || readable(call, parseSize(call.value(0)));
}
