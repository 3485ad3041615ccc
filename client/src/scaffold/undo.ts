import { l10n, window, workspace } from 'vscode';
import type { Server } from '../server.ts';

/** Takes back what was written last here, but for files that were changed since, and says which. Again, it takes back the run before. */
export async function undo(server: Server): Promise<void> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
  const last = await server.request('siteconf/undo/last', { folders });
  if (last === null) {
    void window.showInformationMessage(l10n.t('There is nothing to undo.'));
    return;
  }
  const agree = l10n.t('Undo');
  const chosen = await window.showWarningMessage(
    l10n.t('Undo what Siteconf wrote last?'),
    {
      modal: true,
      detail: l10n.t('Files written below {folder}: {count}. Those that were changed since are kept.', {
        folder: last.folder,
        count: last.files.length,
      }),
    },
    agree,
  );
  if (chosen !== agree) {
    return;
  }
  const undone = await server.request('siteconf/undo/run', { folders, id: last.id });
  if (undone === null || undone.problem !== null) {
    const problem = undone?.problem ?? l10n.t('something else was written meanwhile.');
    void window.showErrorMessage(l10n.t('Nothing was undone: {problem}', { problem }));
    return;
  }
  const { removed, restored, kept } = undone;
  const counts = { removed: removed.length, restored: restored.length };
  const done = l10n.t('Undone. Files removed: {removed}; restored: {restored}.', counts);
  const left = kept.length === 0 ? '' : ` ${l10n.t('Changed since, so kept: {files}', { files: kept.join(', ') })}`;
  void window.showInformationMessage(`${done}${left}`);
}

/** Warns where what was written can't be taken back. */
export function tellForgotten(problem: string | null): void {
  if (problem !== null) {
    void window.showWarningMessage(
      l10n.t("Siteconf can't remember what it wrote, so it can't undo it: {problem}", { problem }),
    );
  }
}
