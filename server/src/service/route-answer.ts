import { type Message, message, renderMessage, type Translation } from '../base/message.ts';
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

/**
 * @param say gives a sentence in the person's language.
 * @returns an outcome in lines for people, branches indented.
 */
export function outcomeLines(outcome: Outcome, say: (sentence: Message) => string, indent = ''): string[] {
  const [first, ...details] = outcomeSentences(outcome);
  const lines = [
    `${indent}-> ${first === undefined ? '' : say(first)}`,
    ...details.map((one) => `${indent}   ${say(one)}`),
  ];
  if (outcome.kind === 'upstream') {
    lines.push(...Object.entries(outcome.headers).map(([name, value]) => `${indent}   ${name}: ${value}`));
  }
  if (outcome.kind === 'depends') {
    for (const branch of outcome.branches) {
      lines.push(`${indent}   ${say(branch.if ? message('If so:') : message('If not:'))}`);
      lines.push(...outcomeLines(branch.outcome, say, `${indent}   `));
    }
  }
  return lines;
}

function outcomeSentences(outcome: Outcome): Message[] {
  switch (outcome.kind) {
    case 'file':
      return [message('The file {file}, status {status}', { file: outcome.file, status: outcome.status })];
    case 'listing':
      return [
        message('A listing of {directory}, status {status}', { directory: outcome.directory, status: outcome.status }),
      ];
    case 'redirect':
      return [message('A redirect to {target}, status {status}', { target: outcome.target, status: outcome.status })];
    case 'status':
      return [message('Status {status}', { status: outcome.status })];
    case 'upstream':
      return [
        message('{line} to {address} ({protocol})', {
          line: outcome.requestLine,
          address: outcome.address,
          protocol: outcome.protocol,
        }),
      ];
    case 'depends':
      return [message('It depends on: {on}', { on: outcome.on.join(', ') })];
  }
}
