import type { Message } from '../base/message.ts';
import type { WorkspacePath } from '../base/path.ts';
import type { Span } from '../base/span.ts';
import type { Fix, NginxWords, Related, Severity } from './define.ts';

/** What a rule found, with its severity settled and its sentences still in no language. */
export interface Finding {
  /** The id of the rule. */
  readonly rule: string;
  readonly path: WorkspacePath;
  readonly span: Span;
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: Message;
  /** Why it breaks. */
  readonly note: Message | undefined;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  /** Present where real Nginx prints this itself. */
  readonly nginx: NginxWords | undefined;
}

/** @returns less than 0 where `one` comes first: by path, place and rule. */
export function compareFindings(one: Finding, other: Finding): number {
  return (
    compareText(one.path, other.path) ||
    one.span.start - other.span.start ||
    one.span.end - other.span.end ||
    compareText(one.rule, other.rule)
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
