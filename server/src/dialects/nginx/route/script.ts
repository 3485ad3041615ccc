import { message } from '../../../base/message.ts';
import type { Condition } from '../condition.ts';
import type { Statement } from '../configuration.ts';
import type { Place } from '../effective/place.ts';
import { fromBytes, toBytes } from '../language/pattern.ts';
import { conditionOf, testVariable } from './condition.ts';
import { escapeUri, unescapeRedirect } from './escape.ts';
import { isDirectory, isFile, pathText } from './look-up.ts';
import type { RequestState } from './state.ts';
import { showUnknown } from './unknown-value.ts';
import { evaluate, hasVariables, partValue, runRegex, templateOf } from './values.ts';

/** How the rewrite directives of a level ended. */
export type ScriptEnd =
  | { readonly kind: 'declined' }
  /** A status that error pages may take over. */
  | { readonly kind: 'status'; readonly status: number; readonly statement: Statement }
  /** An answer that is sent as it is: `return CODE text`. */
  | { readonly kind: 'response'; readonly status: number; readonly body: string; readonly statement: Statement };

/** `ngx_http_script_engine_t`: what outlives one directive. */
interface Engine {
  /** Captures are escaped at first, until a `rewrite` has matched. */
  quote: boolean;
  /** Stays set once a `rewrite` wrote arguments. */
  isArgs: boolean;
}

type Flow = ScriptEnd | 'end' | undefined;

const declined: ScriptEnd = { kind: 'declined' };
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Runs the `set`, `if`, `rewrite`, `return` and `break` of a level in the order of the text: `ngx_http_rewrite_handler`
 * and the codes of src/http/ngx_http_script.c.
 *
 * @param enter is called with the level of an `if` in a location that is true.
 */
export function runScript(state: RequestState, place: Place, enter: (place: Place) => void): ScriptEnd {
  const engine: Engine = { quote: true, isArgs: false };
  const flow = runStatements(state, place.statements, engine, place, enter);
  return flow === undefined || flow === 'end' ? declined : flow;
}

function runStatements(
  state: RequestState,
  statements: readonly Statement[],
  engine: Engine,
  place: Place,
  enter: (place: Place) => void,
): Flow {
  for (const statement of statements) {
    let flow: Flow;
    switch (statement.directive.name.value) {
      case 'set':
        runSet(state, statement, engine);
        break;
      case 'rewrite':
        flow = runRewrite(state, statement, engine);
        break;
      case 'return':
        flow = runReturn(state, statement);
        break;
      case 'break':
        if (state.uriChanged) {
          state.validLocation = false;
          state.uriChanged = false;
        }
        state.step(message('break ends the rewrites here.'), statement);
        flow = 'end';
        break;
      case 'if':
        flow = runIf(state, statement, engine, place, enter);
        break;
    }
    if (flow !== undefined) {
      return flow;
    }
  }
  return undefined;
}

function runIf(
  state: RequestState,
  statement: Statement,
  engine: Engine,
  place: Place,
  enter: (place: Place) => void,
): Flow {
  const condition = conditionOf(statement);
  if (condition === undefined || !isTrue(state, condition, engine)) {
    return undefined;
  }
  state.step(message('The condition is true.'), statement);
  const inner = place.inner.find((candidate) => candidate.statement === statement);
  if (inner !== undefined) {
    enter(inner);
  }
  return runStatements(state, statement.children, engine, place, enter);
}

function isTrue(state: RequestState, condition: Condition, engine: Engine): boolean {
  if (condition.kind === 'file') {
    const path = scriptValue(state, condition.path, engine);
    const holds =
      condition.test === 'f'
        ? isFile(state, path)
        : condition.test === 'd'
          ? isDirectory(state, path)
          : condition.test === 'e'
            ? isFile(state, path) || isDirectory(state, path)
            : state.ask(`executable ${pathText(path)}`);
    return holds !== condition.negative;
  }
  const value = state.variable(condition.variable) ?? '';
  const wanted = condition.kind === 'equal' ? scriptValue(state, condition.value, engine) : '';
  return testVariable(state, condition, value, wanted);
}

/** A value of `set` and `if`: its captures are escaped as `ngx_http_script_complex_value_code` does, lengths included. */
function scriptValue(state: RequestState, value: string, engine: Engine): string {
  if (!hasVariables(value)) {
    return toBytes(value);
  }
  let result = '';
  let length = 0;
  for (const part of templateOf(value)) {
    result += partValue(state, part, engine.quote || engine.isArgs);
    length += partValue(state, part, engine.quote).length;
  }
  return result.slice(0, length);
}

