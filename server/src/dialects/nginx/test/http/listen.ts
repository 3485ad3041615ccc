import type { Call } from '../call.ts';
import type { ServerScope } from '../scope.ts';
import { parseNumber, parseSize } from '../values/number.ts';
import { parseTime } from '../values/time.ts';
import { isImpossibleName, type ParsedUrl, parseUrl } from '../values/url.ts';
import { stateOf } from './state.ts';

/** What the parameters of a `listen` ask for (`ngx_http_listen_opt_t`), as far as it is checked. */
interface ListenOptions {
  defaultServer: boolean;
  /** Whether a socket option was given. */
  set: boolean;
  ssl: boolean;
  http2: boolean;
  quic: boolean;
  proxyProtocol: boolean;
}

/** One address on which servers listen (`ngx_http_conf_addr_t`). */
export interface ListenAddress {
  readonly text: string;
  readonly servers: ServerScope[];
  defaultServer: ServerScope;
  hasDefault: boolean;
  set: boolean;
  ssl: boolean;
  http2: boolean;
  quic: boolean;
  proxyProtocol: boolean;
  /** The protocols that were asked for last, once a second server listens here. */
  protocols: number | undefined;
  protocolsChanged: boolean;
}

/** The addresses of an `http`, by their text. A QUIC socket is another one than a TCP socket. */
export type ListenPorts = Map<string, ListenAddress>;

/** What a parameter of `listen` does to the options, or how it is refused. */
type ParameterCheck = (value: string, options: ListenOptions, call: Call) => string | undefined;

const socket =
  (check?: (value: string) => boolean, refusal?: (word: string, value: string) => string): ParameterCheck =>
  (word, options) => {
    options.set = true;
    const value = word.slice(word.indexOf('=') + 1);
    return check === undefined || check(value) ? undefined : refusal?.(word, value);
  };

const EXACT: Readonly<Record<string, ParameterCheck>> = {
  default_server: flag('defaultServer'),
  default: flag('defaultServer'),
  bind: socket(),
  deferred: socket(),
  reuseport: socket(),
  ssl: flag('ssl'),
  http2: flag('http2'),
  proxy_protocol: flag('proxyProtocol'),
};

function flag(field: keyof ListenOptions): ParameterCheck {
  return (_, options) => {
    options[field] = true;
    return undefined;
  };
}

const PREFIXED: readonly (readonly [string, ParameterCheck])[] = [
  [
    'fastopen=',
    socket(
      (value) => parseNumber(value) !== undefined,
      (word) => `invalid fastopen "${word}"`,
    ),
  ],
  [
    'backlog=',
    socket(
      (value) => !!parseNumber(value),
      (word) => `invalid backlog "${word}"`,
    ),
  ],
  [
    'rcvbuf=',
    socket(
      (value) => parseSize(value) !== undefined,
      (word) => `invalid rcvbuf "${word}"`,
    ),
  ],
  [
    'sndbuf=',
    socket(
      (value) => parseSize(value) !== undefined,
      (word) => `invalid sndbuf "${word}"`,
    ),
  ],
  [
    'ipv6only=o',
    socket(
      (value) => value === 'on' || value === 'off',
      (_, value) => `invalid ipv6only flags "${value}"`,
    ),
  ],
  ['so_keepalive=', socket(isKeepalive, (_, value) => `invalid so_keepalive value: "${value}"`)],
];

function isKeepalive(value: string): boolean {
  if (value === 'on' || value === 'off') {
    return true;
  }
  const [idle = '', interval = '', ...rest] = value.split(':');
  const count = rest.join(':');
  const numbers = [
    idle === '' ? 0 : parseTime(idle, 's'),
    interval === '' ? 0 : parseTime(interval, 's'),
    count === '' ? 0 : parseNumber(count),
  ];
  return numbers.every((number) => number !== undefined) && numbers.some((number) => number !== 0);
}

/** `ngx_http_core_listen` (src/http/ngx_http_core_module.c). */
export function listen(call: Call): void {
  const { server } = call.frame;
  server.hasListen = true;
  const url = parseUrl(call.value(0), { listen: true, defaultPort: 80 });
  if ('error' in url) {
    call.refuse(`${url.error} in "${call.value(0)}" of the "listen" directive`, 0);
    return;
  }
  if (url.kind === 'name' && refusesName(call, url)) {
    return;
  }
  const options: ListenOptions = {
    defaultServer: false,
    set: false,
    ssl: false,
    http2: false,
    quic: false,
    proxyProtocol: false,
  };
  for (let index = 1; index < call.values.length; index++) {
    const refusal = parameter(call, index, options);
    if (refusal !== undefined) {
      call.refuse(refusal, index);
      return;
    }
  }
  if (options.http2 && call.run.atLeast('1.25.1')) {
    call.warn(
      'the "listen ... http2" directive is deprecated, use the "http2" directive instead',
      call.values.indexOf('http2'),
    );
  }
  if (options.quic) {
    const clash = call.values.findIndex((word) =>
      /^(?:fastopen=|backlog=|accept_filter=|deferred$|multipath$|ssl$|http2$|so_keepalive=|proxy_protocol$)/.test(
        word,
      ),
    );
    if (clash > 0) {
      const name = (call.value(clash).split('=')[0] as string).replace(/=$/, '');
      call.fail(`"${name}" parameter is incompatible with "quic"`, clash);
      return;
    }
  }
  for (const address of url.addresses) {
    if (!addListen(call, address, options)) {
      return;
    }
  }
}

