/** A variable in a value, by its place there; or what is wrong with it, in Nginx's words. */
export type ScriptPart =
  | { readonly kind: 'variable'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: 'capture'; readonly number: number; readonly start: number; readonly end: number }
  | { readonly kind: 'error'; readonly message: string; readonly start: number; readonly end: number };

function isNameByte(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

/**
 * Reads the variables of a value as `ngx_http_script_compile` (src/http/ngx_http_script.c) does: `$name`, `${name}` and
 * `$1` to `$9`. The list ends with the first error.
 */
export function scriptParts(value: string): ScriptPart[] {
  const parts: ScriptPart[] = [];
  for (let dollar = value.indexOf('$'); dollar >= 0; ) {
    const part = partAt(value, dollar);
    parts.push(part);
    if (part.kind === 'error') {
      break;
    }
    dollar = value.indexOf('$', part.end);
  }
  return parts;
}

function partAt(value: string, start: number): ScriptPart {
  let at = start + 1;
  const code = value.charCodeAt(at);
  if (code >= 49 && code <= 57) {
    return { kind: 'capture', number: code - 48, start, end: at + 1 };
  }
  const bracket = value[at] === '{';
  if (bracket) {
    at++;
  }
  const nameStart = at;
  while (at < value.length && isNameByte(value.charCodeAt(at))) {
    at++;
  }
  const name = value.slice(nameStart, at);
  if (bracket && at === value.length && name === '') {
    return { kind: 'error', message: 'invalid variable name', start, end: at };
  }
  if (bracket && value[at] !== '}') {
    return { kind: 'error', message: `the closing bracket in "${name}" variable is missing`, start, end: at };
  }
  if (name === '') {
    return { kind: 'error', message: 'invalid variable name', start, end: Math.min(at + 1, value.length) };
  }
  return { kind: 'variable', name, start, end: bracket ? at + 1 : at };
}

/** @returns whether Nginx takes the value for one with variables (`ngx_http_script_variables_count`). */
export function hasVariables(value: string): boolean {
  return value.includes('$');
}
