import type { Message } from '../../../base/message.ts';
import type { Statement } from '../configuration.ts';
import type { EffectiveConfiguration } from '../effective/configuration.ts';
import type { Place } from '../effective/place.ts';
import type { Captures } from '../language/match.ts';
import type { Pattern } from '../language/pattern.ts';
import type { Listener } from './listeners.ts';
import type { RouteStep } from './outcome.ts';
import type { FileOracle, RouteRequest } from './request.ts';

/** Thrown at a question that the configuration leaves open. */
export class OpenQuestion extends Error {
  readonly question: string;
  readonly state: RequestState;

  constructor(question: string, state: RequestState) {
    super(question);
    this.question = question;
    this.state = state;
  }
}

/** Thrown where not even the possible ways can be told apart. */
export class NoAnswer extends Error {
  readonly on: string;
  readonly state: RequestState;

  constructor(on: string, state: RequestState) {
    super(on);
    this.on = on;
    this.state = state;
  }
}

/** What is known when a request begins its way. */
export interface Surroundings {
  readonly configuration: EffectiveConfiguration;
  readonly request: RouteRequest;
  readonly files: FileOracle;
  /** The folder that relative paths of the configuration count from, with a slash at its end. */
  readonly prefix: string;
  /** What is assumed of the open questions. */
  readonly answers: ReadonlyMap<string, boolean>;
}

/** The value of a variable that has been worked out; undefined where it has none. */
export type CachedValue = string | undefined;

/** Works out the value of a variable, by its lower-case name. */
export type VariableReader = (state: RequestState, name: string) => string | undefined;

/**
 * One request on its way: the fields of `ngx_http_request_t` that decide where it goes. All texts are byte strings, in
 * which an unknown value may stand (see `unknownValue`).
 */
export class RequestState {
  readonly surroundings: Surroundings;
  readonly steps: RouteStep[] = [];
  readonly requestMethod: string;
  /** Lower-case name to value; only headers that Nginx keeps. */
  readonly headers = new Map<string, string>();
  listener!: Listener;
  server!: Place;
  /** `r->loc_conf`. */
  place!: Place;
  /** The last location that was entered, without the `if` and `limit_except` in it. */
  location: Place | undefined;
  method: string;
  /** The path that is matched now, and the arguments now. */
  uri = '';
  /** The byte in front of an empty `uri`, which Nginx then takes for its last one. */
  beforeUri = '';
  args = '';
  /** The target as sent, from its path on. */
  unparsedUri = '';
  /** The host name, validated; empty where the request has none. */
  host = '';
  validUnparsedUri = true;
  validLocation = true;
  quoted = false;
  plus = false;
  internal = false;
  uriChanged = false;
  /** NGX_HTTP_MAX_URI_CHANGES and one, counted down. */
  uriChanges = 11;
  /** The pass directive or handler that answers, once a location has one. */
  handler: string | undefined;
  /** What `$proxy_host` and `$proxy_port` hold, once the request is being passed on. */
  proxy: { readonly host: string; readonly port: string } | undefined;
  pattern: Pattern | undefined;
  captures: Captures | undefined;
  capturesSubject = '';
  errorStatus = 0;
  errorPage = false;
  addUriToAlias = false;
  redirectTarget: string | undefined;
  readonly variables = new Map<string, CachedValue>();
  readonly #readVariable: VariableReader;

  constructor(surroundings: Surroundings, readVariable: VariableReader) {
    this.surroundings = surroundings;
    this.#readVariable = readVariable;
    this.requestMethod = surroundings.request.method;
    this.method = surroundings.request.method;
  }

  /** Notes a step of the way. */
  step(what: Message, statement: Statement | undefined): void {
    this.steps.push({ what, statement });
  }

  /** @returns the answer to a question that the configuration leaves open. */
  ask(question: string): boolean {
    const answer = this.surroundings.answers.get(question);
    if (answer === undefined) {
      throw new OpenQuestion(question, this);
    }
    return answer;
  }

  /** @returns the value of a variable now, by its lower-case name; undefined where it has none. */
  variable(name: string): string | undefined {
    return this.#readVariable(this, name);
  }

  /** Keeps what a regular expression found: the captures, and the variables of its named groups. */
  remember(pattern: Pattern, captures: Captures, subject: string): void {
    for (const [name, groups] of pattern.names) {
      const group = groups.find((index) => (captures[2 * index] as number) >= 0);
      const value =
        group === undefined ? '' : subject.slice(captures[2 * group] as number, captures[2 * group + 1] as number);
      this.variables.set(name.toLowerCase(), value);
    }
    this.pattern = pattern;
    this.captures = captures;
    this.capturesSubject = subject;
  }

  /** @returns what group `index` took in the last match; empty where there is none. */
  capture(index: number): string {
    const start = this.captures?.[2 * index] ?? -1;
    return start < 0 ? '' : this.capturesSubject.slice(start, this.captures?.[2 * index + 1]);
  }
}
