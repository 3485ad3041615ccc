import { expandGlob, isGlob } from '../../include-name.ts';
import type { Call } from '../call.ts';
import { errorText, fullName, openError } from './paths.ts';

/**
 * `ngx_conf_include` (src/core/ngx_conf_file.c) of what the machine has: a name must lead to a file, and each name that a pattern matches too, among
 * them links that lead nowhere. A folder can be opened, but nothing is read from it.
 */
export function includes(call: Call): void {
  const { machine } = call.run;
  const path = fullName(call.run, call.value(0), 'configuration');
  if (machine === undefined || path === undefined || path.includes('$')) {
    return;
  }
  if (call.statement.context === 'main' && !hasStatements(call)) {
    call.run.libraries.push(undefined);
  }
  for (const file of isGlob(path) ? expandGlob(path, (folder) => machine.names(folder) ?? []) : [path]) {
    const error = openError(machine, file);
    if (error !== undefined) {
      call.refuse(`open() "${file}" failed ${errorText(error)}`, 0, 'file');
      return;
    }
    if (machine.at(file) === 'folder') {
      call.refuse(`pread() "${file}" failed ${errorText('EISDIR')}`, 0, 'file', { line: undefined });
      return;
    }
  }
}

/** Whether something of what an `include` leads to is in view; if not, it may load modules. */
function hasStatements({ run, statement }: Call): boolean {
  return run.configuration.statements.some(({ via }) => via.some(({ directive }) => directive === statement.directive));
}
