import type { Known } from '../base/known.ts';
import type { Application } from './application.ts';

/** A value of the settings that an application runs with, and how sure it is. */
export interface Weighed<T> {
  readonly value: T;
  /** Whether both the value and the join of the application rest on nothing but the files. */
  readonly certain: boolean;
  /** The environment variable that the value rests on not being set. */
  readonly variable: string | undefined;
}

/**
 * @returns the value where the files tell it: also one that rests on a variable that isn't set, where every file that sets
 * variables of the process could be read. Undefined where the files don't tell it.
 */
export function weigh<T>(application: Application, value: Known<T>): Weighed<T> | undefined {
  if (value.kind !== 'known') {
    return undefined;
  }
  const [assumption] = value.assumes;
  if (assumption !== undefined && application.process?.environment.complete !== true) {
    return undefined;
  }
  return {
    value: value.value,
    certain: assumption === undefined && application.certainty === 'proven',
    variable: assumption?.variable,
  };
}
