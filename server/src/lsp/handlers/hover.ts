import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver/node';
import { toRange } from '../convert.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';

/** Explains the finding under the pointer. */
export function handleHover(session: Session): void {
  session.connection.onHover(
    guarded<HoverParams, Hover | null>(session, 'textDocument/hover', null, ({ textDocument, position }) => {
      const path = session.uris.toPath(textDocument.uri);
      const hover = session.snapshot.findingHover(path, session.lines(path).offset(position));
      if (hover === undefined) {
        return null;
      }
      return {
        contents: { kind: MarkupKind.Markdown, value: hover.text },
        range: toRange(session, path, hover.span),
      };
    }),
  );
}
