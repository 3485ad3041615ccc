import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type CodeAction,
  type CodeActionParams,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { builtFolder } from './bundle.ts';

/** An editor that speaks to the bundled server over stdio, and nothing more. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly answer: InitializeResult;
  /** What the server logged. */
  readonly log: readonly string[];
  open(uri: string, languageId: string, text: string): Promise<void>;
  change(uri: string, version: number, text: string): Promise<void>;
  close(uri: string): Promise<void>;
  pull(uri: string): Promise<readonly Diagnostic[]>;
  hover(uri: string, line: number, character: number): Promise<Hover | null>;
  actions(params: CodeActionParams): Promise<readonly CodeAction[]>;
  /** @returns the next findings pushed for `uri` that fit. */
  pushed(uri: string, fits: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  /** Says goodbye. @returns the exit code of the server. */
  end(): Promise<number | null>;
}

/** What an editor that pulls says of itself. */
export const pulling: InitializeParams['capabilities'] = {
  textDocument: {
    diagnostic: { dynamicRegistration: false, relatedDocumentSupport: false },
    publishDiagnostics: { relatedInformation: true },
  },
  workspace: { configuration: true, workspaceFolders: true, diagnostics: { refreshSupport: true } },
};

/** How an editor begins. */
export interface EditorOptions {
  readonly capabilities?: InitializeParams['capabilities'];
  readonly folders?: readonly string[];
  readonly locale?: string;
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
}

/** Starts `siteconf lsp --stdio` and shakes hands. */
export async function startEditor(options: EditorOptions = {}): Promise<Editor> {
  const server: ChildProcess = spawn(process.execPath, [join(builtFolder(), 'cli.js'), 'lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((done) => server.on('exit', done));
  const log: string[] = [];
  server.stderr?.on('data', (data) => log.push(String(data)));
  if (server.stdout === null || server.stdin === null) {
    throw new Error('the server has no pipes');
  }
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const pushes: PublishDiagnosticsParams[] = [];
  const waiting = new Set<() => void>();
  connection.onNotification('window/logMessage', (params: { message: string }) => {
    log.push(params.message);
  });
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    pushes.push(params);
    for (const look of [...waiting]) {
      look();
    }
  });
  let configured = (): void => undefined;
  const asksForSettings = new Promise<void>((done) => {
    configured = done;
  });
  connection.onRequest('workspace/configuration', (params: { items: unknown[] }) => {
    setImmediate(configured);
    return params.items.map(() => options.settings ?? null);
  });
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const answer: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: (options.folders ?? []).map((uri) => ({ uri, name: uri })),
    capabilities: options.capabilities ?? pulling,
    locale: options.locale ?? 'en',
    initializationOptions: options.initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  if ((options.capabilities ?? pulling).workspace?.configuration) {
    await asksForSettings;
  }
  return {
    connection,
    answer,
    log,
    open: (uri, languageId, text) =>
      connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, text) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    close: (uri) => connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    async pull(uri) {
      const report: DocumentDiagnosticReport = await connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri },
      });
      return report.kind === 'full' ? report.items : [];
    },
    hover: (uri, line, character) =>
      connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } }),
    actions: (params) => connection.sendRequest('textDocument/codeAction', params),
    pushed: (uri, fits) =>
      new Promise((done, fail) => {
        const late = setTimeout(() => {
          fail(new Error(`no such findings were pushed for ${uri}: ${JSON.stringify(pushes)}\n${log.join('\n')}`));
        }, 10_000);
        const look = (): void => {
          const hit = pushes.findLast((push) => push.uri === uri);
          if (hit !== undefined && fits(hit.diagnostics)) {
            waiting.delete(look);
            clearTimeout(late);
            done(hit.diagnostics);
          }
        };
        waiting.add(look);
        look();
      }),
    async end() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await exited;
      connection.dispose();
      return code;
    },
  };
}
