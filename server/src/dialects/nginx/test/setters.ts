import type { DirectiveFact } from '../../../facts/nginx/directive-facts.ts';
import type { Setter } from './call.ts';
import { coreSetters } from './core/setters.ts';
import { httpSetters } from './http/setters.ts';
import { mailSetters } from './mail/setters.ts';
import { streamSetters } from './stream/setters.ts';

const SETTERS: Readonly<Record<string, Setter>> = { ...coreSetters, ...httpSetters, ...streamSetters, ...mailSetters };

/** @returns the setter of a directive that has one of its own, by the name of Nginx's function; undefined where it has none here. */
export function customSetter(fact: DirectiveFact): Setter | undefined {
  if (fact.handler !== undefined) {
    return SETTERS[fact.handler];
  }
  return fact.type === undefined ? undefined : SETTERS[fact.type];
}
