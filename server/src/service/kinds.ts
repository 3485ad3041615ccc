import { baseName } from '../base/path.ts';
import { recognizePath } from '../dialects/nginx/recognize.ts';

const NAMES =
  /^(?:procfile(?:\..+)?|\.env(?:\..+)?|.*\.env|(?:docker-)?compose.*\.ya?ml|.*\.(?:py|service|socket|timer|target|sh|bash|ini|conf)|.*supervisor.*)$/i;

/**
 * @returns whether a file, by its path alone, may decide how a site is served, so that a change of it may change a finding.
 * Which of them is what is for the dialects to say.
 */
export function mayMatter(path: string): boolean {
  return NAMES.test(baseName(path)) || recognizePath(path) !== 'other';
}
