import {
  commands,
  Disposable,
  l10n,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  TabInputText,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ScaffoldFile, ScaffoldPlan } from '../../../server/src/lsp/wire.ts';

const scheme = 'siteconf-scaffold';

interface Row extends QuickPickItem {
  readonly file?: ScaffoldFile;
  readonly write?: true;
}

/**
 * Shows the tree of files that would be written; the file under the cursor is shown in the editor, beside the text that it
 * would replace where there is one.
 *
 * @returns what the person chose; undefined where they gave up.
 */
export async function preview(folder: Uri, plan: ScaffoldPlan): Promise<'write' | 'back' | undefined> {
  const { files } = plan;
  const texts = new Map(files.map((file) => [previewUri(file).path, file.text]));
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  const pick = window.createQuickPick<Row>();
  let shown: Thenable<unknown> = Promise.resolve();
  let latest: ScaffoldFile | undefined;
  const show = (file: ScaffoldFile): void => {
    latest = file;
    shown = shown.then(() => (file === latest ? showFile(folder, file) : undefined));
  };
  try {
    return await choose(pick, folder, plan, show);
  } finally {
    pick.dispose();
    await shown;
    await closePreviews();
    provider.dispose();
  }
}

function choose(
  pick: QuickPick<Row>,
  folder: Uri,
  { files, notes }: ScaffoldPlan,
  show: (file: ScaffoldFile) => void,
): Promise<'write' | 'back' | undefined> {
  const count = files.filter(({ state }) => state !== 'same').length;
  pick.title = l10n.t('Scaffold Site: {folder}', { folder: folder.path.slice(folder.path.lastIndexOf('/') + 1) });
  pick.placeholder = l10n.t('Move through the files to look at them.');
  pick.ignoreFocusOut = true;
  pick.buttons = [QuickInputButtons.Back];
  pick.items = [
    { label: `$(check) ${l10n.t('Write the files')}`, description: String(count), write: true, alwaysShow: true },
    ...notes.map(({ what, advice }): Row => ({ label: `$(warning) ${what}`, detail: advice, alwaysShow: true })),
    ...treeRows(files),
  ];
  return new Promise((resolve) => {
    const listeners = Disposable.from(
      pick.onDidChangeActive(([row]) => {
        if (row?.file) {
          show(row.file);
        }
      }),
      pick.onDidAccept(() => {
        const row = pick.selectedItems[0];
        if (row?.write) {
          finish('write');
        } else if (row?.file) {
          show(row.file);
        }
      }),
      pick.onDidTriggerButton(() => finish('back')),
      pick.onDidHide(() => finish(undefined)),
    );
    function finish(choice: 'write' | 'back' | undefined): void {
      listeners.dispose();
      resolve(choice);
    }
    pick.show();
  });
}

const indent = (depth: number): string => '\u00a0'.repeat(depth * 4);

/** Folders before files and both sorted, so that the rows read as a tree. */
function treeRows(files: readonly ScaffoldFile[], folder = '', depth = 0): Row[] {
  const inside = files.filter(({ path }) => path.startsWith(folder));
  const names = [...new Set(inside.map(({ path }) => path.slice(folder.length).split('/')[0] ?? ''))].sort();
  const isFolder = (name: string): boolean => inside.some(({ path }) => path.startsWith(`${folder}${name}/`));
  const folders = names
    .filter(isFolder)
    .flatMap((name): Row[] => [
      { label: `${indent(depth)}$(folder) ${name}` },
      ...treeRows(inside, `${folder}${name}/`, depth + 1),
    ]);
  const rows = inside
    .filter(({ path }) => !path.slice(folder.length).includes('/'))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((file): Row => fileRow(file, depth));
  return [...folders, ...rows];
}

function fileRow(file: ScaffoldFile, depth: number): Row {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const looks = {
    create: { icon: '$(new-file)', state: l10n.t('new') },
    same: { icon: '$(check)', state: l10n.t('there already') },
    extend: { icon: '$(diff-added)', state: l10n.t('gets lines added') },
    conflict: { icon: '$(warning)', state: l10n.t('there with another text') },
  }[file.state];
  return {
    file,
    label: `${indent(depth)}${looks.icon} ${name}`,
    description: `${looks.state} · ${file.purpose}`,
  };
}

function previewUri(file: ScaffoldFile): Uri {
  return Uri.from({ scheme, path: `/${file.path}` });
}

async function showFile(folder: Uri, file: ScaffoldFile): Promise<void> {
  const options = { preview: true, preserveFocus: true };
  const planned = previewUri(file);
  if (file.state === 'extend' || file.state === 'conflict') {
    const title = l10n.t('{path} (there ↔ planned)', { path: file.path });
    await commands.executeCommand('vscode.diff', Uri.joinPath(folder, file.path), planned, title, options);
  } else {
    await window.showTextDocument(planned, options);
  }
}

async function closePreviews(): Promise<void> {
  const ours = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        (input instanceof TabInputText && input.uri.scheme === scheme) ||
        (input instanceof TabInputTextDiff && input.modified.scheme === scheme),
    );
  await window.tabGroups.close(ours, true);
}
