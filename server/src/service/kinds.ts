import { baseName } from '../base/path.ts';
import { isNginxFile, recognizePath } from '../dialects/nginx/recognize.ts';

const NAMES =
  /^(?:procfile(?:\..+)?|(?:docker|container)file(?:\..+)?|.*\.dockerfile|\.env(?:\..+)?|.*\.env|(?:docker-)?compose.*\.ya?ml|.*\.(?:py|service|socket|timer|target|sh|bash|ini|conf)|.*supervisor.*)$/i;

/**
 * @returns whether a file, by its path alone, may decide how a site is served, so that a change of it may change a finding.
 * Which of them is what is for the dialects to say.
 */
export function mayMatter(path: string): boolean {
  return NAMES.test(baseName(path)) || recognizePath(path) !== 'other';
}

const OTHER_NOTATION =
  /\.(?:py|ya?ml|service|socket|timer|target|sh|bash|ini|env|toml|json|md|rst)$|^(?:procfile|\.env|dockerfile)|^\.env/i;
const INI_SECTION = /^[ \t]*\[[^\]\n]+\][ \t]*$/m;

/**
 * @returns whether a file that a person named one by one is to be read as Nginx's: always, unless its name or its text says
 * that it is something else.
 */
export function isAskedForNginx(path: string, text: string): boolean {
  return isNginxFile(path, text) || (!OTHER_NOTATION.test(baseName(path)) && !INI_SECTION.test(text));
}
