import { commands, type ExtensionContext, type LogOutputChannel, l10n, languages, window, workspace } from 'vscode';
import { explainRule, rulePages } from './explain-rule.ts';
import { nameFilesWithoutExtension } from './files-without-extension.ts';
import { fixAll } from './fix-all.ts';
import { followUrl } from './follow-url.ts';
import { testWithNginx } from './nginx-test.ts';
import { enableHttps } from './scaffold/enable-https.ts';
import { scaffoldSite } from './scaffold/scaffold-site.ts';
import { undo } from './scaffold/undo.ts';
import { Server } from './server.ts';
import { showStatus } from './status.ts';

let running: Server | undefined;

/** Starts the language server and offers the commands. Just one of them runs a program, and only where the person trusts the workspace. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output: LogOutputChannel = window.createOutputChannel('Siteconf', { log: true });
  const server = new Server(context.asAbsolutePath('dist/server.js'), output);
  running = server;
  const pages = rulePages();
  const answers = languages.createDiagnosticCollection('nginx -t');
  context.subscriptions.push(
    output,
    server,
    pages,
    answers,
    workspace.onDidChangeTextDocument(({ document }) => answers.delete(document.uri)),
    showStatus(server),
    nameFilesWithoutExtension(),
    commands.registerCommand('siteconf.restartServer', () => server.restart()),
    commands.registerCommand('siteconf.showOutput', () => output.show()),
    commands.registerCommand('siteconf.explainRule', (rule?: unknown) => explainRule(server, pages, rule)),
    commands.registerCommand('siteconf.fixAll', fixAll),
    commands.registerCommand('siteconf.testWithNginx', () => testWithNginx(server, answers, output)),
    commands.registerCommand('siteconf.followUrl', (url?: unknown, document?: unknown) =>
      followUrl(server, url, document),
    ),
    commands.registerCommand('siteconf.scaffoldSite', (given?: unknown) => scaffoldSite(server, given)),
    commands.registerCommand('siteconf.undoScaffold', () => undo(server)),
    commands.registerCommand('siteconf.enableHttps', () => enableHttps(server)),
  );
  if (workspace.workspaceFolders === undefined) {
    output.info(l10n.t('No folder is open: each file is checked by itself.'));
  }
  await server.start();
}

/** VS Code calls it when the extension ends: the server is stopped. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}
