import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver/node';
import { toRange } from '../convert.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';

/** Explains the finding under the pointer, and what a location takes. */
export function handleHover(session: Session): void {
  session.connection.onHover(
    guarded<HoverParams, Hover | null>(session, 'textDocument/hover', null, ({ textDocument, position }) => {
      const path = session.uris.toPath(textDocument.uri);
      const offset = session.lines(path).offset(position);
      const { snapshot } = session;
      const hovers = [snapshot.findingHover(path, offset), snapshot.locationHover(path, offset)].filter(
        (hover) => hover !== undefined,
      );
      const [first] = hovers;
      if (first === undefined) {
        return null;
      }
      return {
        contents: { kind: MarkupKind.Markdown, value: hovers.map(({ text }) => text).join('\n\n---\n\n') },
        range: toRange(session, path, first.span),
      };
    }),
  );
}
