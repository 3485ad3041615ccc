import { message } from '../../../base/message.ts';
import type { Statement } from '../configuration.ts';
import { inForce, isOn, passDirectives, settingInForce } from '../effective/in-force.ts';
import type { Place } from '../effective/place.ts';
import { fromBytes, toBytes } from '../language/pattern.ts';
import { parseOffset } from '../number.ts';
import { refusedBy } from './access.ts';
import { type ContentEnd, serveFiles, splitArgs, tryFiles } from './content.ts';
import { escapeUri } from './escape.ts';
import { findLocation, locationTable } from './locations.ts';
import type { Outcome } from './outcome.ts';
import { runScript, showUri } from './script.ts';
import { NoAnswer, type RequestState } from './state.ts';
import { holdsUnknown, showUnknown, unknownNames } from './unknown-value.ts';
import { passOn } from './upstream.ts';
import { evaluate, hasVariables } from './values.ts';
import { serverName } from './variable-values.ts';

/** Handlers that answer by themselves with status 200. */
const ownHandlers: readonly string[] = ['stub_status', 'empty_gif'];
/** Handlers of modules whose work no configuration shows. */
const foreignHandlers: readonly string[] = [
  'perl',
  'js_content',
  'content_by_lua_block',
  'content_by_lua_file',
  'echo',
];
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * A request's way through the phases of one server, as `ngx_http_core_run_phases` and `ngx_http_finalize_request` lead
 * it. Each method gives the outcome of all that follows.
 */
export class Machine {
  readonly #state: RequestState;

  constructor(state: RequestState) {
    this.#state = state;
  }

  /** @returns the outcome as the client sees it: a status of redirection keeps the target that was set for it. */
  sent(outcome: Outcome): Outcome {
    const answers = outcome.kind === 'file' || outcome.kind === 'listing' || outcome.kind === 'status';
    return answers && redirectStatuses.has(outcome.status) ? this.#bare(outcome.status) : outcome;
  }

  /** Begins a pass: the rewrites of the server, then the search for a location. */
  begin(): Outcome {
    const state = this.#state;
    state.validLocation = true;
    this.#enter(state.server);
    const end = runScript(state, state.server, (place) => this.#enter(place));
    return end.kind === 'declined' ? this.#findLocation() : this.#endScript(end);
  }

  /** `ngx_http_update_location_config`: the settings of `place` hold from here on. */
  #enter(place: Place): void {
    const state = this.#state;
    const limit = place.inner.find((inner) => inner.kind === 'limit_except' && isLimited(inner, state.method));
    state.place = limit ?? place;
    const handler = handlerOf(state.place);
    if (handler !== undefined) {
      state.handler = handler;
    }
  }

