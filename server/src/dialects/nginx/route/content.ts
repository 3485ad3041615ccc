import { message } from '../../../base/message.ts';
import type { Statement } from '../configuration.ts';
import { inForce, isOn, settingInForce } from '../effective/in-force.ts';
import { fromBytes, toBytes } from '../language/pattern.ts';
import { escapeUri } from './escape.ts';
import { documentRoot, type FileMapping, fileMapping, mapUri } from './file-path.ts';
import { exists, isDirectory, isFile, pathText } from './look-up.ts';
import type { Outcome } from './outcome.ts';
import type { RequestState } from './state.ts';
import { evaluate, hasVariables } from './values.ts';

/** What a handler of files asks to be done next. */
export type ContentEnd =
  | { readonly kind: 'answer'; readonly outcome: Outcome }
  | { readonly kind: 'status'; readonly status: number; readonly statement: Statement | undefined }
  | {
      readonly kind: 'internal';
      readonly uri: string;
      readonly args: string;
      readonly statement: Statement | undefined;
    }
  | { readonly kind: 'named'; readonly name: string; readonly statement: Statement | undefined };

const failed = (state: RequestState): ContentEnd => ({
  kind: 'status',
  status: 500,
  statement: settingInForce(state.place, 'root'),
});

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);

/** @returns the path and the arguments of a URI with `?`. Source: `ngx_http_split_args` (src/http/ngx_http_parse.c). */
export function splitArgs(uri: string): { uri: string; args: string } {
  const question = uri.indexOf('?');
  return question < 0 ? { uri, args: '' } : { uri: uri.slice(0, question), args: uri.slice(question + 1) };
}

/**
 * Looks for the files of `try_files` in turn: `ngx_http_try_files_handler`.
 *
 * @returns undefined where the request goes on, with its URI set to the file that was found.
 */
export function tryFiles(state: RequestState): ContentEnd | undefined {
  const statement = state.place.own.get('try_files')?.at(-1);
  if (statement === undefined) {
    return undefined;
  }
  const { args } = statement.directive;
  for (const [index, word] of args.entries()) {
    const last = index === args.length - 1;
    const wantsFolder = !last && word.value.endsWith('/');
    const name = wantsFolder ? word.value.slice(0, -1) : word.value;
    const code = last && /^=\d+$/.test(name) ? Number(name.slice(1)) : undefined;
    if (code !== undefined) {
      state.step(message('No file of try_files exists: status {code}.', { code }), statement);
      return { kind: 'status', status: code, statement };
    }
    const mapping = fileMapping(state.place);
    if (mapping.kind === 'alias' && !state.validLocation) {
      return failed(state);
    }
    const root = documentRoot(state, mapping) + (mapping.cut === 'all' && state.addUriToAlias ? state.uri : '');
    const tried = triedName(state, name, mapping);
    if (last) {
      state.beforeUri = root.at(-1) ?? '';
      return fallBack(state, tried, statement);
    }
    const path = root + tried;
    if (wantsFolder ? isDirectory(state, path) : isFile(state, path)) {
      state.step(
        message('try_files finds {path}.', { path: pathText(path) + (wantsFolder && !path.endsWith('/') ? '/' : '') }),
        statement,
      );
      takeTried(state, mapping, tried, wantsFolder);
      return undefined;
    }
  }
  return undefined;
}

/** A parameter of `try_files` as it is put behind the root: an alias cuts its location's text off values with variables. */
function triedName(state: RequestState, name: string, mapping: FileMapping): string {
  if (!hasVariables(name)) {
    return toBytes(name);
  }
  const value = evaluate(state, name);
  if (mapping.kind === 'alias' && mapping.cut !== 'all' && value.startsWith(state.uri.slice(0, mapping.cut))) {
    return value.slice(mapping.cut);
  }
  return value;
}

function takeTried(state: RequestState, mapping: FileMapping, tried: string, folder: boolean): void {
  if (mapping.kind === 'root') {
    state.uri = tried;
  } else if (mapping.cut === 'all') {
    if (!folder) {
      state.uri = tried;
      state.addUriToAlias = true;
    }
  } else {
    state.uri = state.uri.slice(0, mapping.cut) + tried;
  }
}

function fallBack(state: RequestState, tried: string, statement: Statement): ContentEnd {
  state.step(message('No file of try_files exists: on to {uri}.', { uri: fromBytes(tried) }), statement);
  return tried.startsWith('@')
    ? { kind: 'named', name: tried, statement }
    : { kind: 'internal', ...splitArgs(tried), statement };
}

