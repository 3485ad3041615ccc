import type { Message } from '../base/message.ts';
import type { WorkspacePath } from '../base/path.ts';
import type { Span } from '../base/span.ts';
import type { FileEdit } from '../base/text-edit.ts';
import type { Site } from '../site/site.ts';

/** `error`: a daemon refuses it, or the page demonstrably fails or is a hole. `warning`: unsafe or broken for some requests. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** What must be in the workspace before a rule is asked; `machine`: that may be asked about files, hosts and users. */
export type Part = 'nginx' | 'django' | 'process' | 'flower' | 'machine';

/** `safe` keeps what the person meant; `unsafe` may change what is served and is never applied in bulk. */
export type FixKind = 'safe' | 'unsafe';

/** A mend that one click applies. All edits are made together or not at all. */
export interface Fix {
  readonly title: Message;
  readonly kind: FixKind;
  readonly edits: readonly FileEdit[];
}

/** A place that explains a finding. */
export interface Related {
  readonly path: WorkspacePath;
  readonly span: Span;
  readonly message: Message;
}

/** What real Nginx prints of a place; the finding begins on the line that Nginx names. */
export interface NginxWords {
  readonly level: 'emerg' | 'warn';
  readonly message: string;
}

/** What a rule says of one place. */
export interface Report {
  readonly path: WorkspacePath;
  readonly span: Span;
  /** The key of one of the rule's `messages`. */
  readonly message: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Why it breaks: the key of one of the rule's `messages`. */
  readonly note?: string;
  /** Places in this and other files; a finding that joins files names one in each of them. */
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  /** Only ever milder than the rule's own severity. */
  readonly severity?: Severity;
  /** Present where real Nginx prints this itself. */
  readonly nginx?: NginxWords;
}

/** What a rule is given. */
export interface RuleContext {
  readonly site: Site;
  report(report: Report): void;
}

/** A rule: one fault, with its page of the same name beside it. */
export interface Rule {
  /** `group/kebab-case`; names the fault and reads well after "allow". */
  readonly id: string;
  /** The version of siteconf that first had it. */
  readonly since: string;
  readonly severity: Severity;
  /** `likely` is never an error. */
  readonly certainty: 'proven' | 'likely';
  readonly needs: readonly Part[];
  /** The most that any of its fixes is. */
  readonly fix: 'none' | FixKind;
  readonly sources: readonly string[];
  /** English templates by key; each has its Korean twin in `l10n/`. Fix titles and related messages are here too. */
  readonly messages: Readonly<Record<string, string>>;
  /** A place is told of once, by what is reported of it first; else only what is the same in every word is told once. */
  readonly oncePerPlace?: true;
  check(context: RuleContext): void;
}

/** @returns the rule itself; the type is checked where it is written. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}
