import { controlEscapes } from '../../base/escapes.ts';

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  ...controlEscapes,
};

const escapePattern = /\\(?:\r\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/g;

/**
 * @returns what the text between the quotes of a string stands for, undefined where it names a character by its Unicode name,
 * which isn't looked up. An escape that Python doesn't know stays as written, as in Python.
 * Source: the Python Language Reference, 2.4.1.1.
 */
export function unescapeString(body: string): string | undefined {
  let named = false;
  const value = body.replace(escapePattern, (sequence) => {
    const rest = sequence.slice(1);
    const simple = simpleEscapes[rest];
    if (simple !== undefined || rest === '\r\n' || rest === '\r') {
      return simple ?? '';
    }
    if (/^[0-7]/.test(rest)) {
      return String.fromCodePoint(Number.parseInt(rest, 8));
    }
    if (/^[xuU][0-9a-fA-F]/.test(rest)) {
      const code = Number.parseInt(rest.slice(1), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : sequence;
    }
    named ||= rest.startsWith('N{');
    return sequence;
  });
  return named ? undefined : value;
}

/** The parts of a string literal: what stands before the quotes, lower-cased, and where its body lies in the literal. */
export interface LiteralParts {
  readonly prefix: string;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** @returns the parts of the literal, undefined where its closing quotes are missing. */
export function literalParts(literal: string): LiteralParts | undefined {
  const opening = /^([a-zA-Z]*)('''|"""|'|")/.exec(literal);
  if (opening === null) {
    return undefined;
  }
  const quotes = opening[2] as string;
  const bodyStart = opening[0].length;
  const bodyEnd = literal.length - quotes.length;
  return bodyEnd >= bodyStart && literal.endsWith(quotes)
    ? { prefix: (opening[1] as string).toLowerCase(), bodyStart, bodyEnd }
    : undefined;
}

/** @returns the number that a Python number literal stands for; undefined for a complex one. */
export function numberValue(literal: string): number | undefined {
  const plain = literal.replaceAll('_', '').toLowerCase();
  const value = /^0[0-7]*$/.test(plain) ? Number.parseInt(plain, 10) : Number(plain);
  return Number.isNaN(value) ? undefined : value;
}
