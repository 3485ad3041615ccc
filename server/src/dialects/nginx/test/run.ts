import type { Span } from '../../../base/span.ts';
import type { DirectiveFact } from '../../../facts/nginx/directive-facts.ts';
import type { FactContext } from '../../../facts/nginx/rows.ts';
import { isAtLeast, type NginxVersion } from '../../../facts/nginx/version.ts';
import type { Word } from '../../../syntax/nginx/tree.ts';
import type { Configuration, ConfigurationFile, Statement } from '../configuration.ts';
import { allStatements } from '../read.ts';
import type { FindingKind, NginxFinding, NginxTestOptions, RelatedPlace } from './finding.ts';
import type { Machine } from './machine/machine.ts';
import { Scope } from './scope.ts';
import { VariableTable } from './variable-table.ts';
import { Zones } from './zones.ts';

/** The blocks in which a `loc_conf` is filled. */
const HTTP_CONTEXTS: readonly FactContext[] = [
  'http',
  'server',
  'location',
  'if in location',
  'if in server',
  'limit_except',
];

/** Searches for names that may have been meant, in one run. */
const MOST_SUGGESTIONS = 40;

/** Where an `include` may bring what stands around servers. */
const OUTER = new Set(['main', 'http', 'stream', 'mail']);

/** What a finding may say beyond its text and place. */
export type FindingDetails = Partial<
  Pick<NginxFinding, 'fixes' | 'related' | 'suggestions' | 'version' | 'module' | 'level' | 'line'>
>;

const NOTHING: readonly never[] = [];

/** Files that come with Nginx and with certbot: they define nothing on which other files rest. */
const HARMLESS =
  /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi|proxy)(?:_params|\.conf)|koi-(?:utf|win)|win-utf|options-ssl-nginx\.conf)$/;

/** One run of the test over one configuration: what has been found and what all blocks share. */
export class Run {
  readonly configuration: Configuration;
  readonly options: NginxTestOptions;
  readonly findings: NginxFinding[] = [];
  /** The machine, where it may be asked and the configuration is its own. */
  readonly machine: Machine | undefined;
  /** Whether the blocks around the file are not in view: then what it doesn't define may be defined there. */
  readonly partial: boolean;
  /** Whether an `include` led nowhere: then what it would have defined is unknown. */
  readonly incomplete: boolean;
  /** The configurations of core modules, which exist once. */
  readonly core = new Scope('main', undefined, undefined);
  readonly variables = { http: new VariableTable(), stream: new VariableTable() };
  readonly zones = new Zones();
  /** The libraries that were loaded, by their full names; undefined stands for one whose name isn't known. */
  readonly libraries: (string | undefined)[] = [];
  /** The definitions that statements were found to have, by context and name. */
  readonly definitions = new Map<FactContext, Map<string, DirectiveFact>>();
  /** Whether an `include` at the top led nowhere. */
  readonly mainIncomplete: boolean;
  readonly #outerIncomplete: boolean;
  readonly #missing: readonly Statement[];
  readonly #seen = new Set<string>();
  #suggestionsLeft = MOST_SUGGESTIONS;
  #ways: ReadonlyMap<ConfigurationFile, ReadonlySet<unknown>> | undefined;

  constructor(configuration: Configuration, options: NginxTestOptions) {
    this.configuration = configuration;
    this.options = options;
    this.machine = options.machine?.covers(configuration.root.path) ? options.machine : undefined;
    this.partial = configuration.context !== 'main';
    const missing = configuration.includeProblems.filter(
      ({ kind, name }) => kind === 'missing' && !HARMLESS.test(name),
    );
    this.#missing = missing.map(({ statement }) => statement);
    this.incomplete = missing.length > 0;
    this.#outerIncomplete = missing.some(({ statement }) => OUTER.has(statement.context));
    this.mainIncomplete = missing.some(({ statement }) => statement.context === 'main');
  }

  /** @returns whether what stands only around servers (zones, formats, upstreams) may be declared out of view. */
  get outerOpen(): boolean {
    return this.partial || this.#outerIncomplete;
  }

  /** @returns whether what the files in view don't define may be defined in others. */
  get open(): boolean {
    return this.partial || this.incomplete;
  }

