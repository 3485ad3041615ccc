import { l10n, type Memento, Uri, window } from 'vscode';
import type { WrittenFiles } from '../../../server/src/lsp/wire.ts';
import type { Server } from '../server.ts';

const key = 'siteconf.lastScaffold';

interface LastScaffold {
  /** The address of the folder. */
  readonly folder: string;
  readonly written: WrittenFiles;
}

/** Remembers what the last scaffold of this workspace wrote, so that it can be taken back. */
export async function rememberScaffold(memory: Memento, folder: Uri, written: WrittenFiles): Promise<void> {
  await memory.update(key, { folder: folder.toString(), written } satisfies LastScaffold);
}

/** Takes the last scaffold back, but for files that were changed since, and says which. */
export async function undoScaffold(server: Server, memory: Memento): Promise<void> {
  const last = memory.get<LastScaffold>(key);
  if (last === undefined) {
    void window.showInformationMessage(l10n.t('There is no scaffold to undo.'));
    return;
  }
  const undo = l10n.t('Undo');
  const folder = Uri.parse(last.folder).fsPath;
  const chosen = await window.showWarningMessage(
    l10n.t('Undo the last scaffold?'),
    {
      modal: true,
      detail: l10n.t('Files written below {folder}: {count}. Those that were changed since are kept.', {
        folder,
        count: last.written.files.length,
      }),
    },
    undo,
  );
  if (chosen !== undo) {
    return;
  }
  const { problem, removed, restored, kept } = await server.request('siteconf/scaffold/undo', last);
  if (problem !== null) {
    void window.showErrorMessage(l10n.t('Nothing was undone: {problem}', { problem }));
    return;
  }
  await memory.update(key, undefined);
  const counts = { removed: removed.length, restored: restored.length };
  const done = l10n.t('Undone. Files removed: {removed}; restored: {restored}.', counts);
  const left = kept.length === 0 ? '' : ` ${l10n.t('Changed since, so kept: {files}', { files: kept.join(', ') })}`;
  void window.showInformationMessage(`${done}${left}`);
}
