import type { Assumption, Origin } from '../../base/known.ts';
import { type Glyph, type Hole, holeAt, ReadText } from '../../base/read-text.ts';

/** One `$NAME` or `${NAME…}` in a text. */
export interface Parameter {
  readonly name: string;
  /** What follows the name in braces: `:-`, `-`, `:=`, `=`, `:?`, `?`, `:+`, `+`; empty for none, `?…` for anything else. */
  readonly operator: '' | '-' | '=' | '?' | '+' | 'other';
  /** Whether the operator begins with a colon: then an empty value counts as none. */
  readonly colon: boolean;
  readonly operandStart: number;
  readonly operandEnd: number;
  /** Where the parameter ends in the text. */
  readonly end: number;
}

/** What a variable stands for: undefined where it is certainly not set, a text with a hole where that isn't told. */
export type ParameterLookup = (name: string, origin: Origin) => ReadText | undefined;

/** @returns the parameter that begins with the `$` at `at` of `value`; undefined where there is none. */
export function readParameter(value: string, at: number): Parameter | undefined {
  const plain = /^\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/.exec(value.slice(at));
  if (plain !== null) {
    const end = at + plain[0].length;
    return { name: plain[1] as string, operator: '', colon: false, operandStart: end, operandEnd: end, end };
  }
  const braced = /^\$\{([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/.exec(value.slice(at));
  if (braced === null) {
    return undefined;
  }
  const close = closingBrace(value, at + 2);
  const rest = at + braced[0].length;
  const mark = /^(:?)([-=?+])/.exec(value.slice(rest, close));
  const empty = rest === close;
  return {
    name: braced[1] as string,
    operator: empty ? '' : mark === null ? 'other' : (mark[2] as '-' | '=' | '?' | '+'),
    colon: mark?.[1] === ':',
    operandStart: rest + (mark?.[0].length ?? 0),
    operandEnd: close,
    end: Math.min(close + 1, value.length),
  };
}

/**
 * @param operand gives what the default stands for, itself expanded.
 * @returns the glyphs that stand for `parameter`, or a hole. A default of a variable that no file sets is marked as assumed.
 */
export function substitute(
  parameter: Parameter,
  origin: Origin,
  lookup: ParameterLookup,
  operand: () => ReadText,
): readonly Glyph[] {
  const hole: Hole = { reason: `$${parameter.name} isn't set in the files`, splits: false };
  if (!/^[A-Za-z_]/.test(parameter.name) || parameter.operator === 'other') {
    return [holeAt({ reason: 'only the running shell knows this', splits: /^[@*]$/.test(parameter.name) }, origin)];
  }
  const value = lookup(parameter.name, origin);
  const certainlySet = value !== undefined && value.hole === undefined && !(parameter.colon && value.length === 0);
  switch (parameter.operator) {
    case '-':
    case '=': {
      if (certainlySet) {
        return value.glyphs;
      }
      const fallback = operand();
      if (value?.hole === undefined) {
        return fallback.glyphs;
      }
      const assumes: Assumption = { variable: parameter.name, fallback: fallback.value, origin };
      return fallback.glyphs.map((glyph) => ({ ...glyph, assumes: glyph.assumes ?? assumes }));
    }
    case '+':
      return certainlySet ? operand().glyphs : value?.hole === undefined ? [] : [holeAt(hole, origin)];
    default:
      return value?.glyphs ?? [];
  }
}

/** @returns a text with what `$NAME` and `${NAME…}` stand for put in, as compose and Dockerfiles do; `$$` is a dollar sign. */
export function interpolate(text: ReadText, lookup: ParameterLookup): ReadText {
  if (!text.value.includes('$')) {
    return text;
  }
  const glyphs: Glyph[] = [];
  for (let at = 0; at < text.length; ) {
    const parameter = text.value.startsWith('$$', at) ? undefined : readParameter(text.value, at);
    if (parameter === undefined || !/^[A-Za-z_]/.test(parameter.name)) {
      glyphs.push(text.glyphs[at] as Glyph);
      at += text.value.startsWith('$$', at) ? 2 : 1;
      continue;
    }
    const origin: Origin = { path: text.origin.path, span: text.span(at, parameter.end) };
    const operand = (): ReadText => interpolate(text.slice(parameter.operandStart, parameter.operandEnd), lookup);
    glyphs.push(...substitute(parameter, origin, lookup, operand));
    at = parameter.end;
  }
  return new ReadText(glyphs, text.origin);
}

/** @returns a hole for a variable that no file sets. */
export function unsetVariable(name: string, origin: Origin): ReadText {
  return ReadText.hole({ reason: `$${name} isn't set in the files`, splits: false }, origin);
}

function closingBrace(value: string, from: number): number {
  let depth = 1;
  for (let at = from; at < value.length; at++) {
    if (value.charAt(at) === '\\') {
      at++;
    } else if (value.startsWith('${', at)) {
      depth++;
      at++;
    } else if (value.charAt(at) === '}' && --depth === 0) {
      return at;
    }
  }
  return value.length;
}
