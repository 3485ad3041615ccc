import { CodeActionKind, type Connection, createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { History } from '../host/history.ts';
import { fixAllKind, handleCodeActions } from './handlers/code-action.ts';
import { handleDiagnosticPulls, pushDiagnostics } from './handlers/diagnostics.ts';
import { handleExplain } from './handlers/explain.ts';
import { handleFiles } from './handlers/files.ts';
import { handleHover } from './handlers/hover.ts';
import { handleHttps } from './handlers/https.ts';
import { handleNginxTest } from './handlers/nginx-test.ts';
import { handleRoute } from './handlers/route.ts';
import { handleScaffold } from './handlers/scaffold.ts';
import { handleSettings } from './handlers/settings.ts';
import { handleUndo } from './handlers/undo.ts';
import { documentSync, Session } from './session.ts';

/** Speaks over standard input and output. */
export function startOverStdio(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, history: History): void {
  start(createConnection(ProposedFeatures.all, input, output), history);
}

/** Answers a client over `connection` until it says goodbye. Executes nothing of the workspace. */
export function start(connection: Connection, history: History): void {
  const session = new Session(connection, __dirname, history);
  const startSettings = handleSettings(session);
  const startFiles = handleFiles(session);
  connection.onInitialize((params) => {
    session.initialize(params);
    return {
      capabilities: {
        textDocumentSync: documentSync,
        hoverProvider: true,
        codeLensProvider: { resolveProvider: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, fixAllKind] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(session.pullsDiagnostics
          ? { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true, identifier: 'siteconf' } }
          : {}),
      },
      serverInfo: { name: 'siteconf' },
    };
  });
  connection.onInitialized(async () => {
    try {
      await startSettings();
      await startFiles();
      if (!session.pullsDiagnostics) {
        pushDiagnostics(session);
      }
    } catch (error) {
      session.logError('initialized', error);
    }
  });
  handleDiagnosticPulls(session);
  handleHover(session);
  handleCodeActions(session);
  handleExplain(session);
  handleRoute(session);
  handleScaffold(session);
  handleHttps(session);
  handleUndo(session);
  handleNginxTest(session);
  connection.listen();
}
