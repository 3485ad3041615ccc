import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import {
  Diagnostic,
  type DiagnosticCollection,
  DiagnosticSeverity,
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  Range,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { NginxTestResult } from '../../server/src/lsp/wire.ts';
import { nginxCommand } from './nginx-command.ts';
import type { Server } from './server.ts';

/** How long the program may take, in milliseconds: it may have to look up the names of hosts. */
const longest = 60_000;

/** Runs the real `nginx -t` on the configuration that is open, shows what it says in the files, and whether we agree. */
export async function testWithNginx(
  server: Server,
  collection: DiagnosticCollection,
  output: LogOutputChannel,
): Promise<void> {
  if (!workspace.isTrusted) {
    void window.showWarningMessage(l10n.t('Programs are run in a trusted workspace only.'));
    return;
  }
  const main = await pickMain(server);
  if (main === undefined || !(await saved())) {
    return;
  }
  const set = workspace.getConfiguration('siteconf').get<string>('nginx.command', 'nginx');
  const command = nginxCommand(set, main.fsPath);
  const result = await window.withProgress(
    { location: ProgressLocation.Window, title: command.test.join(' ') },
    async (): Promise<NginxTestResult | undefined> => {
      const tested = await run(command.test, dirname(main.fsPath));
      if (tested === undefined) {
        return undefined;
      }
      output.info(`${command.test.join(' ')}\n${tested}`);
      const version = /nginx\/(\d+\.\d+\.\d+)/.exec((await run(command.version, dirname(main.fsPath))) ?? '')?.[1];
      return server.request('siteconf/nginx/compare', {
        main: main.toString(),
        output: tested,
        version: version ?? null,
      });
    },
  );
  if (result !== undefined) {
    show(result, collection, output);
  }
}

async function pickMain(server: Server): Promise<Uri | undefined> {
  const uri = window.activeTextEditor?.document.uri.toString() ?? null;
  const mains = (await server.request('siteconf/nginx/mains', { uri })).map((one) => Uri.parse(one));
  const files = mains.filter(({ scheme }) => scheme === 'file');
  if (files.length === 0) {
    void window.showWarningMessage(l10n.t('There is no main Nginx configuration here, such as nginx.conf.'));
    return undefined;
  }
  if (files.length === 1) {
    return files[0];
  }
  const picked = await window.showQuickPick(
    files.map((file) => ({ label: workspace.asRelativePath(file), file })),
    { title: l10n.t('Which configuration?') },
  );
  return picked?.file;
}

/** Nginx reads the files on the disk. @returns whether they hold what the editors show. */
async function saved(): Promise<boolean> {
  const unsaved = workspace.textDocuments.filter(({ isDirty, languageId }) => isDirty && languageId === 'nginx');
  if (unsaved.length === 0) {
    return true;
  }
  const save = l10n.t('Save');
  const chosen = await window.showWarningMessage(
    l10n.t('Nginx reads the files as they are saved. Save them first?'),
    { modal: true },
    save,
  );
  return chosen === save && (await Promise.all(unsaved.map((document) => document.save()))).every(Boolean);
}

/** @returns all that the program printed; undefined where it could not be run, which the person is told. */
function run([program = 'nginx', ...words]: readonly string[], folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, words, { cwd: folder, timeout: longest, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error !== null && (typeof error.code === 'string' || error.killed)) {
        const reason = error.killed ? l10n.t('it took too long') : error.message;
        void window.showErrorMessage(l10n.t('{program} could not be run: {reason}', { program, reason }));
        resolve(undefined);
        return;
      }
      resolve(`${stderr}${stdout}`);
    });
  });
}

function show(result: NginxTestResult, collection: DiagnosticCollection, output: LogOutputChannel): void {
  const byFile = new Map<string, Diagnostic[]>();
  for (const { uri, range, severity, message } of result.complaints) {
    const { start, end } = range;
    const diagnostic = new Diagnostic(
      new Range(start.line, start.character, end.line, end.character),
      message,
      severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    );
    diagnostic.source = 'nginx -t';
    byFile.set(uri, [...(byFile.get(uri) ?? []), diagnostic]);
  }
  collection.clear();
  for (const [uri, diagnostics] of byFile) {
    collection.set(Uri.parse(uri), diagnostics);
  }
  if (result.agrees === true) {
    void window.showInformationMessage(result.verdict);
    return;
  }
  const details = l10n.t('Show Output');
  void window.showWarningMessage(result.verdict, details).then((chosen) => {
    if (chosen === details) {
      output.show();
    }
  });
}