  /** @returns whether an `include` in a block led nowhere: then what the block lacks may stand in that file. */
  lacksIn(block: Statement): boolean {
    return this.#missing.some((include) => {
      for (let outer = include.parent; outer !== undefined; outer = outer.parent) {
        if (outer.directive === block.directive) {
          return true;
        }
      }
      return false;
    });
  }

  /** @returns whether one more name may be looked for that was meant: a text that is no configuration has thousands. */
  maySuggest(): boolean {
    this.#suggestionsLeft--;
    return this.#suggestionsLeft >= 0;
  }

  /** @returns whether one of the directives stands anywhere in an `http` block. */
  uses(names: readonly string[]): boolean {
    return HTTP_CONTEXTS.some((context) => {
      const found = this.definitions.get(context);
      return found !== undefined && names.some((name) => found.has(name));
    });
  }

  /** @returns whether the version asked about is `since` or later. */
  atLeast(since: NginxVersion): boolean {
    return isAtLeast(this.options.version, since);
  }

  /** Notes a finding; the same one of a file that is included twice counts once. */
  emit(kind: FindingKind, message: string, file: ConfigurationFile, span: Span, details: FindingDetails = {}): void {
    const key = `${file.path}\n${span.start}\n${message}`;
    if (this.#seen.has(key)) {
      return;
    }
    this.#seen.add(key);
    this.findings.push({
      level: details.level ?? 'emerg',
      message: cut(message),
      file,
      span,
      line: details.line,
      first: false,
      kind,
      fixes: details.fixes ?? NOTHING,
      related: details.related ?? NOTHING,
      suggestions: details.suggestions ?? NOTHING,
      version: details.version,
      module: details.module,
    });
  }

  /** Notes a finding on the line of the `;` or `{` that ends a statement. */
  emitAt(kind: FindingKind, message: string, statement: Statement, word?: Word, details: FindingDetails = {}): void {
    const span = word?.span ?? statement.directive.name.span;
    const related = [...(details.related ?? NOTHING), ...this.#wayTo(statement)];
    this.emit(kind, message, statement.file, span, { line: endLine(statement), ...details, related });
  }

  /** The `include`s that led to a statement, where its file is included in several places. */
  #wayTo({ file, via }: Statement): RelatedPlace[] {
    if (via.length === 0) {
      return [];
    }
    this.#ways ??= waysOf(this.configuration);
    return (this.#ways.get(file)?.size ?? 0) < 2
      ? []
      : via.map((include) => ({ file: include.file, span: include.directive.span, isInclude: true }));
  }
}

/** Each included file with the `include`s that lead to it. */
function waysOf({ statements }: Configuration): ReadonlyMap<ConfigurationFile, ReadonlySet<unknown>> {
  const ways = new Map<ConfigurationFile, Set<unknown>>();
  for (const { file, via } of allStatements(statements)) {
    const last = via.at(-1)?.directive;
    if (last !== undefined) {
      ways.set(file, (ways.get(file) ?? new Set()).add(last));
    }
  }
  return ways;
}

/** Nginx cuts a message at 1024 bytes (`NGX_MAX_CONF_ERRSTR`). */
function cut(message: string): string {
  return message.length > 1024 ? message.slice(0, 1024) : message;
}

/** @returns the zero-based line of the `;` or `{` that ends the statement's head: the one Nginx reports. */
export function endLine(statement: Statement): number {
  return lineOf(statement.file, statement.directive.terminatorSpan.start);
}

/** @returns the zero-based line of the `}` that ends the statement's block, or of its head where it has none. */
export function closeLine(statement: Statement): number {
  const block = statement.directive.block;
  return block === undefined
    ? endLine(statement)
    : lineOf(statement.file, block.close?.start ?? statement.directive.span.end);
}

const lineFeeds = new WeakMap<ConfigurationFile, readonly number[] | undefined>();

/** @returns the zero-based line of `offset` as Nginx counts it: by line feeds only. */
export function lineOf(file: ConfigurationFile, offset: number): number {
  if (!lineFeeds.has(file)) {
    lineFeeds.set(file, /\r(?!\n)/.test(file.document.text) ? feedsOf(file.document.text) : undefined);
  }
  const feeds = lineFeeds.get(file);
  return feeds === undefined ? file.lines.lineAt(offset) : countBelow(feeds, offset);
}

/** How many of the rising `numbers` are less than `limit`. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function feedsOf(text: string): number[] {
  const feeds: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    feeds.push(at);
  }
  return feeds;
}
