import { type Disposable, languages, type TextDocument, workspace } from 'vscode';

/** A file without extension in a folder called nginx, which no file pattern of the manifest can name. */
function isNginxByPlace(document: TextDocument): boolean {
  return (
    document.uri.scheme === 'file' &&
    document.languageId === 'plaintext' &&
    /\/nginx\/(?:[^/]+\/)*[^/.]+$/.test(document.uri.path)
  );
}

/** Gives such files the language nginx as they are opened; a language that the person chose later stays. */
export function nameFilesWithoutExtension(): Disposable {
  const name = (document: TextDocument): void => {
    if (isNginxByPlace(document)) {
      void languages.setTextDocumentLanguage(document, 'nginx');
    }
  };
  const named = new Set<string>();
  const nameOnce = (document: TextDocument): void => {
    const key = document.uri.toString();
    if (!named.has(key)) {
      named.add(key);
      name(document);
    }
  };
  workspace.textDocuments.forEach(nameOnce);
  return workspace.onDidOpenTextDocument(nameOnce);
}
