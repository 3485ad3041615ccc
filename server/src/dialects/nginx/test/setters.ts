import type { DirectiveFact } from '../../../facts/nginx/directive-facts.ts';
import type { Setter } from './call.ts';
import { coreSetters } from './core/setters.ts';
import { httpSetters } from './http/setters.ts';
import { mailSetters } from './mail/setters.ts';
import { streamSetters } from './stream/setters.ts';
import { compileArgument } from './variables.ts';

const SETTERS: Readonly<Record<string, Setter>> = { ...coreSetters, ...httpSetters, ...streamSetters, ...mailSetters };

/** Directives of others whose parameters Nginx compiles like those of its own. */
const COMPILED = new Set(['echo', 'echo_before_body', 'echo_after_body', 'more_set_headers', 'more_set_input_headers']);

/** @returns the setter of a directive that has one of its own, by the name of Nginx's function; undefined where it has none here. */
export function customSetter(fact: DirectiveFact): Setter | undefined {
  if (fact.handler !== undefined) {
    return SETTERS[fact.handler];
  }
  if (fact.thirdParty !== undefined && COMPILED.has(fact.name)) {
    return (call) => call.args.every((_, index) => compileArgument(call, index));
  }
  return fact.type === undefined ? undefined : SETTERS[fact.type];
}
