import assert from 'node:assert/strict';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  type Disposable,
  languages,
  type Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';

/** The folder of the workspace that VS Code was started with. */
export function folder(): Uri {
  const first = workspace.workspaceFolders?.[0];
  assert.ok(first, 'a folder is open');
  return first.uri;
}

/** Waits until `ask` answers, asking again whenever `event` fires (and now and then, for what fires no event). */
export function until<T>(
  what: string,
  event: (listener: () => void) => Disposable,
  ask: () => T | undefined,
  milliseconds = 30_000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const answer = ask();
      if (answer !== undefined) {
        stop();
        resolve(answer);
      }
    };
    const listener = event(check);
    const now = setInterval(check, 250);
    const late = setTimeout(() => {
      stop();
      reject(new Error(`waited ${milliseconds} ms for ${what}`));
    }, milliseconds);
    function stop(): void {
      listener.dispose();
      clearInterval(now);
      clearTimeout(late);
    }
    check();
  });
}

export function code(diagnostic: Diagnostic): string {
  const { code: found } = diagnostic;
  return String(typeof found === 'object' ? found.value : found);
}

/** Waits for the findings of a file to be as `wanted` says, and returns them. */
export function findings(uri: Uri, wanted: (found: Diagnostic[]) => boolean, what: string): Promise<Diagnostic[]> {
  return until(what, languages.onDidChangeDiagnostics, () => {
    const found = languages.getDiagnostics(uri).filter(({ source }) => source === 'siteconf');
    return wanted(found) ? found : undefined;
  });
}

export async function write(path: string, text: string): Promise<Uri> {
  const uri = Uri.joinPath(folder(), path);
  await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

export async function open(uri: Uri): Promise<TextDocument> {
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

export function actionsAt(uri: Uri, range: Range): Thenable<CodeAction[]> {
  return commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', uri, range, undefined, 50);
}

/** Applies a code action as the light bulb does. */
export async function apply(action: CodeAction): Promise<void> {
  if (action.edit) {
    assert.ok(await workspace.applyEdit(action.edit), `the edit of "${action.title}" is applied`);
  }
  if (action.command) {
    await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

export async function closeAll(): Promise<void> {
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await commands.executeCommand('workbench.action.closeAllEditors');
}
