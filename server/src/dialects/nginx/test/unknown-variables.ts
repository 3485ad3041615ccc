import { nearest } from '../../../base/nearest.ts';
import { variableExistsIn, variableFacts, variableNamed } from '../../../facts/nginx/variable-facts.ts';
import type { NginxVersion } from '../../../facts/nginx/version.ts';
import type { Run } from './run.ts';
import { VariableSlips } from './variable-slips.ts';
import type { VariableTable } from './variable-table.ts';

type Family = 'http' | 'stream';

/**
 * `ngx_http_variables_init_vars` (src/http/ngx_http_variables.c): each variable that is used must be defined somewhere. Where a part of the
 * configuration isn't in view, one that it may define is left alone.
 */
export function checkVariables(run: Run, table: VariableTable, family: Family): void {
  let slips: VariableSlips | undefined;
  for (const use of table.uses.values()) {
    if (table.definitions.has(use.name) || isKnown(run, use.name, family)) {
      continue;
    }
    const { template } = use.statement.file.document;
    if (template !== undefined && template !== 'envsubst') {
      continue;
    }
    const known = [...coreNames(family, run.options.version), ...table.definitions.keys()];
    const near = !run.maySuggest() && !run.open && template === undefined ? [] : nearest(use.name, known);
    if (run.open || template !== undefined) {
      slips ??= new VariableSlips(run, table, (name) => table.definitions.has(name) || isKnown(run, name, family));
      if (!slips.isSure(use, near)) {
        continue;
      }
    }
    run.emitAt('variable', `unknown "${use.name}" variable`, use.statement, use.word, {
      line: undefined,
      suggestions: near,
    });
  }
}

function isKnown(run: Run, name: string, family: Family): boolean {
  const fact = variableNamed(name, family);
  return (
    fact !== undefined &&
    (fact.commercial || fact.thirdParty !== undefined || variableExistsIn(fact, run.options.version))
  );
}

/** Headers that sites ask for: each is a variable. */
const HEADERS = [
  'accept authorization connection cookie host origin referer upgrade user_agent if_range range',
  'x_forwarded_for x_forwarded_host x_forwarded_proto x_forwarded_port x_real_ip x_request_id x_requested_with cf_connecting_ip',
].flatMap((line) => line.split(' ').map((header) => `http_${header}`));

const names = new Map<string, readonly string[]>();

/** @returns the names of Nginx's own modules, with some of those that begin with a family's. */
function coreNames(family: Family, version: NginxVersion): readonly string[] {
  const key = `${family} ${version}`;
  let found = names.get(key);
  if (found === undefined) {
    found = variableFacts(family)
      .filter((fact) => !fact.prefix && !fact.commercial && fact.thirdParty === undefined)
      .filter((fact) => variableExistsIn(fact, version))
      .map(({ name }) => name);
    found = family === 'http' ? [...found, ...HEADERS, 'sent_http_content_type', 'upstream_http_location'] : found;
    names.set(key, found);
  }
  return found;
}
