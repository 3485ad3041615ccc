import { renderMessage, type Translation } from '../base/message.ts';
import type { WorkspacePath } from '../base/path.ts';
import type { Statement } from '../dialects/nginx/configuration.ts';
import type { Place } from '../dialects/nginx/effective/place.ts';
import type { Outcome, Route } from '../dialects/nginx/route/outcome.ts';

/** A place in a file, its line counted from one. */
export interface AnswerPlace {
  readonly path: string;
  readonly line: number;
}

/** The answer to "where does this URL go", as `siteconf route --format json` prints it. */
export interface RouteAnswer {
  readonly schema: 1;
  readonly server: AnswerPlace | null;
  readonly location: (AnswerPlace & { readonly text: string }) | null;
  readonly outcome: Outcome;
  readonly steps: readonly ({ readonly what: string } & Partial<AnswerPlace>)[];
}

/**
 * @param pathText how a path is printed.
 * @returns a route for people: places as paths and lines, steps in their language.
 */
export function routeAnswer(
  route: Route,
  pathText: (path: WorkspacePath) => string,
  translation: Translation = {},
): RouteAnswer {
  const placeOf = (statement: Statement): AnswerPlace => ({
    path: pathText(statement.file.path),
    line: statement.file.lines.lineAt(statement.directive.span.start) + 1,
  });
  const place = (level: Place | undefined): AnswerPlace | null =>
    level?.statement === undefined ? null : placeOf(level.statement);
  const location = place(route.location);
  return {
    schema: 1,
    server: place(route.server),
    location: location === null ? null : { ...location, text: headText(route.location as Place) },
    outcome: route.outcome,
    steps: route.steps.map(({ what, statement }) => ({
      what: renderMessage(what, translation),
      ...(statement === undefined ? {} : placeOf(statement)),
    })),
  };
}

/** The modifier and the text of a location, as `^~ /media/`. */
function headText({ head }: Place): string {
  if (head === undefined) {
    return '';
  }
  return head.modifier === '' || head.modifier === '@' ? head.text : `${head.modifier} ${head.text}`;
}
