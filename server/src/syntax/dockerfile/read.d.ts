import type { WorkspacePath } from '../../base/path.ts';
import { ReadText } from '../../base/read-text.ts';
/** One instruction of a Dockerfile. */
export interface DockerInstruction {
  /** In capitals: `FROM`, `ENV`. */
  readonly keyword: string;
  /** What stands behind the keyword, its lines joined, without comments between them. */
  readonly value: ReadText;
}
/**
 * Reads a Dockerfile as BuildKit does (frontend/dockerfile/parser/parser.go): a backslash at the end of a line, or what the directive
 * `escape` names, joins it with the next; lines of comments and empty ones in between are left out, and so are here-documents.
 * Never throws.
 */
export declare function readDockerfile(path: WorkspacePath, text: string): DockerInstruction[];
