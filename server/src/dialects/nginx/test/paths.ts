import type { Statement } from '../configuration.ts';
import { parseNumber } from '../number.ts';
import type { Call } from './call.ts';
import { endLine } from './run.ts';

interface Path {
  readonly levels: string;
  /** What keeps files there: a cache is not another cache, and neither is a folder for temporary files. */
  readonly owner: object | undefined;
  readonly statement: Statement;
}

const known = new WeakMap<object, Map<string, Path>>();

/**
 * `ngx_add_path` (src/core/ngx_file.c): one folder has one use and one kind of levels. @returns false where it is refused.
 * @param owner the cache that the folder belongs to; undefined for temporary files.
 */
export function addPath(call: Call, levels: readonly string[], owner: object | undefined): boolean {
  const paths = known.get(call.run) ?? new Map<string, Path>();
  known.set(call.run, paths);
  const name = call.value(0).replace(/\/$/, '');
  const normal = levels.map((level) => String(parseNumber(level) ?? level)).join(' ');
  const earlier = paths.get(name);
  if (earlier === undefined) {
    paths.set(name, { levels: normal, owner, statement: call.statement });
    return true;
  }
  const { statement } = earlier;
  const place = `${statement.file.path}:${endLine(statement) + 1}`;
  const related = [{ file: statement.file, span: statement.directive.span }];
  if (earlier.owner !== owner) {
    call.refuse(`the same path name "${name}" used in ${place} and`, 0, 'duplicate', { related });
    return false;
  }
  if (earlier.levels !== normal) {
    call.refuse(`the same path name "${name}" in ${place} has the different levels than`, 0, 'duplicate', { related });
    return false;
  }
  return true;
}
