import { type CodeAction, CodeActionKind, commands, l10n, Range, window, workspace } from 'vscode';

/** Applies every safe fix of the file that is shown, as the fix-all action of the server says. */
export async function fixAll(): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document) {
    return;
  }
  const whole = new Range(0, 0, document.lineCount, 0);
  const kind = CodeActionKind.SourceFixAll.append('siteconf');
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
    kind.value,
    1,
  );
  const edit = actions.find((action) => action.kind && kind.contains(action.kind))?.edit;
  if (!edit) {
    window.setStatusBarMessage(l10n.t('Nothing here can be fixed safely.'), 5000);
    return;
  }
  await workspace.applyEdit(edit);
}
