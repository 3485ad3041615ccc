/** One configuration and what the real nginx 1.22.1 made of requests to it. */
export interface TableCase {
  readonly name: string;
  /**
   * Statements of a `server`; `ROOT` is the folder of the files, `UP` an upstream's address and port, `SOCK` the socket of another,
   * `PORT` the port of the case.
   */
  readonly server: string;
  /** The `Host` that the client sends; `t.test` where nothing else is said. */
  readonly host?: string;
  /** Headers that the client sends. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** A header, in lower case, that is told of each request that reaches the upstream. */
  readonly told?: string;
  /** Statements of `http` that the server needs. */
  readonly http?: string;
  /** Request (`GET` unless a method is written in front) to its end, in the short form of `shortReal`. */
  readonly requests: Readonly<Record<string, string>>;
}

export const index = 'file www/index.html';
export const a = 'file www/a.txt';
export const parent = 'file secret.txt';
export const sibling = 'file www-private/s.txt';
export const glued = 'file wwwa.txt';