/** The content handlers of files in their order: `index`, `autoindex`, then the file itself. */
export function serveFiles(state: RequestState): ContentEnd {
  if ((state.uri || state.beforeUri).endsWith('/')) {
    return index(state) ?? autoindex(state) ?? noIndex(state);
  }
  return staticFile(state);
}

/** `ngx_http_index_handler`. */
function index(state: RequestState): ContentEnd | undefined {
  if (!readMethods.has(state.method)) {
    return undefined;
  }
  const { statements } = inForce(state.place, 'index');
  const names = statements.flatMap((statement) =>
    statement.directive.args.map((word) => ({ name: word.value, statement: statement as Statement | undefined })),
  );
  let folderTested = false;
  for (const { name, statement } of names.length > 0 ? names : [{ name: 'index.html', statement: undefined }]) {
    const value = hasVariables(name) ? evaluate(state, name) : toBytes(name);
    if (value.startsWith('/')) {
      state.step(message('The index leads to {uri}.', { uri: fromBytes(value) }), statement);
      return { kind: 'internal', uri: value, args: state.args, statement };
    }
    const mapped = mapUri(state);
    if (mapped === undefined) {
      return failed(state);
    }
    const folder = mapped.root + mapped.rest;
    if (exists(state, folder + value)) {
      state.step(message('The index {path} exists.', { path: pathText(folder + value) }), statement);
      return { kind: 'internal', uri: state.uri + value, args: state.args, statement };
    }
    if (!folderTested) {
      if (!isDirectory(state, folder)) {
        return !folder.endsWith('/') && isFile(state, folder) ? notFolder(state, folder) : notFound(state, folder);
      }
      folderTested = true;
    }
  }
  return undefined;
}

function notFound(state: RequestState, path: string): ContentEnd {
  const statement = settingInForce(state.place, 'root');
  state.step(message('{path} does not exist.', { path: pathText(path) }), statement);
  return { kind: 'status', status: 404, statement };
}

/** An alias without a slash at its end names a file: `ngx_http_index_test_dir` gives up. */
function notFolder(state: RequestState, path: string): ContentEnd {
  state.step(
    message('{path} is no folder: status 500.', { path: pathText(path) }),
    settingInForce(state.place, 'root'),
  );
  return failed(state);
}

/** `ngx_http_autoindex_handler`. */
function autoindex(state: RequestState): ContentEnd | undefined {
  if ((state.method !== 'GET' && state.method !== 'HEAD') || !isOn(state.place, 'autoindex', false)) {
    return undefined;
  }
  const mapped = mapUri(state);
  if (mapped === undefined) {
    return failed(state);
  }
  const path = mapped.root + mapped.rest;
  const folder = path.length > 1 ? path.slice(0, -1) : path;
  if (!isDirectory(state, folder)) {
    return notFound(state, folder);
  }
  state.step(message('autoindex lists {path}.', { path: pathText(path) }), settingInForce(state.place, 'autoindex'));
  return {
    kind: 'answer',
    outcome: { kind: 'listing', status: state.errorStatus || 200, directory: pathText(path) },
  };
}

function noIndex(state: RequestState): ContentEnd {
  const status = readMethods.has(state.method) ? 403 : 405;
  state.step(message('Nothing answers for the folder itself: status {status}.', { status }), undefined);
  return { kind: 'status', status, statement: undefined };
}

/** `ngx_http_static_handler`. */
function staticFile(state: RequestState): ContentEnd {
  if (!readMethods.has(state.method)) {
    return { kind: 'status', status: 405, statement: undefined };
  }
  const mapped = mapUri(state);
  if (mapped === undefined) {
    state.step(message('An alias cannot serve a URI that was rewritten.'), settingInForce(state.place, 'root'));
    return failed(state);
  }
  const path = mapped.root + mapped.rest;
  const statement = settingInForce(state.place, 'root');
  if (path.endsWith('/') ? isDirectory(state, path) : false) {
    return redirectToFolder(state, statement);
  }
  if (!isFile(state, path)) {
    return !path.endsWith('/') && isDirectory(state, path) ? redirectToFolder(state, statement) : notFound(state, path);
  }
  if (state.method === 'POST') {
    return { kind: 'status', status: 405, statement };
  }
  state.step(message('The file {path} is sent.', { path: pathText(path) }), statement);
  return {
    kind: 'answer',
    outcome: { kind: 'file', status: state.errorStatus || 200, file: pathText(path) },
  };
}

function redirectToFolder(state: RequestState, statement: Statement | undefined): ContentEnd {
  state.redirectTarget = `${escapeUri(state.uri, 'uri')}/${state.args === '' ? '' : `?${state.args}`}`;
  state.step(message('It is a folder: redirects to the URI with a slash.'), statement);
  return { kind: 'status', status: 301, statement };
}
