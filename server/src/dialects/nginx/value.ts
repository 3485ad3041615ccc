/** A run of a value: plain text, or a variable by its lower-case name; `1` to `9` are captures. */
export type ValuePart =
  | { readonly kind: 'text'; readonly text: string; readonly index: number }
  | { readonly kind: 'variable'; readonly name: string; readonly index: number; readonly length: number };

const VARIABLE = /\$(?:\{([A-Za-z0-9_]+)\}|([1-9])|([A-Za-z0-9_]+))/g;

/**
 * @returns the parts of a value that takes variables, as `ngx_http_script_compile` (src/http/ngx_http_script.c) splits it. `index` and
 * `length` count in the value. A `$` that begins no variable, at which Nginx stops, is plain text here.
 */
export function valueParts(value: string): ValuePart[] {
  const parts: ValuePart[] = [];
  let done = 0;
  for (const match of value.matchAll(VARIABLE)) {
    if (match.index > done) {
      parts.push({ kind: 'text', text: value.slice(done, match.index), index: done });
    }
    const name = (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase();
    parts.push({ kind: 'variable', name, index: match.index, length: match[0].length });
    done = match.index + match[0].length;
  }
  if (done < value.length) {
    parts.push({ kind: 'text', text: value.slice(done), index: done });
  }
  return parts;
}
