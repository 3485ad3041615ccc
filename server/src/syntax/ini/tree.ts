import type { WorkspacePath } from '../../base/path.ts';
import type { Problem } from '../../base/problem.ts';
import type { ReadText } from '../../base/read-text.ts';
import type { Span } from '../../base/span.ts';

/** What a run of text is; `space` is everything that nothing else claims, line breaks too. */
export type IniTokenKind = 'section' | 'key' | 'separator' | 'value' | 'comment' | 'space';

/** One run of text. All tokens of a document, put together, are the text again. */
export interface IniToken {
  readonly kind: IniTokenKind;
  readonly span: Span;
}

/** One `key = value`. */
export interface IniEntry {
  /** As the program compares it: as written in a unit, in lower case for supervisor. */
  readonly key: string;
  readonly keySpan: Span;
  /** The lines of the value joined as the program joins them. */
  readonly value: ReadText;
  /** From the key to the end of the value's last line. */
  readonly span: Span;
}

/** A `[name]` and what stands under it. A name that comes twice is two sections here. */
export interface IniSection {
  readonly name: string;
  /** Without the brackets. */
  readonly nameSpan: Span;
  readonly entries: readonly IniEntry[];
}

/** A parsed text. */
export interface IniDocument {
  readonly path: WorkspacePath;
  readonly text: string;
  readonly sections: readonly IniSection[];
  readonly tokens: readonly IniToken[];
  readonly problems: readonly Problem[];
}
