import type { WorkspacePath } from './path.ts';
import type { Span } from './span.ts';

/** Replaces `span` of a text by `newText`. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** An edit of a named file. */
export interface FileEdit extends TextEdit {
  readonly path: WorkspacePath;
}

/**
 * @returns `text` with all `edits` made at once; spans count in the text before any edit.
 * @throws Error where two edits overlap, since their order would then decide what is lost.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
  let result = '';
  let done = 0;
  for (const edit of ordered) {
    if (edit.span.start < done) {
      throw new Error(`edits overlap at offset ${edit.span.start}`);
    }
    result += text.slice(done, edit.span.start) + edit.newText;
    done = edit.span.end;
  }
  return result + text.slice(done);
}
