import { type Assumption, absent, type Known, known, type Origin, unknown } from '../../base/known.ts';
import { equalValues, type PythonValue } from './value.ts';

/** What a name holds where the code comes to a place on several ways: one of these, or it isn't bound at all. */
export interface Either {
  readonly kind: 'either';
  readonly options: readonly Option[];
}

export type Option = Extract<Known<PythonValue>, { kind: 'known' | 'absent' }>;

/** A value during evaluation. */
export type Possible = Known<PythonValue> | Either;

/** More ways than these make a value unknown. */
const mostOptions = 8;
/** Origins beyond these help nobody. */
const mostOrigins = 6;

/** @returns the value without the choice: unknown where it is one of several. */
export function settle(value: Possible): Known<PythonValue> {
  if (value.kind !== 'either') {
    return value;
  }
  return unknown(
    'it depends on a condition that the files do not decide',
    mergeOrigins(value.options.flatMap(originsOf)),
  );
}

/** @returns what holds where the code may have come on the way of one or of the other. */
export function join(one: Possible, other: Possible): Possible {
  if (one === other) {
    return one;
  }
  if (one.kind === 'unknown') {
    return unknown(one.reason, mergeOrigins([...one.origins, ...originsOf(other)]));
  }
  if (other.kind === 'unknown') {
    return unknown(other.reason, mergeOrigins([...originsOf(one), ...other.origins]));
  }
  const options: Option[] = [];
  for (const option of [...optionsOf(one), ...optionsOf(other)]) {
    const same = options.findIndex((earlier) => sameOption(earlier, option));
    if (same < 0) {
      options.push(option);
    } else {
      options[same] = merge(options[same] as Option, option);
    }
  }
  const first = options[0] ?? absent;
  if (options.length === 1) {
    return first;
  }
  return options.length <= mostOptions ? { kind: 'either', options } : settle({ kind: 'either', options });
}

/** @returns the join of all. */
export function joinAll(values: readonly Possible[]): Possible {
  return values.reduce((all, value) => join(all, value), values[0] ?? absent);
}

/**
 * Applies `operation` to each way the `values` can be; what any of them rests on and comes from, the result does too.
 * @returns unknown where one of them is unknown or not bound.
 */
export function lift(values: readonly Possible[], operation: (...known: PythonValue[]) => Possible): Possible {
  let ways: Option[][] = [[]];
  for (const value of values) {
    if (value.kind === 'unknown') {
      return unknown(value.reason, mergeOrigins(values.flatMap(originsOf)));
    }
    ways = ways.flatMap((way) => optionsOf(value).map((option) => [...way, option]));
    if (ways.length > mostOptions * 2) {
      return unknown('it depends on too many conditions', mergeOrigins(values.flatMap(originsOf)));
    }
  }
  return joinAll(
    ways.map((way) => {
      const inputs = way.flatMap((option) => (option.kind === 'known' ? [option.value] : []));
      const origins = mergeOrigins(way.flatMap(originsOf));
      return inputs.length < way.length
        ? unknown('a name may not be bound', origins)
        : resting(operation(...inputs), way.flatMap(assumesOf), origins);
    }),
  );
}

/** @returns the value, resting on `assumes` too and coming from `origins` too. */
export function resting(value: Possible, assumes: readonly Assumption[], origins: readonly Origin[] = []): Possible {
  if (assumes.length === 0 && origins.length === 0) {
    return value;
  }
  switch (value.kind) {
    case 'known':
      return known(
        value.value,
        mergeOrigins([...value.origins, ...origins]),
        mergeAssumes([...value.assumes, ...assumes]),
      );
    case 'unknown':
      return unknown(value.reason, mergeOrigins([...value.origins, ...origins]));
    case 'either':
      return {
        kind: 'either',
        options: value.options.map((option) => resting(option, assumes, origins) as Option),
      };
    default:
      return value;
  }
}

/** @returns the value as decided at `origin`. */
export function decidedAt(value: Possible, origin: Origin): Possible {
  switch (value.kind) {
    case 'known':
      return { ...value, origins: mergeOrigins([origin, ...value.origins]) };
    case 'unknown':
      return { ...value, origins: mergeOrigins([origin, ...value.origins]) };
    case 'either':
      return { kind: 'either', options: value.options.map((option) => decidedAt(option, origin) as Option) };
    default:
      return value;
  }
}

/** @returns each way the value can be; none for unknown. */
export function optionsOf(value: Possible): readonly Option[] {
  return value.kind === 'either' ? value.options : value.kind === 'unknown' ? [] : [value];
}

/** @returns the defaults that a value rests on. */
export function assumesOf(value: Possible): readonly Assumption[] {
  return value.kind === 'known' ? value.assumes : value.kind === 'either' ? value.options.flatMap(assumesOf) : [];
}

/** @returns the places that a value comes from. */
export function originsOf(value: Possible): readonly Origin[] {
  return value.kind === 'absent' ? [] : value.kind === 'either' ? value.options.flatMap(originsOf) : value.origins;
}

/** @returns the places without repetition, the first ones where there are many. */
export function mergeOrigins(origins: readonly Origin[]): readonly Origin[] {
  const kept: Origin[] = [];
  for (const origin of origins) {
    const known = kept.some(
      (other) =>
        other.path === origin.path && other.span.start === origin.span.start && other.span.end === origin.span.end,
    );
    if (!known && kept.length < mostOrigins) {
      kept.push(origin);
    }
  }
  return kept;
}

function mergeAssumes(assumes: readonly Assumption[]): readonly Assumption[] {
  const kept: Assumption[] = [];
  for (const assumption of assumes) {
    if (!kept.some((other) => other.variable === assumption.variable && other.fallback === assumption.fallback)) {
      kept.push(assumption);
    }
  }
  return kept;
}

function sameOption(one: Option, other: Option): boolean {
  if (one.kind === 'absent' || other.kind === 'absent') {
    return one.kind === other.kind;
  }
  return one.value.type === other.value.type && equalValues(one.value, other.value) === true;
}

function merge(one: Option, other: Option): Option {
  return one.kind === 'known' && other.kind === 'known' ? (resting(one, other.assumes, other.origins) as Option) : one;
}
