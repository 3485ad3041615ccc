import { type ParsedUrl, parseUrl } from '../../url.ts';
import type { Call } from '../call.ts';
import { refusesHost } from '../machine/hosts.ts';
import { binds } from '../machine/startup.ts';
import type { ServerScope } from '../scope.ts';
import { socketParameter } from '../socket-parameters.ts';
import { http2Directive } from '../spellings.ts';
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

const FLAGS: Readonly<Record<string, keyof ListenOptions>> = {
  default_server: 'defaultServer',
  default: 'defaultServer',
  ssl: 'ssl',
  http2: 'http2',
  proxy_protocol: 'proxyProtocol',
};

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
      'value',
      { fixes: http2Directive(call.statement) },
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
  if (!options.quic) {
    binds(call, url);
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
  const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
  if (flag !== undefined) {
    options[flag] = true;
    return undefined;
  }
  const socket = socketParameter(word);
  if (socket !== undefined) {
    options.set = true;
    return socket.refusal;
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
  // `0x10` is an address to `inet_aton`.
  if (/^\d[0-9a-z]*$/i.test(url.host) && !/^0x[0-9a-f]+$/i.test(url.host)) {
    call.refuse(message, 0);
    return true;
  }
  return refusesHost(call, url.host, message, 0);
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
  if (address.servers[address.servers.length - 1] === server) {
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
