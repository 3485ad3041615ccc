import type { Configuration, Statement } from '../../dialects/nginx/configuration.ts';
import { constantsOf } from '../../dialects/nginx/constants.ts';
import { statementsNamed } from '../../dialects/nginx/read.ts';
import { valueParts } from '../../dialects/nginx/value.ts';
import { defineRule } from '../define.ts';

const escapes =
  'Anyone can read files outside of this folder: ${variable} comes from the request and may hold "../..".';
const why =
  'Nginx cleans the path of a request, not its parameters, headers and cookies: it puts them into the file name as they are.';

/** A file path with something in it that the client sends as it likes. */
export const userVariableInPath = defineRule({
  id: 'nginx/user-variable-in-path',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx'],
  fix: 'none',
  sources: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#var_arg_'],
  messages: { escape: escapes, why },
  check({ site, report }) {
    for (const configuration of site.configurations) {
      for (const name of ['alias', 'root']) {
        for (const statement of statementsNamed(configuration, name)) {
          const word = statement.directive.args[0];
          const variable = word === undefined ? undefined : clientVariable(configuration, statement, word.value);
          if (word === undefined || variable === undefined || isTested(statement, variable)) {
            continue;
          }
          report({
            path: statement.file.path,
            span: word.span,
            message: 'escape',
            values: { variable },
            note: 'why',
          });
        }
      }
    }
  },
});

/** The first variable of a path that the client sends unchecked: Nginx refuses a Host that holds a slash, so that isn't one. */
function clientVariable(configuration: Configuration, statement: Statement, value: string): string | undefined {
  for (const part of valueParts(constantsOf(configuration).fold(value, statement))) {
    if (part.kind === 'variable' && /^(?:arg_|cookie_|http_(?!host$)|args$|query_string$)/.test(part.name)) {
      return part.name;
    }
  }
  return undefined;
}

/** An `if` on the variable, here or around, may keep bad values out; what it lets through isn't decided here. */
function isTested(statement: Statement, variable: string): boolean {
  for (let block = statement.parent; block !== undefined; block = block.parent) {
    const tests = block.children.some(
      (child) =>
        child.directive.name.value === 'if' && child.directive.args.some((word) => word.value.includes(variable)),
    );
    if (tests) {
      return true;
    }
  }
  return false;
}