  #endScript(end: Exclude<ReturnType<typeof runScript>, { kind: 'declined' }>): Outcome {
    if (end.kind === 'status') {
      return this.finalize(end.status);
    }
    const body = fromBytes(showUnknown(end.body));
    const status = this.#state.errorStatus || end.status;
    return body === '' ? { kind: 'status', status } : { kind: 'status', status, body };
  }

  /** `ngx_http_core_find_config_phase`. */
  #findLocation(): Outcome {
    const state = this.#state;
    state.handler = undefined;
    state.uriChanged = false;
    if (holdsUnknown(state.uri)) {
      throw new NoAnswer(unknownNames(state.uri).join(', '), state);
    }
    const found = findLocation(state.server, state.uri, {
      matched: (pattern, captures) => state.remember(pattern, captures, state.uri),
      ask: ({ text }) => state.ask(`${showUri(state.uri)} matches ${text}`),
    });
    const place = found.place === state.server ? undefined : found.place;
    state.location = place;
    state.place = found.place;
    const values = { uri: showUri(state.uri) };
    if (place === undefined) {
      state.step(message('No location takes {uri}: the settings of the server hold.', values), state.server.statement);
    } else {
      state.step(message('The location takes {uri}.', values), place.statement);
    }
    const onlyInternal = place === undefined ? undefined : settingInForce(place, 'internal');
    if (!state.internal && onlyInternal !== undefined) {
      state.step(message('The location is internal: status 404.'), onlyInternal);
      return this.finalize(404);
    }
    this.#enter(found.place);
    const tooLarge = this.#tooLarge();
    if (tooLarge !== undefined) {
      return this.finalize(413);
    }
    if (found.kind === 'redirect') {
      const target = escapeUri(toBytes(found.place.head?.text ?? ''), 'uri');
      state.redirectTarget = state.args === '' ? target : `${target}?${state.args}`;
      state.step(message('The URI lacks the final slash: redirects to {target}.', { target }), place?.statement);
      return this.finalize(301);
    }
    return this.#locationRewrites();
  }

  #tooLarge(): Statement | undefined {
    const length = Number(this.#state.headers.get('content-length') ?? 0);
    const statement = settingInForce(this.#state.place, 'client_max_body_size');
    const limit = statement === undefined ? 1024 * 1024 : parseOffset(statement.directive.args[0]?.value ?? '');
    return limit !== undefined && limit > 0 && length > limit ? (statement ?? this.#state.place.statement) : undefined;
  }

  #locationRewrites(): Outcome {
    const state = this.#state;
    if (state.place !== state.server) {
      const end = runScript(state, state.place, (place) => this.#enter(place));
      if (end.kind !== 'declined') {
        return this.#endScript(end);
      }
    }
    if (state.uriChanged) {
      state.uriChanges--;
      if (state.uriChanges === 0) {
        state.step(message('The rewrites go round in a circle: status 500.'), undefined);
        return this.finalize(500);
      }
      state.place = state.server;
      return this.#findLocation();
    }
    return this.#access();
  }

  #access(): Outcome {
    const refused = refusedBy(this.#state);
    if (refused !== undefined) {
      return this.finalize(refused.status);
    }
    const tried = tryFiles(this.#state);
    return tried === undefined ? this.#content() : this.#next(tried);
  }

  #content(): Outcome {
    const state = this.#state;
    const { handler } = state;
    if (handler === undefined) {
      return this.#next(serveFiles(state));
    }
    if (foreignHandlers.includes(handler)) {
      throw new NoAnswer(handler, state);
    }
    if (ownHandlers.includes(handler)) {
      state.step(message('{handler} answers.', { handler }), state.place.own.get(handler)?.[0]);
      const read = state.method === 'GET' || state.method === 'HEAD';
      return read ? { kind: 'status', status: state.errorStatus || 200 } : this.finalize(405);
    }
    const end = passOn(state, handler);
    switch (end.kind) {
      case 'upstream':
        return end.outcome;
      case 'crash':
        return { kind: 'status', status: 500 };
      case 'status':
        return this.finalize(end.status);
    }
  }

  #next(end: ContentEnd): Outcome {
    switch (end.kind) {
      case 'answer':
        return end.outcome;
      case 'status':
        return this.finalize(end.status);
      case 'internal':
        return this.#internalRedirect(end.uri, end.args);
      case 'named':
        return this.#namedLocation(end.name, end.statement);
    }
  }

  /** `ngx_http_internal_redirect`. */
  #internalRedirect(uri: string, args: string): Outcome {
    const state = this.#state;
    state.uriChanges--;
    if (state.uriChanges === 0) {
      state.step(message('The internal redirects go round in a circle: status 500.'), undefined);
      return this.finalize(500);
    }
    state.uri = uri;
    state.args = args;
    state.internal = true;
    state.validUnparsedUri = false;
    state.addUriToAlias = false;
    state.location = undefined;
    return this.begin();
  }

  /** `ngx_http_named_location`. */
  #namedLocation(name: string, statement: Statement | undefined): Outcome {
    const state = this.#state;
    state.uriChanges--;
    if (state.uriChanges === 0 || state.uri === '') {
      return this.finalize(500);
    }
    const place = locationTable(state.server).named.get(name);
    if (place === undefined) {
      state.step(message('There is no location {name}: status 500.', { name: fromBytes(name) }), statement);
      return this.finalize(500);
    }
    state.internal = true;
    state.handler = undefined;
    state.uriChanged = false;
    state.location = place;
    state.step(message('Goes on in {name}.', { name: fromBytes(name) }), place.statement);
    this.#enter(place);
    return this.#locationRewrites();
  }

  /** Ends with a status, unless an `error_page` takes it over: `ngx_http_special_response_handler`. */
  finalize(status: number): Outcome {
    const state = this.#state;
    if (status === 444) {
      return { kind: 'status', status };
    }
    if (status < 300 && status !== 201 && status !== 204) {
      return { kind: 'status', status: state.errorStatus || status };
    }
    state.errorStatus = status;
    const pages = inForce(state.place, 'error_page').statements;
    if (!state.errorPage && pages.length > 0 && state.uriChanges !== 0) {
      state.errorPage = !isOn(state.place, 'recursive_error_pages', false);
      const page = pages.find(({ directive }) => errorCodes(directive.args.map((word) => word.value)).includes(status));
      if (page !== undefined) {
        return this.#errorPage(page, status);
      }
    }
    if (status === 494 || status === 495 || status === 496 || status === 497) {
      state.errorStatus = 400;
    }
    return this.#bare(state.errorStatus);
  }

  #bare(status: number): Outcome {
    const target = this.#state.redirectTarget;
    if (target !== undefined && redirectStatuses.has(status)) {
      return { kind: 'redirect', status, target: this.#absoluteTarget(target) };
    }
    return { kind: 'status', status };
  }

  /** `ngx_http_send_error_page`. */
  #errorPage(page: Statement, status: number): Outcome {
    const state = this.#state;
    const words = page.directive.args.map((word) => word.value);
    const target = words.at(-1) ?? '';
    const change = words.slice(0, -1).find((word) => word.startsWith('='));
    const builtIn = status >= 494 && status <= 497 ? 400 : undefined;
    const overwrite = change === undefined ? builtIn : Number(change.slice(1));
    if (overwrite !== undefined) {
      state.errorStatus = overwrite;
    }
    const uri = hasVariables(target) ? evaluate(state, target) : toBytes(target);
    state.step(message('Status {status}: the error page {uri}.', { status, uri: fromBytes(showUnknown(uri)) }), page);
    if (uri.startsWith('/')) {
      if (state.method !== 'HEAD') {
        state.method = 'GET';
      }
      const parts = splitArgs(uri);
      return this.#internalRedirect(parts.uri, parts.args);
    }
    if (uri.startsWith('@')) {
      return this.#namedLocation(uri, page);
    }
    if (overwrite === undefined || !redirectStatuses.has(overwrite)) {
      state.errorStatus = 302;
    }
    state.redirectTarget = uri;
    return this.#bare(state.errorStatus);
  }

  /** The `Location` header as sent: `ngx_http_header_filter` makes a path absolute. */
  #absoluteTarget(target: string): string {
    const state = this.#state;
    if (!target.startsWith('/') || !isOn(state.place, 'absolute_redirect', true)) {
      return fromBytes(showUnknown(target));
    }
    const { scheme, port } = state.surroundings.request;
    const tls = state.listener.tls;
    const host = isOn(state.place, 'server_name_in_redirect', false)
      ? serverName(state)
      : state.host || (state.surroundings.request.address ?? '127.0.0.1');
    const shownPort = isOn(state.place, 'port_in_redirect', true) && port !== (tls ? 443 : 80) ? `:${port}` : '';
    return fromBytes(showUnknown(`${scheme}://${host}${shownPort}${target}`));
  }
}

function handlerOf(place: Place): string | undefined {
  const own = [...passDirectives, ...ownHandlers, ...foreignHandlers].findLast((name) => place.own.has(name));
  if (own !== undefined || place.kind !== 'limit_except') {
    return own;
  }
  return passDirectives.find((name) => inForce(place, name).level !== undefined);
}

/** @returns whether a `limit_except` holds for `method`: GET allows HEAD too. */
function isLimited(place: Place, method: string): boolean {
  const allowed = place.statement?.directive.args.map((word) => word.value) ?? [];
  return !(allowed.includes(method) || (method === 'HEAD' && allowed.includes('GET')));
}

function errorCodes(words: readonly string[]): number[] {
  return words
    .slice(0, -1)
    .filter((word) => /^\d+$/.test(word))
    .map(Number);
}