function runSet(state: RequestState, statement: Statement, engine: Engine): void {
  const [target, source] = statement.directive.args;
  const name = target?.value.replace(/^\$/, '').toLowerCase();
  if (name === undefined || source === undefined) {
    return;
  }
  const value = scriptValue(state, source.value, engine);
  if (name === 'args') {
    state.args = value;
    state.validUnparsedUri = false;
  } else {
    state.variables.set(name, value);
  }
  state.step(
    message('Sets {name} to "{value}".', { name: `$${name}`, value: fromBytes(showUnknown(value)) }),
    statement,
  );
}

const redirectStart = /^(?:https?:\/\/|\$scheme)/;

function runRewrite(state: RequestState, statement: Statement, engine: Engine): Flow {
  const [pattern, replacement, flag] = statement.directive.args.map((word) => word.value);
  if (pattern === undefined || replacement === undefined) {
    return undefined;
  }
  if (!runRegex(state, pattern, false, state.uri)) {
    state.captures = undefined;
    return undefined;
  }
  const keepsArgs = !replacement.endsWith('?');
  const text = keepsArgs ? replacement : replacement.slice(0, -1);
  const status =
    flag === 'permanent' ? 301 : flag === 'redirect' ? 302 : redirectStart.test(replacement) ? 302 : undefined;
  if (status !== undefined) {
    return redirectTo(state, statement, engine, text, keepsArgs, status);
  }
  state.internal = true;
  state.validUnparsedUri = false;
  if (flag === 'break') {
    state.validLocation = false;
    state.uriChanged = false;
  } else {
    state.uriChanged = true;
  }
  return rewriteUri(state, statement, engine, text, keepsArgs, flag);
}

function redirectTo(
  state: RequestState,
  statement: Statement,
  engine: Engine,
  text: string,
  keepsArgs: boolean,
  status: number,
): Flow {
  state.internal = true;
  state.validUnparsedUri = false;
  state.uriChanged = true;
  let target = '';
  for (const part of templateOf(text)) {
    target += partValue(state, part, true);
  }
  engine.quote = false;
  target = unescapeRedirect(target);
  if (keepsArgs && state.args !== '') {
    target += (text.includes('?') ? '&' : '?') + state.args;
  }
  state.redirectTarget = target;
  state.step(
    message('Matches {uri}: redirects to {target}.', { uri: showUri(state.uri), target: showUri(target) }),
    statement,
  );
  return { kind: 'status', status, statement };
}

function rewriteUri(
  state: RequestState,
  statement: Statement,
  engine: Engine,
  text: string,
  keepsArgs: boolean,
  flag: string | undefined,
): Flow {
  const before = state.uri;
  let uri = '';
  let args: string | undefined;
  for (const part of templateOf(text)) {
    if (part.kind !== 'text' || args !== undefined) {
      const value = partValue(state, part, engine.isArgs);
      if (args === undefined) {
        uri += value;
      } else {
        args += value;
      }
      continue;
    }
    const question = part.text.indexOf('?');
    if (question < 0) {
      uri += part.text;
    } else {
      uri += part.text.slice(0, question);
      args = part.text.slice(question + 1);
      engine.isArgs = true;
    }
  }
  engine.quote = false;
  if (args !== undefined) {
    state.args = keepsArgs && state.args !== '' ? `${args}&${state.args}` : args;
  } else if (!keepsArgs) {
    state.args = '';
  }
  state.uri = uri;
  if (uri === '') {
    return { kind: 'status', status: 500, statement };
  }
  state.step(
    message('Matches {before}: the URI becomes {after}.', {
      before: showUri(before),
      after: showUri(uri + (state.args === '' ? '' : `?${state.args}`)),
    }),
    statement,
  );
  return flag === 'last' || flag === 'break' ? 'end' : undefined;
}

/** @returns a URI or a target as people read it. */
export function showUri(bytes: string): string {
  return showUnknown(bytes).replace(/[^!-~]/g, (byte) => escapeUri(byte, 'uri'));
}

function runReturn(state: RequestState, statement: Statement): Flow {
  const [code, text] = statement.directive.args.map((word) => word.value);
  if (code === undefined) {
    return undefined;
  }
  const numeric = /^\d+$/.test(code);
  const status = numeric ? Number(code) : 302;
  const body = numeric ? text : code;
  state.step(message('Returns {status}.', { status }), statement);
  if (status >= 400 && (body === undefined || body === '')) {
    return { kind: 'status', status, statement };
  }
  const value = evaluate(state, body ?? '');
  if (redirectStatuses.has(status)) {
    state.redirectTarget = value;
    return { kind: 'status', status, statement };
  }
  return { kind: 'response', status, body: value, statement };
}
