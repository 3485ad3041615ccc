import {
  type Command,
  Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  l10n,
  languages,
  window,
} from 'vscode';
import type { Server } from './server.ts';

/** Shows beside the language of an Nginx file whether the server runs, and how many findings the file has. */
export function showStatus(server: Server): Disposable {
  const item = languages.createLanguageStatusItem('siteconf', { language: 'nginx' });
  item.name = 'Siteconf';
  const update = (): void => refresh(item, server);
  update();
  return Disposable.from(
    item,
    server.onDidChangeState(update),
    languages.onDidChangeDiagnostics(update),
    window.onDidChangeActiveTextEditor(update),
  );
}

function refresh(item: LanguageStatusItem, server: Server): void {
  const output: Command = { command: 'siteconf.showOutput', title: l10n.t('Show Output') };
  const restart: Command = { command: 'siteconf.restartServer', title: l10n.t('Restart') };
  item.busy = server.state === 'starting';
  item.severity = server.state === 'stopped' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  item.command = server.state === 'stopped' ? restart : output;
  if (server.state === 'stopped') {
    item.text = l10n.t('siteconf is not running');
    return;
  }
  const uri = window.activeTextEditor?.document.uri;
  const count = uri ? languages.getDiagnostics(uri).filter(({ source }) => source === 'siteconf').length : 0;
  item.text = count === 0 ? l10n.t('siteconf: no findings') : l10n.t('siteconf: findings: {count}', { count });
}
