import type { CodeLens, CodeLensParams } from 'vscode-languageserver/node';
import { message } from '../../base/message.ts';
import { RequestError } from '../../service/asked-request.ts';
import { outcomeLines } from '../../service/route-answer.ts';
import { toRange } from '../convert.ts';
import { guarded } from '../guard.ts';
import type { Session } from '../session.ts';
import type { Requests, RouteResult } from '../wire.ts';

type Asked = Requests['siteconf/route'];

const nothing: RouteResult = { problem: null, steps: [], end: [] };

/** Follows a URL, and offers to where the person wants that. */
export function handleRoute(session: Session): void {
  const { connection } = session;
  connection.onRequest('siteconf/route', ({ url, uri }: Asked['params']): Asked['result'] => follow(session, url, uri));
  connection.onCodeLens(
    guarded<CodeLensParams, CodeLens[]>(session, 'textDocument/codeLens', [], ({ textDocument }) => {
      if (!session.settings.routeLens || !session.followsUrls) {
        return [];
      }
      const path = session.uris.toPath(textDocument.uri);
      const title = session.snapshot.say(message('Where does this URL go?'));
      return session.snapshot.routeLenses(path).map(({ span, url }) => ({
        range: toRange(session, path, span),
        command: { title, command: 'siteconf.followUrl', arguments: [url, textDocument.uri] },
      }));
    }),
  );
}

function follow(session: Session, url: string, uri: string | null): RouteResult {
  const { snapshot } = session;
  try {
    const route = snapshot.route({ uri: url.trim() }, uri === null ? undefined : session.uris.toPath(uri));
    if (route === undefined) {
      return { ...nothing, problem: snapshot.say(message('There is no Nginx configuration with a server here.')) };
    }
    return {
      problem: null,
      steps: route.steps.map(({ what, statement }) => ({
        what: snapshot.say(what),
        place:
          statement === undefined
            ? null
            : {
                uri: session.uris.toUri(statement.file.path),
                line: statement.file.lines.lineAt(statement.directive.span.start),
              },
      })),
      end: outcomeLines(route.outcome, (sentence) => snapshot.say(sentence)),
    };
  } catch (error) {
    if (error instanceof RequestError) {
      return { ...nothing, problem: error.message };
    }
    throw error;
  }
}
