import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic } from 'vscode-languageserver/node';
import { message } from '../../base/message.ts';
import type { Action } from '../../features/action.ts';
import { toDiagnostic, toSpan, toWorkspaceEdit } from '../convert.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';

/** The kind of the action that applies every safe fix of a file. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.siteconf`;

/** The templates of this handler's titles. */
export const codeActionMessages = { fixAll: 'Apply all safe fixes of siteconf' } as const;

/** Offers fixes, comments that allow a finding, the explanation, and the fix-all action where it is asked for. */
export function handleCodeActions(session: Session): void {
  session.connection.onCodeAction(
    guarded<CodeActionParams, CodeAction[]>(session, 'textDocument/codeAction', [], (params) => {
      const path = session.uris.toPath(params.textDocument.uri);
      const { only } = params.context;
      const wants = (kind: string): boolean => only?.some((one) => kind === one || kind.startsWith(`${one}.`)) ?? false;
      const actions: CodeAction[] = [];
      if (only === undefined || wants(CodeActionKind.QuickFix)) {
        const range = toSpan(session, path, params.range);
        for (const action of session.snapshot.actions(path, range)) {
          if (action.kind !== 'explain' || session.explainsRules) {
            actions.push(toCodeAction(session, action, params.context.diagnostics));
          }
        }
      }
      const edits = wants(fixAllKind) ? session.snapshot.fixAll(path) : [];
      if (edits.length > 0) {
        const title = session.snapshot.say(message(codeActionMessages.fixAll));
        actions.push({ title, kind: fixAllKind, edit: toWorkspaceEdit(session, edits) });
      }
      return actions;
    }),
  );
}

function toCodeAction(session: Session, action: Action, shown: readonly Diagnostic[]): CodeAction {
  const own = toDiagnostic(session, action.finding);
  const diagnostics = shown.filter(
    (one) => one.code === own.code && JSON.stringify(one.range) === JSON.stringify(own.range),
  );
  const title = session.snapshot.say(action.title);
  return {
    title,
    kind: CodeActionKind.QuickFix,
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(action.preferred ? { isPreferred: true } : {}),
    ...(action.kind === 'explain'
      ? { command: { title, command: 'siteconf.explainRule', arguments: [action.finding.rule] } }
      : { edit: toWorkspaceEdit(session, action.edits) }),
  };
}
