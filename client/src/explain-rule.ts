import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Server } from './server.ts';

const scheme = 'siteconf-rule';

/** The pages of rules that were asked for, as documents that can be previewed. */
export interface RulePages extends Disposable {
  /** @returns the address of the page, which now has this text. */
  hold(rule: string, markdown: string): Uri;
}

/** Gives VS Code documents that hold the pages of rules. To be disposed of like any other provider. */
export function rulePages(): RulePages {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  };
  const registered = workspace.registerTextDocumentContentProvider(scheme, provider);
  return {
    hold(rule, markdown) {
      const uri = Uri.from({ scheme, path: `/${rule}.md` });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      return uri;
    },
    dispose() {
      registered.dispose();
      changed.dispose();
    },
  };
}

/** Shows the page of `rule`; asks which rule where none is named. */
export async function explainRule(server: Server, pages: RulePages, rule?: unknown): Promise<void> {
  const id = typeof rule === 'string' ? rule : await pickRule(server);
  if (id === undefined) {
    return;
  }
  const markdown = await server.request('siteconf/explain', { rule: id });
  if (markdown === null) {
    void window.showWarningMessage(l10n.t('There is no rule {rule}.', { rule: id }));
    return;
  }
  await commands.executeCommand('markdown.showPreview', pages.hold(id, markdown));
}

async function pickRule(server: Server): Promise<string | undefined> {
  const rules = await server.request('siteconf/rules', null);
  const picked = await window.showQuickPick(
    rules.map(({ id, severity, summary }) => ({ label: id, description: severity, detail: summary })),
    { title: l10n.t('Explain Rule'), placeHolder: l10n.t('Which rule?'), matchOnDetail: true },
  );
  return picked?.label;
}
