import { message } from '../../../base/message.ts';
import type { EffectiveConfiguration } from '../effective/configuration.ts';
import { isOn } from '../effective/in-force.ts';
import { toBytes } from '../language/pattern.ts';
import { type Listener, listeners } from './listeners.ts';
import { Machine } from './machine.ts';
import type { Outcome, Route } from './outcome.ts';
import { type FileOracle, noFiles, type RouteRequest, validateHost } from './request.ts';
import { UnreadRegex } from './server-names.ts';
import { NoAnswer, OpenQuestion, RequestState, type Surroundings } from './state.ts';
import { normalizeTarget } from './uri.ts';
import { variableValue } from './variable-values.ts';

/** What a route may look at beyond the configuration. */
export interface RouteOptions {
  readonly files?: FileOracle;
  /** The folder of relative paths, with a slash at its end; where Nginx was built for by default. */
  readonly prefix?: string;
}

/** Where nobody says, the prefix of the Debian packages. */
const debianPrefix = '/usr/share/nginx/';

/** A question is followed this deep; what lies deeper is told as one open question. */
const mostQuestions = 7;

/**
 * Leads one request through a configuration.
 *
 * @returns the steps and the outcome. Where the configuration leaves a question open (a file's existence, an address, a
 *   value of a module) the outcome is `depends` with a branch for each answer, unless all answers end in the same.
 */
export function route(configuration: EffectiveConfiguration, request: RouteRequest, options: RouteOptions = {}): Route {
  const surroundings = {
    configuration,
    request,
    files: options.files ?? noFiles,
    prefix: options.prefix ?? debianPrefix,
  };
  return follow(surroundings, new Map());
}

function follow(surroundings: Omit<Surroundings, 'answers'>, answers: ReadonlyMap<string, boolean>): Route {
  const state = new RequestState({ ...surroundings, answers }, variableValue);
  try {
    const outcome = run(state);
    return { server: state.server, location: state.location, outcome, steps: state.steps };
  } catch (error) {
    if (error instanceof NoAnswer) {
      return ended(state, { kind: 'depends', on: [error.on], branches: [] });
    }
    if (error instanceof OpenQuestion) {
      return ask(surroundings, answers, error);
    }
    throw error;
  }
}

function ended(state: RequestState, outcome: Outcome): Route {
  return { server: state.server, location: state.location, outcome, steps: state.steps };
}

function ask(
  surroundings: Omit<Surroundings, 'answers'>,
  answers: ReadonlyMap<string, boolean>,
  { question, state }: OpenQuestion,
): Route {
  if (answers.size >= mostQuestions) {
    return ended(state, { kind: 'depends', on: [question], branches: [] });
  }
  const yes = follow(surroundings, new Map(answers).set(question, true));
  const no = follow(surroundings, new Map(answers).set(question, false));
  if (JSON.stringify(yes.outcome) === JSON.stringify(no.outcome)) {
    return no;
  }
  return ended(state, {
    kind: 'depends',
    on: [question],
    branches: [
      { if: true, outcome: yes.outcome },
      { if: false, outcome: no.outcome },
    ],
  });
}

function run(state: RequestState): Outcome {
  const { request, configuration } = state.surroundings;
  const listener = chooseListener(state, listeners(configuration));
  if (listener === undefined) {
    state.step(message('No server listens on port {port}.', { port: request.port }), undefined);
    return { kind: 'status', status: 0 };
  }
  state.listener = listener;
  enterServer(state, listener.defaultServer);
  readHeaders(state);
  const machine = new Machine(state);
  const target = readTarget(state);
  if (target === undefined) {
    state.step(message('The request line is malformed: status 400.'), undefined);
    return machine.sent(machine.finalize(400));
  }
  const host = target.host ?? state.headers.get('host');
  if (host !== undefined) {
    const name = validateHost(host);
    if (name === undefined) {
      state.step(message('The host name is malformed: status 400.'), undefined);
      return machine.sent(machine.finalize(400));
    }
    state.host = name;
  }
  chooseServer(state, listener);
  const refused = refusedAtOnce(state, listener);
  return machine.sent(refused === undefined ? machine.begin() : machine.finalize(refused));
}

function enterServer(state: RequestState, server: RequestState['server']): void {
  state.server = server;
  state.place = server;
}

