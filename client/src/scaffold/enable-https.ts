import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { TextChange } from '../../../server/src/lsp/wire.ts';
import type { Server } from '../server.ts';
import { tellForgotten } from './undo.ts';

const scheme = 'siteconf-https';

/** Turns HTTPS on after certbot: asks which files, shows what changes in each, and writes both or none. */
export async function enableHttps(server: Server): Promise<void> {
  const uri = window.activeTextEditor?.document.uri.toString() ?? null;
  const { sites, environments } = await server.request('siteconf/https/files', { uri });
  const site = await choose(sites, l10n.t('Which site?'));
  const environment = site && (await choose(environments, l10n.t('Which environment file?')));
  if (!site || !environment) {
    return;
  }
  const unsaved = workspace.textDocuments.find(
    ({ isDirty, uri }) => isDirty && [site, environment].includes(uri.toString()),
  );
  if (unsaved) {
    const path = workspace.asRelativePath(unsaved.uri);
    void window.showErrorMessage(l10n.t('Nothing was written: save {path} first.', { path }));
    return;
  }
  const { problem, changes } = await server.request('siteconf/https/plan', { site, environment });
  if (problem !== null) {
    void window.showWarningMessage(problem);
  } else if (changes.length === 0) {
    void window.showInformationMessage(l10n.t('HTTPS is on already.'));
  } else {
    await agreeAndWrite(server, changes);
  }
}

async function agreeAndWrite(server: Server, changes: readonly TextChange[]): Promise<void> {
  const texts = new Map(changes.map(({ uri, after }) => [Uri.parse(uri).path, after]));
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  try {
    for (const { uri } of changes) {
      const there = Uri.parse(uri);
      const title = l10n.t('{path} (there ↔ planned)', { path: workspace.asRelativePath(there) });
      await commands.executeCommand('vscode.diff', there, there.with({ scheme }), title, { preview: false });
    }
    const write = l10n.t('Write the Files');
    const chosen = await window.showInformationMessage(
      l10n.t('Turn HTTPS on?'),
      { modal: true, detail: changes.map(({ uri }) => workspace.asRelativePath(Uri.parse(uri))).join('\n') },
      write,
    );
    if (chosen !== write) {
      return;
    }
    const { problem, forgotten } = await server.request('siteconf/https/write', { changes });
    if (problem !== null) {
      void window.showErrorMessage(l10n.t('Nothing was written: {problem}', { problem }));
      return;
    }
    tellForgotten(forgotten);
    void window.showInformationMessage(l10n.t('HTTPS is turned on. Reload Nginx and restart the processes of Django.'));
  } finally {
    provider.dispose();
  }
}

/** @returns the only one, or the one that the person picks; asks for a file where there is none. */
async function choose(uris: readonly string[], title: string): Promise<string | undefined> {
  if (uris.length === 1) {
    return uris[0];
  }
  if (uris.length === 0) {
    const chosen = await window.showOpenDialog({ title, openLabel: l10n.t('Choose') });
    return chosen?.[0]?.toString();
  }
  const picked = await window.showQuickPick(
    uris.map((uri) => ({ label: workspace.asRelativePath(Uri.parse(uri)), uri })),
    { title },
  );
  return picked?.uri;
}
