import { type Message, message } from '../base/message.ts';
import type { WorkspacePath } from '../base/path.ts';
import { type Span, touches } from '../base/span.ts';
import type { Configuration, Statement } from '../dialects/nginx/configuration.ts';
import { type EffectiveConfiguration, effectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import type { Place } from '../dialects/nginx/effective/place.ts';
import { fromBytes } from '../dialects/nginx/language/pattern.ts';
import { routeWithin } from '../dialects/nginx/route/answers.ts';
import { escapeUri } from '../dialects/nginx/route/escape.ts';
import type { Outcome } from '../dialects/nginx/route/outcome.ts';
import { noFiles } from '../dialects/nginx/route/request.ts';
import { ownPath, rivals } from '../dialects/nginx/route/rivals.ts';

/** What is shown for a `location` under the pointer. */
export interface LocationHover {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/** More rivals than this would hide what is said. */
const mostRivals = 8;

/**
 * @param say gives a sentence in the person's language.
 * @returns what the `location` whose head stands under `offset` takes, what takes requests away from it, each with a path
 *   that proves it, and where its requests go; undefined where no such head stands there.
 */
export function locationHover(
  configurations: readonly Configuration[],
  path: WorkspacePath,
  offset: number,
  say: (sentence: Message) => string,
): LocationHover | undefined {
  for (const configuration of configurations) {
    if (!configuration.files.some((file) => file.path === path)) {
      continue;
    }
    const effective = effectiveConfiguration(configuration);
    const place = locationUnder(effective.servers, path, offset);
    const head = place?.head;
    if (place !== undefined && head !== undefined) {
      const span = { start: head.modifierSpan.start, end: head.textSpan.end };
      return { span, text: sentences(effective, place).map(say).join('\n\n') };
    }
  }
  return undefined;
}

function locationUnder(places: readonly Place[], path: WorkspacePath, offset: number): Place | undefined {
  for (const place of places) {
    const { head, statement } = place;
    if (
      head !== undefined &&
      statement?.file.path === path &&
      touches({ start: statement.directive.name.span.start, end: head.textSpan.end }, offset)
    ) {
      return place;
    }
    const inner = locationUnder(place.inner, path, offset);
    if (inner !== undefined) {
      return inner;
    }
  }
  return undefined;
}

function sentences(effective: EffectiveConfiguration, place: Place): Message[] {
  const all = [takes(place)];
  for (const { place: rival, witness } of rivals(place).slice(0, mostRivals)) {
    const values = { uri: showPath(witness), location: headText(rival), line: lineOf(rival.statement) };
    all.push(message('`{uri}` goes to `{location}` (line {line}) instead.', values));
  }
  const own = ownPath(place);
  const uri = own === undefined ? undefined : showPath(own);
  const outcome = uri === undefined ? undefined : routeWithin(effective, place, uri, noFiles)?.outcome;
  if (uri !== undefined && outcome !== undefined) {
    all.push(...goes(uri, outcome));
  } else if (place.head?.modifier !== '@') {
    all.push(message('No path was found that ends here.'));
  }
  return all;
}

function takes({ head }: Place): Message {
  const text = head?.text ?? '';
  switch (head?.modifier) {
    case '=':
      return message('Takes the path `{text}` alone.', { text });
    case '^~':
      return message('Takes paths that begin with `{text}`; regular expressions beside it are not asked.', { text });
    case '~':
      return message('Takes paths in which the regular expression `{text}` is found, in the order of the file.', {
        text,
      });
    case '~*':
      return message(
        'Takes paths in which the regular expression `{text}` is found in either case, in the order of the file.',
        {
          text,
        },
      );
    case '@':
      return message('Takes only what `try_files` and `error_page` hand over.');
    default:
      return message('Takes paths that begin with `{text}`, unless a longer text or a regular expression does.', {
        text,
      });
  }
}

/** Where a path goes, in one sentence for each end. */
function goes(uri: string, outcome: Outcome): Message[] {
  switch (outcome.kind) {
    case 'file':
      return [message('`{uri}` is the file `{file}`.', { uri, file: outcome.file })];
    case 'listing':
      return [message('`{uri}` lists the folder `{directory}`.', { uri, directory: outcome.directory })];
    case 'upstream':
      return [
        message('`{uri}` is passed on to {address} as `{line}`.', {
          uri,
          address: outcome.address,
          line: outcome.requestLine,
        }),
      ];
    case 'redirect':
      return [
        message('`{uri}` is redirected to `{target}` ({status}).', {
          uri,
          target: outcome.target,
          status: outcome.status,
        }),
      ];
    case 'status':
      return [message('`{uri}` is answered with status {status}.', { uri, status: outcome.status })];
    case 'depends': {
      const [yes, no] = outcome.branches;
      const first = message('Where `{uri}` goes depends on: {on}', { uri, on: outcome.on.join(', ') });
      return yes === undefined || no === undefined
        ? [first]
        : [first, ...goes(uri, yes.outcome), ...goes(uri, no.outcome)];
    }
  }
}

function headText({ head }: Place): string {
  return `location ${head?.modifier ?? ''} ${head?.text ?? ''}`
    .replace(/ {2,}/g, ' ')
    .replace('location @ ', 'location ');
}

function showPath(bytes: string): string {
  return fromBytes(escapeUri(bytes, 'uri'));
}

function lineOf(statement: Statement | undefined): number {
  return statement === undefined ? 0 : statement.file.lines.lineAt(statement.directive.span.start) + 1;
}
