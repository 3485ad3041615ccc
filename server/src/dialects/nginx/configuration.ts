import type { LineIndex } from '../../base/line-index.ts';
import type { WorkspacePath } from '../../base/path.ts';
import type { Directive, NginxDocument } from '../../syntax/nginx/tree.ts';

/**
 * Where a statement stands, in the words of the facts (`facts/nginx`). A block whose entries have their own handler
 * (`map`, `types`, `geo`, ...) is the context `entries`; a block that no table knows is `unknown`.
 */
export type ContextName =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'if in server'
  | 'if in location'
  | 'limit_except'
  | 'upstream'
  | 'stream'
  | 'stream/server'
  | 'stream/upstream'
  | 'mail'
  | 'mail/server'
  | 'entries'
  | 'unknown';

/** One text of the configuration, parsed. */
export interface ConfigurationFile {
  /** The file itself, never a link to it. */
  readonly path: WorkspacePath;
  readonly document: NginxDocument;
  readonly lines: LineIndex;
}

/** A statement in its place. An included file that is reached twice has its statements twice, once in each place. */
export interface Statement {
  readonly directive: Directive;
  readonly file: ConfigurationFile;
  /** The context in which the statement itself stands. */
  readonly context: ContextName;
  /** The statement whose block holds it, across includes: never an `include`. Undefined at the top. */
  readonly parent: Statement | undefined;
  /** The statements of its block, with those of included files in the place of the `include`, which stays in front of them. */
  readonly children: readonly Statement[];
  /** The `include` statements that led here, the outermost first. */
  readonly via: readonly Statement[];
}

/** Why an `include` gave nothing. */
export interface IncludeProblem {
  readonly statement: Statement;
  readonly kind: 'missing' | 'cycle' | 'unreadable' | 'folder';
  /** The name as Nginx would try to open it. */
  readonly name: string;
}

/** How the context of the top of a configuration was found. */
export type ContextEvidence = 'named' | 'place' | 'content' | 'asked';

/** One configuration: what one `nginx -t` would read, or a site file or fragment alone. */
export interface Configuration {
  readonly root: ConfigurationFile;
  /** The folder from which the names of includes and of some other files count: that of the main file. */
  readonly folder: WorkspacePath;
  /** The context of the statements at the top: `main` for a whole configuration. */
  readonly context: ContextName;
  readonly evidence: ContextEvidence;
  readonly statements: readonly Statement[];
  /** Each file that is part of it, the root first. */
  readonly files: readonly ConfigurationFile[];
  readonly includeProblems: readonly IncludeProblem[];
}