/** The listener that takes the connection; asks where several addresses share the port. */
function chooseListener(state: RequestState, all: readonly Listener[]): Listener | undefined {
  const { port, address } = state.surroundings.request;
  const onPort = all.filter((listener) => listener.port === port && port !== 0);
  const wildcards = onPort.filter((listener) => listener.address === '*' || listener.address === '[::]');
  const exact = onPort.filter((listener) => !wildcards.includes(listener));
  for (const listener of exact) {
    const last = wildcards.length === 0 && listener === exact.at(-1);
    const taken =
      address !== undefined
        ? listener.address === address || (listener.address === 'localhost' && address === '127.0.0.1')
        : last || state.ask(`the request comes in at ${listener.address}:${port}`);
    if (taken) {
      return listener;
    }
  }
  const six = address?.startsWith('[') === true;
  return wildcards.find((listener) => (listener.address === '[::]') === six) ?? wildcards[0];
}

/** Reads the headers with the settings of the port's default server. */
function readHeaders(state: RequestState): void {
  const { request } = state.surroundings;
  const underscores = isOn(state.server, 'underscores_in_headers', false);
  const dropsInvalid = isOn(state.server, 'ignore_invalid_headers', true);
  const own = request.headers.some(([name]) => name.toLowerCase() === 'host');
  const sent: (readonly [string, string])[] = own || request.host === undefined ? [] : [['Host', request.host]];
  for (const [name, value] of [...sent, ...request.headers]) {
    const allowed = underscores ? /^[A-Za-z0-9_-]+$/ : /^[A-Za-z0-9-]+$/;
    if (dropsInvalid && !allowed.test(name)) {
      continue;
    }
    const key = name.toLowerCase();
    const before = state.headers.get(key);
    const separator = key === 'cookie' ? '; ' : ', ';
    const bytes = toBytes(value);
    state.headers.set(key, before === undefined ? bytes : before + separator + bytes);
  }
}

/** What may stand as host and port in a request line: fewer characters than in a `Host` header (`ngx_http_parse_request_line`). */
const lineHost = /^(?:[A-Za-z0-9.-]*|\[[^\]]*\])(?::\d*)?$/;

/** Reads the request line's target with `merge_slashes` of the port's default server. */
function readTarget(state: RequestState): { host: string | undefined } | undefined {
  const sent = toBytes(state.surroundings.request.uri);
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(sent);
  if (absolute !== null && !lineHost.test(absolute[1] as string)) {
    return undefined;
  }
  const rest = absolute === null ? sent : sent.slice(absolute[0].length);
  const emptyPath = absolute !== null && !rest.startsWith('/');
  const target = normalizeTarget(emptyPath ? `/${rest}` : rest, isOn(state.server, 'merge_slashes', true));
  if (target === undefined) {
    return undefined;
  }
  state.uri = target.path;
  state.args = target.args;
  state.quoted = target.quoted;
  state.plus = target.plus;
  state.unparsedUri = rest;
  state.validUnparsedUri = !emptyPath;
  return { host: absolute === null ? undefined : absolute[1] };
}

function chooseServer(state: RequestState, listener: Listener): void {
  try {
    const named = listener.names.find(state.host);
    if (named !== undefined) {
      enterServer(state, named.server);
      if (named.regex !== undefined) {
        state.remember(named.regex.pattern, named.regex.captures, state.host);
      }
      state.step(
        message('The server has the name {host}.', { host: state.host }),
        named.statement ?? named.server.statement,
      );
      return;
    }
  } catch (error) {
    if (error instanceof UnreadRegex) {
      throw new NoAnswer(`server_name ${error.message}`, state);
    }
    throw error;
  }
  const { statement } = listener.defaultListen;
  state.step(
    message('No server has the name "{host}": the default server of port {port} answers.', {
      host: state.host,
      port: listener.port,
    }),
    statement ?? listener.defaultServer.statement,
  );
}

/** What Nginx answers before any phase runs; undefined where it goes on. */
function refusedAtOnce(state: RequestState, listener: Listener): number | undefined {
  const { scheme, method } = state.surroundings.request;
  if (listener.tls !== (scheme === 'https')) {
    state.step(
      message(listener.tls ? 'The port speaks TLS: plain HTTP gets status 400.' : 'The port speaks no TLS.'),
      listener.defaultListen.statement,
    );
    return listener.tls ? 497 : 400;
  }
  if (!state.headers.has('host')) {
    state.step(message('A request of HTTP/1.1 without Host gets status 400.'), undefined);
    return 400;
  }
  return method === 'TRACE' || method === 'CONNECT' ? 405 : undefined;
}