function parameter(call: Call, index: number, options: ListenOptions): string | undefined {
  const word = call.value(index);
  if (word === 'quic' && call.run.atLeast('1.25.0')) {
    options.quic = true;
    return undefined;
  }
  if (word === 'multipath' && call.run.atLeast('1.31.0')) {
    options.set = true;
    return undefined;
  }
  const exact = Object.hasOwn(EXACT, word) ? EXACT[word] : undefined;
  const check = exact ?? PREFIXED.find(([prefix]) => word.startsWith(prefix))?.[1];
  if (check !== undefined) {
    return check(word, options, call);
  }
  // Other systems have these; Nginx on Linux says so with another text.
  if (word.startsWith('setfib=') || word.startsWith('accept_filter=') || word === 'spdy') {
    return word === 'spdy' ? `invalid parameter "${word}"` : undefined;
  }
  return `invalid parameter "${word}"`;
}

/** A name is looked up when the configuration is read; one that no name service can know is refused for sure. */
function refusesName(call: Call, url: ParsedUrl): boolean {
  const message = `host not found in "${call.value(0)}" of the "listen" directive`;
  if (isImpossibleName(url.host) || /^\d[0-9a-z]*$/i.test(url.host)) {
    call.refuse(message, 0);
    return true;
  }
  call.refuse(message, 0, 'environment');
  return false;
}

/** `ngx_http_add_listen` and `ngx_http_add_addresses` (src/http/ngx_http.c); false where it is refused. */
export function addListen(call: Call, text: string, options: ListenOptions): boolean {
  const { ports } = stateOf(call.frame);
  const { server } = call.frame;
  const key = options.quic ? `quic ${text}` : text;
  const address = ports.get(key);
  if (address === undefined) {
    ports.set(key, {
      text,
      servers: [server],
      defaultServer: server,
      hasDefault: options.defaultServer,
      set: options.set,
      ssl: options.ssl,
      http2: options.http2,
      quic: options.quic,
      proxyProtocol: options.proxyProtocol,
      protocols: undefined,
      protocolsChanged: false,
    });
    return true;
  }
  if (address.servers.includes(server)) {
    call.refuse(`a duplicate listen ${text}`, 0, 'duplicate');
    return false;
  }
  address.servers.push(server);
  if (options.set) {
    if (address.set) {
      call.refuse(`duplicate listen options for ${text}`, 0, 'duplicate');
      return false;
    }
    address.set = true;
  }
  if (options.defaultServer) {
    if (address.hasDefault) {
      call.refuse(`a duplicate default server for ${text}`, 0, 'duplicate');
      return false;
    }
    address.hasDefault = true;
    address.defaultServer = server;
  }
  if (call.run.atLeast('1.23.4')) {
    warnOfProtocols(call, address, options);
  }
  address.ssl ||= options.ssl;
  address.http2 ||= options.http2;
  address.proxyProtocol ||= options.proxyProtocol;
  return true;
}

function protocolsOf(options: Pick<ListenOptions, 'ssl' | 'http2' | 'proxyProtocol'>): number {
  return Number(options.proxyProtocol) | (Number(options.ssl) << 1) | (Number(options.http2) << 2);
}

/** Warns where servers on one address ask for different protocols, as `ngx_http_add_addresses` of 1.23.4 and later does. */
function warnOfProtocols(call: Call, address: ListenAddress, options: ListenOptions): void {
  const now = protocolsOf(options);
  const before = protocolsOf(address);
  const unlikeLast = address.protocols !== undefined && now !== address.protocols;
  let redefined: boolean;
  if ((now | before) !== before) {
    redefined = (address.set && !options.set) || address.protocolsChanged || (now | before) !== now;
    address.protocols = before;
    address.protocolsChanged = true;
  } else if ((before | now) !== now) {
    redefined = options.set || unlikeLast;
    address.protocols = now;
    address.protocolsChanged = true;
  } else {
    redefined = (options.set && address.protocolsChanged) || unlikeLast;
    address.protocols = now;
  }
  if (redefined) {
    call.warn(`protocol options redefined for ${address.text}`, 0);
  }
}
