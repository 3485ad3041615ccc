import { directivesNamed } from '../../facts/nginx/directive-facts.ts';
import { newestVersion } from '../../facts/nginx/version.ts';
import type { Directive } from '../../syntax/nginx/tree.ts';
import type { ContextName } from './configuration.ts';

const OPENS: Readonly<Partial<Record<ContextName, Readonly<Record<string, ContextName>>>>> = {
  main: { events: 'events', http: 'http', stream: 'stream', mail: 'mail' },
  http: { server: 'server', upstream: 'upstream' },
  server: { location: 'location', if: 'if in server' },
  location: { location: 'location', if: 'if in location', limit_except: 'limit_except' },
  stream: { server: 'stream/server', upstream: 'stream/upstream' },
  mail: { server: 'mail/server' },
};

/** Blocks whose lines are entries of a table and no directives. */
const ENTRIES = new Set([
  'map',
  'geo',
  'types',
  'split_clients',
  'charset_map',
  'geoip2',
  'match',
  'num_map',
  'internal_redirect',
]);

/** @returns the context inside the block of a directive called `name` that stands in `context`. */
export function innerContext(name: string, context: ContextName): ContextName {
  return OPENS[context]?.[name] ?? (ENTRIES.has(name) ? 'entries' : 'unknown');
}

const MAIN_ONLY = new Set([
  'events',
  'http',
  'stream',
  'mail',
  'user',
  'pid',
  'worker_processes',
  'worker_rlimit_nofile',
  'load_module',
  'daemon',
  'master_process',
  'pcre_jit',
]);
const MAIN_BLOCKS = new Set(['events', 'http', 'stream', 'mail']);

/** @returns whether statements at the top of a file open one of the blocks that make it a whole configuration. */
export function opensMainBlock(items: readonly Directive[]): boolean {
  return items.some((item) => MAIN_BLOCKS.has(item.name.value));
}

const SERVER_ONLY = new Set(['listen', 'server_name', 'location']);
const LOCATION_ONLY = new Set([
  'proxy_pass',
  'alias',
  'fastcgi_pass',
  'uwsgi_pass',
  'grpc_pass',
  'internal',
  'limit_except',
  'stub_status',
]);

/**
 * @returns the context in which the statements at the top of a file make sense, judged by statements that have one home only;
 * undefined where none has.
 */
export function contextOfContent(items: readonly Directive[]): ContextName | undefined {
  const names = new Set(items.map((item) => item.name.value));
  const has = (set: ReadonlySet<string>) => [...names].some((name) => set.has(name));
  if (has(MAIN_ONLY)) {
    return 'main';
  }
  const servers = items.filter((item) => item.name.value === 'server');
  if (servers.some((item) => item.block !== undefined) || items.some((item) => isNamedBlock(item))) {
    return servers.some(isStreamServer) ? 'stream' : 'http';
  }
  if (servers.length > 0) {
    return 'upstream';
  }
  if (has(SERVER_ONLY)) {
    return 'server';
  }
  return has(LOCATION_ONLY) ? 'location' : commonContext(items);
}

/** The outermost context that allows every statement, where the statements leave out some. */
function commonContext(items: readonly Directive[]): ContextName | undefined {
  const order = ['http', 'server', 'location', 'upstream', 'main', 'stream', 'stream/server'] as const;
  const fits = order.filter((context) => allowsAll(context, items));
  return fits.length === order.length ? undefined : fits[0];
}

function allowsAll(context: ContextName, items: readonly Directive[]): boolean {
  return items.every((item) => {
    const contexts = directivesNamed(item.name.value, newestVersion).flatMap((fact): string[] => [...fact.contexts]);
    if (contexts.length > 0 && !contexts.includes('any') && !contexts.includes(context)) {
      return false;
    }
    const inner = innerContext(item.name.value, context);
    return item.block === undefined || inner === 'entries' || inner === 'unknown' || allowsAll(inner, item.block.items);
  });
}

function isNamedBlock(item: Directive): boolean {
  return item.block !== undefined && ['upstream', 'map', 'geo', 'split_clients'].includes(item.name.value);
}

/** A server of `stream` has what `http` doesn't know, or proxies to a bare address and has neither names nor locations of its own. */
function isStreamServer(server: Directive): boolean {
  const inner = server.block?.items ?? [];
  if (inner.some((item) => item.name.value === 'location')) {
    return false;
  }
  return (
    inner.some(isOfStream) ||
    (inner.some((item) => item.name.value === 'proxy_pass' && !/:\/\/|^\$/.test(item.args[0]?.value ?? '://')) &&
      !inner.some((item) => ['root', 'return', 'proxy_set_header'].includes(item.name.value)))
  );
}

function isOfStream({ name, args }: Directive): boolean {
  const facts = directivesNamed(name.value, newestVersion);
  return name.value === 'listen'
    ? args.some(({ value }) => value === 'udp')
    : facts.length > 0 && facts.every(({ family }) => family === 'stream');
}
