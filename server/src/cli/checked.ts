import type { Range } from '../base/line-index.ts';
import type { Finding } from '../rules/finding.ts';

/** A place as it is printed: the path as the person gave it, lines and columns counted from zero, in UTF-16 units. */
export interface Place {
  readonly path: string;
  readonly range: Range;
}

/** A finding ready to be printed, its sentences in the person's language. */
export interface Printed extends Place {
  readonly finding: Finding;
  readonly message: string;
  readonly note: string | undefined;
  readonly related: readonly (Place & { readonly message: string })[];
  readonly fix:
    | {
        readonly title: string;
        readonly kind: 'safe' | 'unsafe';
        readonly edits: readonly (Place & { readonly newText: string })[];
      }
    | undefined;
  /** The text of the file. */
  readonly text: string;
}

/** What a check gave. */
export interface Checked {
  /** The number of files that were looked at. */
  readonly files: number;
  readonly findings: readonly Printed[];
}
