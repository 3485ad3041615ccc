import { l10n, type QuickPickItem, QuickPickItemKind, Range, Uri, window, workspace } from 'vscode';
import type { Server } from './server.ts';

interface StepItem extends QuickPickItem {
  readonly place?: { readonly uri: string; readonly line: number };
}

/** Shows where a URL goes, step by step; a step that is picked is shown in its file. Asks for the URL where none is given. */
export async function followUrl(server: Server, given?: unknown, document?: unknown): Promise<void> {
  const url = await window.showInputBox({
    title: l10n.t('Where does this URL go?'),
    prompt: l10n.t('A whole URL, or a path.'),
    placeHolder: 'https://example.com/media/a.png',
    value: typeof given === 'string' ? given : '',
  });
  if (url === undefined || url.trim() === '') {
    return;
  }
  const uri = typeof document === 'string' ? document : (window.activeTextEditor?.document.uri.toString() ?? null);
  const { problem, steps, end } = await server.request('siteconf/route', { url, uri });
  if (problem !== null) {
    void window.showWarningMessage(problem);
    return;
  }
  const items: StepItem[] = [
    ...steps.map(({ what, place }) => ({
      label: what,
      ...(place === null
        ? {}
        : { description: `${workspace.asRelativePath(Uri.parse(place.uri))}:${place.line + 1}`, place }),
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    ...end.map((line) => ({ label: line })),
  ];
  const picked = await window.showQuickPick(items, { title: url, matchOnDescription: true });
  if (picked?.place !== undefined) {
    const line = new Range(picked.place.line, 0, picked.place.line, 0);
    await window.showTextDocument(Uri.parse(picked.place.uri), { selection: line });
  }
}
