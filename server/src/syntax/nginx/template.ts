import type { TemplateMarks } from './lexer.ts';
import type { NginxDocument } from './tree.ts';

const JINJA_TAG = /\{%[-+]?\s*\w[^%]*%\}/;
const JINJA_VALUE = /\{\{-?\s*[.$\w][^{}]*\}\}/;
/** Marks of one's own that Go's templates are given where `{{` is taken: no variable of Nginx has a parenthesis. */
const GO_TAG = /\$\(\(-?[ \t]*[.\w][^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\)/;
const ERB_TAG = /<%[=-]?\s.*?%>/;
/** Shell-style names that begin with a capital: Nginx's own variables are lower case, and nobody else writes `${NAME}`. */
const AT_NAME = /@[A-Z][A-Z0-9_]*@/;
const ENVSUBST_NAME = /\$\{[A-Z]\w*(?::?[-=?+][^{}\n]*)?\}/;
/** A comment of Jinja with which a text begins that may have no other mark. */
const JINJA_COMMENT = /^\s*\{#[\s\S]*?#\}/;
/** `%(name)s` of Python's `%`. */
const PYTHON_VALUE = /%\(\w+\)s/;
/** A name in capitals between braces, as the whole of a value. */
const BRACED_VALUE = /[ \t]\{[A-Z][A-Z0-9_]*\}[ \t]*;/;
/** Marks that are common in plain configurations too, or nearly: they count where the file is known for a template. */
const LOOSE_NAME = /\$[A-Z][A-Z0-9_]*\b|@\w+@|%\w+%|__\w+__/;

function uncommented(text: string): string {
  return text.replace(/^[ \t]*#(?!\})[^\n]*/gm, '');
}

/**
 * @returns which template language a text is written in before it becomes a configuration, judged by its marks.
 * @param isTemplate whether it surely is one.
 */
export function templateOf(
  text: string,
  isTemplate: boolean,
): { template: NginxDocument['template']; marks: TemplateMarks } {
  const loose = isTemplate && LOOSE_NAME.test(uncommented(text));
  if (!/\$\(\(|\{[%{#]|<%|\$\{|@[A-Z]|%\(|[ \t]\{[A-Z]/.test(text)) {
    return { template: loose ? 'placeholder' : undefined, marks: undefined };
  }
  const code = uncommented(text);
  if (JINJA_TAG.test(code) || JINJA_VALUE.test(withoutQuoted(code)) || JINJA_COMMENT.test(text) || GO_TAG.test(code)) {
    return { template: 'jinja', marks: 'jinja' };
  }
  if (ERB_TAG.test(code)) {
    return { template: 'placeholder', marks: 'erb' };
  }
  if (ENVSUBST_NAME.test(code)) {
    return { template: 'envsubst', marks: 'envsubst' };
  }
  if (BRACED_VALUE.test(code)) {
    return { template: 'placeholder', marks: 'brace' };
  }
  return {
    template: loose || PYTHON_VALUE.test(code) || AT_NAME.test(code) ? 'placeholder' : undefined,
    marks: undefined,
  };
}

/** A JSON `log_format` holds `{{` between quotes; a template's value stands outside or is all that the quotes hold. */
function withoutQuoted(code: string): string {
  return code.replace(/'[^'\n]*'|"[^"\n]*"/g, (quoted) => (/^.\{\{[^{}]*\}\}.$/.test(quoted) ? quoted : ''));
}
