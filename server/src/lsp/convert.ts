import {
  type CodeDescription,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { WorkspacePath } from '../base/path.ts';
import type { Span } from '../base/span.ts';
import type { FileEdit } from '../base/text-edit.ts';
import type { Severity } from '../rules/define.ts';
import type { Finding } from '../rules/finding.ts';
import { rules } from '../rules/registry.ts';
import type { Session } from './session.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const sourceOf = new Map(rules.map((rule) => [rule.id, rule.sources[0]]));

/** @returns a span of a file as the protocol counts it. */
export function toRange(session: Session, path: WorkspacePath, range: Span): Range {
  return session.lines(path).range(range);
}

/** @returns a range of the protocol as a span of the file. */
export function toSpan(session: Session, path: WorkspacePath, { start, end }: Range): Span {
  const lines = session.lines(path);
  return { start: lines.offset(start), end: lines.offset(end) };
}

/** @returns a finding as the client shows it. */
export function toDiagnostic(session: Session, finding: Finding): Diagnostic {
  const { say } = session.snapshot;
  const href = sourceOf.get(finding.rule);
  const text = say(finding.message);
  const withRelated = session.capabilities.textDocument?.publishDiagnostics?.relatedInformation ?? true;
  return {
    range: toRange(session, finding.path, finding.span),
    severity: severities[finding.severity],
    code: finding.rule,
    source: 'siteconf',
    message: finding.note === undefined ? text : `${text}\n${say(finding.note)}`,
    ...(href === undefined ? {} : { codeDescription: { href } satisfies CodeDescription }),
    ...(withRelated && finding.related.length > 0
      ? {
          relatedInformation: finding.related.map(
            (place): DiagnosticRelatedInformation => ({
              location: { uri: session.uris.toUri(place.path), range: toRange(session, place.path, place.span) },
              message: say(place.message),
            }),
          ),
        }
      : {}),
  };
}

/** @returns edits of files as the client applies them. */
export function toWorkspaceEdit(session: Session, edits: readonly FileEdit[]): WorkspaceEdit {
  const changes: NonNullable<WorkspaceEdit['changes']> = {};
  for (const { path, span, newText } of edits) {
    const uri = session.uris.toUri(path);
    const ofFile = changes[uri] ?? [];
    ofFile.push({ range: toRange(session, path, span), newText });
    changes[uri] = ofFile;
  }
  return { changes };
}
