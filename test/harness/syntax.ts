import { isNginxFile } from '../../server/src/dialects/nginx/recognize.ts';
import { parseNginx } from '../../server/src/syntax/nginx/parse.ts';

/** @returns what the parser of a file's notation could not read. */
export function syntaxProblems(path: string, text: string): string[] {
  return isNginxFile(path, text) ? parseNginx(text).problems.map((problem) => problem.message) : [];
}
