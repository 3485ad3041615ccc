import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
import { writeLoneConfiguration } from './nginx-alone.ts';
import { type NginxCommand, nginxCommand, prefixOf } from './nginx-command.ts';
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
  const tested = (await pickAlone(server)) ?? (await pickMain(server));
  if (tested === undefined || !(await saved())) {
    return;
  }
  const set = workspace.getConfiguration('siteconf').get<string>('nginx.command', 'nginx');
  const lone = tested.around && writeLoneConfiguration(tested.around.folder, tested.around.text);
  try {
    const command =
      lone === undefined
        ? nginxCommand(set, tested.file.fsPath, prefixOf(tested.file.fsPath))
        : nginxCommand(set, lone.main, undefined);
    if (lone !== undefined && !command.test.includes(lone.main)) {
      void window.showWarningMessage(
        l10n.t('No main configuration here includes this file, and {command} tests just its own.', { command: set }),
      );
      return;
    }
    const result = await window.withProgress({ location: ProgressLocation.Window, title: command.test.join(' ') }, () =>
      askNginx(server, tested.file, command, output),
    );
    if (result !== undefined) {
      show(result, collection, output);
    }
  } finally {
    lone?.remove();
  }
}

/** What is tested: a main file, or another one with the configuration that is put around it. */
interface Tested {
  readonly file: Uri;
  readonly around?: { readonly folder: string; readonly text: string };
}

/** Runs the commands and lets the server compare. @returns undefined where the program could not be run. */
async function askNginx(
  server: Server,
  file: Uri,
  command: NginxCommand,
  output: LogOutputChannel,
): Promise<NginxTestResult | undefined> {
  const folder = dirname(file.fsPath);
  const tested = await run(command.test, folder);
  if (tested === undefined) {
    return undefined;
  }
  output.info(`${command.test.join(' ')}\n${tested}`);
  const version = /nginx\/(\d+\.\d+\.\d+)/.exec((await run(command.version, folder)) ?? '')?.[1];
  return server.request('siteconf/nginx/compare', { main: file.toString(), output: tested, version: version ?? null });
}

/** @returns the file that is open, where it is part of no main configuration here and can be tested by itself. */
async function pickAlone(server: Server): Promise<Tested | undefined> {
  const file = window.activeTextEditor?.document.uri;
  if (file?.scheme !== 'file') {
    return undefined;
  }
  const folder = join(tmpdir(), `siteconf-${randomUUID()}`);
  const text = await server.request('siteconf/nginx/around', { uri: file.toString(), name: file.fsPath, folder });
  return text === null ? undefined : { file, around: { folder, text } };
}

async function pickMain(server: Server): Promise<Tested | undefined> {
  const uri = window.activeTextEditor?.document.uri.toString() ?? null;
  const mains = (await server.request('siteconf/nginx/mains', { uri })).map((one) => Uri.parse(one));
  const files = mains.filter(({ scheme }) => scheme === 'file');
  if (files.length === 0) {
    void window.showWarningMessage(l10n.t('There is no main Nginx configuration here, such as nginx.conf.'));
    return undefined;
  }
  if (files.length === 1) {
    return files[0] && { file: files[0] };
  }
  const picked = await window.showQuickPick(
    files.map((file) => ({ label: workspace.asRelativePath(file), file })),
    { title: l10n.t('Which configuration?') },
  );
  return picked && { file: picked.file };
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
