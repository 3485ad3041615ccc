import { LineIndex } from '../base/line-index.ts';
import { message } from '../base/message.ts';
import type { FileEdit } from '../base/text-edit.ts';
import type { Finding } from '../rules/finding.ts';
import type { Action } from './action.ts';

/** The templates of this feature's titles. */
export const suppressMessages = {
  line: 'Allow {rule} on this line',
  file: 'Allow {rule} in this file',
} as const;

/** @returns the actions that put a comment in front of a finding, or at the top of its file `text`, which allows it. */
export function suppressActions(finding: Finding, text: string): Action[] {
  const lines = new LineIndex(text);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const values = { rule: finding.rule };
  const actions: Action[] = [];
  const line = lines.lineAt(finding.span.start);
  const start = lines.lineStart(line);
  const continues = line > 0 && /\\\r?\n?$/.test(text.slice(lines.lineStart(line - 1), start));
  if (!continues) {
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
    actions.push({
      title: message(suppressMessages.line, values),
      kind: 'suppress',
      finding,
      edits: [insertion(finding, start, `${indent}# siteconf-disable-next-line ${finding.rule}${lineBreak}`)],
      preferred: false,
    });
  }
  actions.push({
    title: message(suppressMessages.file, values),
    kind: 'suppress',
    finding,
    edits: [insertion(finding, topOfFile(text), `# siteconf-disable-file ${finding.rule}${lineBreak}`)],
    preferred: false,
  });
  return actions;
}

function insertion(finding: Finding, offset: number, newText: string): FileEdit {
  return { path: finding.path, span: { start: offset, end: offset }, newText };
}

/** Behind a byte order mark, the `#!` line and a coding line, which must stay first. */
function topOfFile(text: string): number {
  return /^\uFEFF?(?:#!.*(?:\r?\n|$))?(?:#.*coding[:=].*(?:\r?\n|$))?/.exec(text)?.[0].length ?? 0;
}
