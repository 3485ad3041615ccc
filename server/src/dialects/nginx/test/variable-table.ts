import type { Word } from '../../../syntax/nginx/tree.ts';
import type { Statement } from '../configuration.ts';

/** Where a variable is first used. */
export interface VariableUse {
  readonly name: string;
  readonly statement: Statement;
  readonly word: Word | undefined;
}

/** The variables of one `http` or `stream`: what is used and what is defined, by lower-case name. */
export class VariableTable {
  readonly uses = new Map<string, VariableUse>();
  readonly definitions = new Map<string, Statement>();
  /** The values that Nginx has accepted: once more they use nothing that isn't noted. */
  readonly compiled = new Set<string>();

  /** Notes a use (`ngx_http_get_variable_index`). */
  use(name: string, statement: Statement, word: Word | undefined): void {
    const lower = name.toLowerCase();
    if (!this.uses.has(lower)) {
      this.uses.set(lower, { name: lower, statement, word });
    }
  }

  /** Notes a definition (`ngx_http_add_variable`). */
  define(name: string, statement: Statement): void {
    const lower = name.toLowerCase();
    if (!this.definitions.has(lower)) {
      this.definitions.set(lower, statement);
    }
  }
}
