import { compilePattern, type Matcher } from '../language/match.ts';
import { isPattern, type Pattern, toBytes } from '../language/pattern.ts';
import { readPattern } from '../language/read-pattern.ts';
import { valueParts } from '../value.ts';
import { escapeUri } from './escape.ts';
import type { RequestState } from './state.ts';
import { holdsUnknown, showUnknown } from './unknown-value.ts';

/** A value with variables, ready to be put together. */
export type Template = readonly TemplatePart[];

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'capture'; readonly index: number };

const templates = new Map<string, Template>();
const mostTemplates = 20_000;

/**
 * @returns the parts of a value as bytes; the same value gives the same parts.
 * Source: `ngx_http_script_compile` (src/http/ngx_http_script.c).
 */
export function templateOf(value: string): Template {
  let template = templates.get(value);
  if (template === undefined) {
    template = valueParts(value).map((part): TemplatePart => {
      if (part.kind === 'text') {
        return { kind: 'text', text: toBytes(part.text) };
      }
      return /^[1-9]$/.test(part.name)
        ? { kind: 'capture', index: Number(part.name) }
        : { kind: 'variable', name: part.name };
    });
    if (templates.size >= mostTemplates) {
      templates.clear();
    }
    templates.set(value, template);
  }
  return template;
}

/** @returns whether `value` holds a variable or a capture. */
export function hasVariables(value: string): boolean {
  return value.includes('$') && templateOf(value).some((part) => part.kind !== 'text');
}

/** @returns `value` with its variables filled in: `ngx_http_complex_value`. */
export function evaluate(state: RequestState, value: string): string {
  let result = '';
  for (const part of templateOf(value)) {
    result += part.kind === 'text' ? part.text : partValue(state, part);
  }
  return result;
}

/** @returns the bytes of a variable or a capture; `escaped` gives captures as `ngx_http_script_copy_capture_code` does. */
export function partValue(state: RequestState, part: TemplatePart, escaped = false): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable':
      return state.variable(part.name) ?? '';
    case 'capture': {
      const text = state.capture(part.index);
      return escaped && (state.quoted || state.plus) ? escapeUri(text, 'args') : text;
    }
  }
}

/** @returns whether two values are the same; asks where one of them isn't known. */
export function sameValue(state: RequestState, one: string, other: string): boolean {
  if (one === other) {
    return true;
  }
  if (!holdsUnknown(one) && !holdsUnknown(other)) {
    return false;
  }
  return state.ask(`${showUnknown(one)} is ${showUnknown(other) === '' ? 'empty' : showUnknown(other)}`);
}

interface ReadRegex {
  readonly pattern: Pattern;
  readonly matcher: Matcher;
}

const regexes = new Map<string, ReadRegex | undefined>();

function regexOf(text: string, caseless: boolean): ReadRegex | undefined {
  const key = `${caseless ? 'i' : 's'}${text}`;
  if (!regexes.has(key)) {
    if (regexes.size >= mostTemplates) {
      regexes.clear();
    }
    const pattern = readPattern(text, caseless);
    regexes.set(key, isPattern(pattern) ? { pattern, matcher: compilePattern(pattern) } : undefined);
  }
  return regexes.get(key);
}

/**
 * Runs a regular expression and keeps what it found: `ngx_http_regex_exec`. Asks where the subject isn't known or the
 * pattern can't be run here; its captures are then empty.
 */
export function runRegex(state: RequestState, text: string, caseless: boolean, subject: string): boolean {
  const regex = regexOf(text, caseless);
  const captures = regex === undefined || holdsUnknown(subject) ? 'limit' : regex.matcher.exec(subject);
  if (captures === 'limit') {
    return state.ask(`${showUnknown(subject)} matches ${text}`);
  }
  if (captures === undefined || regex === undefined) {
    return false;
  }
  state.remember(regex.pattern, captures, subject);
  return true;
}
