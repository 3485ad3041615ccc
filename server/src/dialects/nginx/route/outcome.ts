import type { Message } from '../../../base/message.ts';
import type { Statement } from '../configuration.ts';
import type { Place } from '../effective/place.ts';

/** What a request ends in. */
export type Outcome =
  | { readonly kind: 'file'; readonly status: number; readonly file: string }
  | { readonly kind: 'listing'; readonly status: number; readonly directory: string }
  | UpstreamOutcome
  | { readonly kind: 'redirect'; readonly status: number; readonly target: string }
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  | {
      readonly kind: 'depends';
      /** What would have to be known, in plain words. */
      readonly on: readonly string[];
      /** Empty where not even the ways can be told apart. */
      readonly branches: readonly { readonly if: boolean; readonly outcome: Outcome }[];
    };

/** A request that goes on to another server. */
export interface UpstreamOutcome {
  readonly kind: 'upstream';
  readonly protocol: 'http' | 'https' | 'fastcgi' | 'uwsgi' | 'scgi' | 'grpc' | 'memcached';
  /** Address and port, or `unix:` and a path. */
  readonly address: string;
  readonly requestLine: string;
  /** The headers that the configuration sets, and Host and Connection; for FastCGI and its like the parameters. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One step on the way, and the statement that decided it. */
export interface RouteStep {
  readonly what: Message;
  readonly statement: Statement | undefined;
}

/** The way of one request through a configuration. */
export interface Route {
  /** The last server that was entered; undefined where none listens. */
  readonly server: Place | undefined;
  /** The last location that was entered; undefined where the last pass entered none. */
  readonly location: Place | undefined;
  readonly outcome: Outcome;
  /** Up to the first question that the configuration leaves open. */
  readonly steps: readonly RouteStep[];
}
