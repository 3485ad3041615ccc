import { variableNamed } from '../../../facts/nginx/variable-facts.ts';
import type { Word } from '../../../syntax/nginx/tree.ts';
import { isRefused, type RefusedPattern } from '../language/pattern.ts';
import { readPattern } from '../language/read-pattern.ts';
import type { Call } from './call.ts';
import type { Entry } from './entries/entry.ts';
import { scriptParts } from './values/script.ts';
import type { VariableTable } from './variable-table.ts';

/** @returns the variables of the family to which the directive belongs. */
export function tableOf(call: Call): VariableTable {
  return call.fact.family === 'stream' ? call.run.variables.stream : call.run.variables.http;
}

/**
 * Compiles a value that may hold variables (`ngx_http_compile_complex_value`, src/http/ngx_http_script.c): notes the variables that it
 * uses. @returns whether Nginx accepts it.
 */
export function compileValue(call: Call, value: string, argument: number): boolean {
  if (!value.includes('$')) {
    return true;
  }
  const table = tableOf(call);
  if (table.compiled.has(value)) {
    return true;
  }
  const word = call.args[argument];
  for (const part of scriptParts(value)) {
    if (part.kind === 'error') {
      call.refuse(part.message, argument, 'variable');
      return false;
    }
    if (part.kind === 'variable') {
      table.use(part.name, call.statement, word);
    }
  }
  table.compiled.add(value);
  return true;
}

/** Compiles the parameter at `argument`. */
export function compileArgument(call: Call, argument: number): boolean {
  return compileValue(call, call.value(argument), argument);
}

/** Notes that a directive names a variable by itself (`ngx_http_get_variable_index`); `name` is without `$`. */
export function useVariable(call: Call, name: string, argument: number): boolean {
  if (name === '') {
    call.refuse('invalid variable name "$"', argument, 'variable');
    return false;
  }
  tableOf(call).use(name, call.statement, call.args[argument]);
  return true;
}

/** The names of a module that few have: where it isn't loaded they are free, and databases of another module are given them. */
const OF_OPTIONAL_MODULE = /^geoip_/;

/** Notes that a directive defines a variable (`ngx_http_add_variable`); `name` is without `$`. @returns whether Nginx lets it. */
export function defineVariable(call: Call, name: string, argument: number): boolean {
  if (name === '') {
    call.refuse('invalid variable name "$"', argument, 'variable');
    return false;
  }
  const family = call.fact.family === 'stream' ? 'stream' : 'http';
  const fact = variableNamed(name.toLowerCase(), family);
  if (
    fact !== undefined &&
    !fact.prefix &&
    !fact.changeable &&
    !OF_OPTIONAL_MODULE.test(fact.name) &&
    !fact.commercial &&
    fact.thirdParty === undefined &&
    (fact.since === undefined || call.run.atLeast(fact.since))
  ) {
    call.refuse(`the duplicate "${name}" variable`, argument, 'variable');
    return false;
  }
  tableOf(call).define(name, call.statement);
  return true;
}

/** Checks that the parameter is `$name` and strips the `$`; undefined, and refused, where it isn't. */
export function variableArgument(call: Call, argument: number): string | undefined {
  const value = call.value(argument);
  if (!value.startsWith('$')) {
    const fixes =
      /^\w+$/.test(value) && call.args[argument]?.quote === undefined
        ? [
            {
              kind: 'insert' as const,
              span: { start: wordStart(call.args[argument]), end: wordStart(call.args[argument]) },
              newText: '$',
              safe: true,
            },
          ]
        : [];
    call.refuse(`invalid variable name "${value}"`, argument, 'variable', { fixes });
    return undefined;
  }
  return value.slice(1);
}

function wordStart(word: Word | undefined): number {
  return word?.span.start ?? 0;
}

/** What a compiled pattern gives. */
export interface CompiledPattern {
  readonly captures: number;
}

/**
 * Compiles a pattern (`ngx_http_regex_compile`, src/http/ngx_http_variables.c): its named groups become variables.
 * @param bare `ngx_regex_compile` alone, whose names become no variables.
 * @returns undefined where Nginx refuses it.
 */
export function compilePattern(
  call: Call,
  pattern: string,
  argument: number,
  bare: 'bare' | 'named' = 'named',
): CompiledPattern | undefined {
  const read = readPattern(pattern);
  if (isRefused(read)) {
    call.refuse(refusalOf(call, pattern, read), argument, 'regex');
    return undefined;
  }
  if (bare === 'named') {
    for (const name of read.names.keys()) {
      if (!defineVariable(call, name, argument)) {
        return undefined;
      }
      useVariable(call, name, argument);
    }
  }
  return { captures: read.groups };
}

/** Compiles a value that stands in an entry of a block. Source: `ngx_http_compile_complex_value` (src/http/ngx_http_script.c). */
export function compileText(call: Call, entry: Entry, value: string, index: number): boolean {
  const { name, args } = entry.statement.directive;
  const word = index === 0 ? name : args[index - 1];
  for (const part of scriptParts(value)) {
    if (part.kind === 'error') {
      entry.refuse(part.message, index, 'variable');
      return false;
    }
    if (part.kind === 'variable') {
      tableOf(call).use(part.name, entry.statement, word);
    }
  }
  return true;
}

/** Compiles a pattern that stands in an entry of a block. Source: `ngx_http_regex_compile` (src/http/ngx_http_variables.c). */
export function compilePatternOf(call: Call, entry: Entry, pattern: string, index: number): void {
  const read = readPattern(pattern);
  if (isRefused(read)) {
    entry.refuse(refusalOf(call, pattern, read), index, 'regex');
    return;
  }
  for (const name of read.names.keys()) {
    tableOf(call).define(name, entry.statement);
  }
}

/** @returns what Nginx prints of a pattern that PCRE2 refuses (`ngx_regex_compile`, src/core/ngx_regex.c). */
function refusalOf(call: Call, pattern: string, { refusal }: RefusedPattern): string {
  const library = call.run.atLeast('1.21.5') ? 'pcre2_compile' : 'pcre_compile';
  const at = refusal.rest === undefined ? '' : ` at "${refusal.rest}"`;
  return `${library}() failed: ${refusal.message} in "${pattern}"${at}`;
}
