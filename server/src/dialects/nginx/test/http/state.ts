import type { Statement } from '../../configuration.ts';
import type { Call } from '../call.ts';
import type { Frame, Scope, ServerScope } from '../scope.ts';
import type { ListenPorts } from './listen.ts';

/** One `upstream`, or the one that a `*_pass` to a bare host stands for (`ngx_http_upstream_srv_conf_t`). */
export interface Upstream {
  readonly host: string;
  /** Whether a block declares it. */
  created: boolean;
  port: number;
  noPort: boolean;
  statement: Statement;
  argument: number;
  /** Whether the implicit one has its address already and needs no name service. */
  readonly resolved: boolean;
  servers: number;
  backups: number;
  /** A balancing method, once one stands in the block. */
  method: string | undefined;
  allowsBackup: boolean;
}

/** What the modules of one `http` (or `stream`) keep in their main configurations. */
export interface HttpState {
  readonly servers: ServerScope[];
  /** By the host in lower case, in the order in which they were named. */
  readonly upstreams: Map<string, Upstream[]>;
  readonly logFormats: Map<string, Statement>;
  readonly ports: ListenPorts;
  readonly charsets: Set<string>;
  /** Where servers of `stream` or `mail` listen. */
  readonly addresses: Set<string>;
  /** Values that are compiled when all has been read. */
  readonly lateValues: { readonly call: Call; readonly argument: number }[];
}

const states = new WeakMap<Scope, HttpState>();

/** @returns the state of the `http` or `stream` block that holds `frame`. */
export function stateOf(frame: Frame): HttpState {
  let state = states.get(frame.main);
  if (state === undefined) {
    state = {
      servers: [],
      upstreams: new Map(),
      logFormats: new Map(),
      ports: new Map(),
      charsets: new Set(),
      addresses: new Set(),
      lateValues: [],
    };
    states.set(frame.main, state);
  }
  return state;
}
