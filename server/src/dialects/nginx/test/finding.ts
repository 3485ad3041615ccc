import type { Span } from '../../../base/span.ts';
import type { TextEdit } from '../../../base/text-edit.ts';
import type { NginxVersion } from '../../../facts/nginx/version.ts';
import type { ConfigurationFile } from '../configuration.ts';
import type { OptionalModule } from '../modules.ts';
import type { Machine } from './machine/machine.ts';

/** What a finding is about; each kind is one rule. */
export type FindingKind =
  | 'syntax'
  | 'unknown-directive'
  | 'misplaced'
  | 'arguments'
  | 'value'
  | 'duplicate'
  | 'variable'
  | 'regex'
  | 'include'
  | 'location'
  | 'server'
  | 'upstream'
  | 'ssl'
  | 'zone'
  /** A file or folder that isn't there. */
  | 'file'
  /** A certificate or key that isn't what it should be. */
  | 'certificate'
  /** A host or an address that the machine doesn't know. */
  | 'host'
  /** A user or group that the machine doesn't have. */
  | 'user';

/** A place that explains a finding, such as the first of two duplicates. */
export interface RelatedPlace {
  /** Whether it is an `include` by which the file was reached. */
  readonly isInclude?: boolean;
  readonly file: ConfigurationFile;
  readonly span: Span;
}

/** One replacement that mends the finding. */
export interface FindingFix {
  readonly kind: 'insert' | 'replace' | 'remove' | 'instead';
  readonly span: Span;
  readonly newText: string;
  /** Further replacements in the same file that belong to it. */
  readonly also?: readonly TextEdit[];
  /** What is told of it, where that isn't the new text. */
  readonly shown?: string;
  /** Whether it keeps what the person meant. */
  readonly safe: boolean;
}

/** What Nginx knows and the target version doesn't. */
export interface VersionNote {
  readonly since: NginxVersion | undefined;
  readonly removedIn: NginxVersion | undefined;
  /** What to write instead, where something else says the same. */
  readonly replacement: string | undefined;
}

/** What `nginx -t` would print of one place. */
export interface NginxFinding {
  readonly level: 'emerg' | 'warn';
  /** Nginx's own text, without file and line. */
  readonly message: string;
  readonly file: ConfigurationFile;
  readonly span: Span;
  /** The zero-based line that Nginx prints; undefined where it prints none. */
  readonly line: number | undefined;
  /** Whether it is the one at which Nginx stops. */
  readonly first: boolean;
  readonly kind: FindingKind;
  readonly fixes: readonly FindingFix[];
  readonly related: readonly RelatedPlace[];
  /** Names that may have been meant. */
  readonly suggestions: readonly string[];
  readonly version: VersionNote | undefined;
  /** The module that has the directive, where this Nginx hasn't loaded it. */
  readonly module: OptionalModule | undefined;
}

/** How the test is run. */
export interface NginxTestOptions {
  readonly version: NginxVersion;
  /** Names of directives that modules of one's own define: they are allowed everywhere. */
  readonly customDirectives: readonly string[];
  /** The machine, where it may be asked about files, hosts and users; without it nothing is said of them. */
  readonly machine?: Machine | undefined;
}
