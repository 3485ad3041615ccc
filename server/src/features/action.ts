import type { Message } from '../base/message.ts';
import type { FileEdit } from '../base/text-edit.ts';
import type { Finding } from '../rules/finding.ts';

/** Something that one click does about a finding. */
export interface Action {
  readonly title: Message;
  /** `fix` mends the finding, `suppress` allows it, `explain` shows the rule's page and edits nothing. */
  readonly kind: 'fix' | 'suppress' | 'explain';
  readonly finding: Finding;
  readonly edits: readonly FileEdit[];
  /** Whether it is the one that an editor may apply unasked for this finding. */
  readonly preferred: boolean;
}
