import { createHash } from 'node:crypto';
import {
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type { WorkspacePath } from '../../base/path.ts';
import { toDiagnostic } from '../convert.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';

/** How long a person must pause before findings are pushed, in milliseconds. */
const PAUSE = 150;

/** Answers a client that pulls findings. */
export function handleDiagnosticPulls(session: Session): void {
  const { connection } = session;
  connection.languages.diagnostics.on(
    guarded<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      session,
      'textDocument/diagnostic',
      { kind: DocumentDiagnosticReportKind.Full, items: [] },
      ({ textDocument, previousResultId }) => {
        const items = diagnosticsOf(session, session.uris.toPath(textDocument.uri));
        const resultId = fingerprint(items);
        return resultId === previousResultId
          ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
          : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
      },
    ),
  );
  connection.languages.diagnostics.onWorkspace(
    guarded<WorkspaceDiagnosticParams, WorkspaceDiagnosticReport>(
      session,
      'workspace/diagnostic',
      { items: [] },
      ({ previousResultIds }) => {
        const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
        const uris = new Set([
          ...session.snapshot.findings().map((finding) => session.uris.toUri(finding.path)),
          ...previous.keys(),
        ]);
        return { items: [...uris].map((uri) => workspaceReport(session, uri, previous.get(uri))) };
      },
    ),
  );
}

/** Sends findings to a client that doesn't pull, when a person pauses. To be called once the client is ready. */
export function pushDiagnostics(session: Session): void {
  const shown = new Map<string, string>();
  const publish = (): void => {
    try {
      const uris = new Set([
        ...session.snapshot.findings().map((finding) => session.uris.toUri(finding.path)),
        ...session.documents.all().map((document) => document.uri),
        ...shown.keys(),
      ]);
      for (const uri of uris) {
        const diagnostics = diagnosticsOf(session, session.uris.toPath(uri));
        const version = session.documents.get(uri)?.version;
        const state = `${version} ${fingerprint(diagnostics)}`;
        if (shown.get(uri) !== state) {
          shown.set(uri, state);
          void session.connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
        }
        if (diagnostics.length === 0 && version === undefined) {
          shown.delete(uri);
        }
      }
    } catch (error) {
      session.logError('publishDiagnostics', error);
    }
  };
  let timer = setTimeout(publish, 0);
  session.onChanged(() => {
    clearTimeout(timer);
    timer = setTimeout(publish, PAUSE);
  });
}

function diagnosticsOf(session: Session, path: WorkspacePath): Diagnostic[] {
  return session.snapshot.findings(path).map((finding) => toDiagnostic(session, finding));
}

function workspaceReport(
  session: Session,
  uri: string,
  previousId: string | undefined,
): WorkspaceDocumentDiagnosticReport {
  const version = session.documents.get(uri)?.version ?? null;
  const items = diagnosticsOf(session, session.uris.toPath(uri));
  const resultId = fingerprint(items);
  return resultId === previousId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId, uri, version }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, uri, version, items };
}

function fingerprint(diagnostics: readonly Diagnostic[]): string {
  return createHash('sha1').update(JSON.stringify(diagnostics)).digest('base64');
}
