import type { Statement } from '../configuration.ts';
import type { Place } from '../effective/place.ts';
import { type Captures, compilePattern, type Matcher } from '../language/match.ts';
import { isPattern, type Pattern, toBytes } from '../language/pattern.ts';
import { readPattern } from '../language/read-pattern.ts';

/** A regular expression of a `server_name`. */
interface RegexName {
  readonly server: Place;
  readonly statement: Statement;
  readonly pattern: Pattern | undefined;
  readonly matcher: Matcher | undefined;
}

/** Which server a name chose, and by which statement. */
export interface NamedServer {
  readonly server: Place;
  readonly statement: Statement | undefined;
  /** Set where a regular expression took the name: its captures serve the whole request. */
  readonly regex: { readonly pattern: Pattern; readonly captures: Captures } | undefined;
}

/** Thrown where a regular expression can't be run here, with its text. */
export class UnreadRegex extends Error {}

/**
 * The servers of one address and port by name, in the order of Nginx: exact names, the longest `*.name`, the longest
 * `name.*`, regular expressions in the order of the text (`ngx_http_find_virtual_server`, src/http/ngx_http_request.c).
 */
export class ServerNames {
  readonly #exact = new Map<string, { server: Place; statement: Statement | undefined }>();
  readonly #heads = new Map<string, { server: Place; statement: Statement }>();
  readonly #tails = new Map<string, { server: Place; statement: Statement }>();
  readonly #regexes: RegexName[] = [];

  constructor(servers: readonly Place[]) {
    for (const server of servers) {
      const statements = server.own.get('server_name') ?? [];
      if (statements.length === 0) {
        this.#addExact('', server, undefined);
      }
      for (const statement of statements) {
        for (const word of statement.directive.args) {
          this.#add(word.value, server, statement);
        }
      }
    }
  }

  #addExact(name: string, server: Place, statement: Statement | undefined): void {
    if (!this.#exact.has(name)) {
      this.#exact.set(name, { server, statement });
    }
  }

  #add(text: string, server: Place, statement: Statement): void {
    if (text.startsWith('~')) {
      const pattern = readPattern(text.slice(1), /[A-Z]/.test(text));
      const read = isPattern(pattern) ? pattern : undefined;
      this.#regexes.push({
        server,
        statement,
        pattern: read,
        matcher: read === undefined ? undefined : compilePattern(read),
      });
      return;
    }
    const name = toBytes(text.toLowerCase());
    const addTo = (map: Map<string, { server: Place; statement: Statement }>, key: string) => {
      if (!map.has(key)) {
        map.set(key, { server, statement });
      }
    };
    if (name.startsWith('*.')) {
      addTo(this.#heads, name.slice(1));
    } else if (name.startsWith('.')) {
      this.#addExact(name.slice(1), server, statement);
      addTo(this.#heads, name);
    } else if (name.endsWith('.*')) {
      addTo(this.#tails, name.slice(0, -1));
    } else {
      this.#addExact(name, server, statement);
    }
  }

  /**
   * @param host a validated host name, empty where the request has none.
   * @throws UnreadRegex where the answer hangs on a pattern that can't be run here.
   */
  find(host: string): NamedServer | undefined {
    const exact = this.#exact.get(host);
    if (exact !== undefined) {
      return { ...exact, regex: undefined };
    }
    for (let dot = host.indexOf('.', 1); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      const head = this.#heads.get(host.slice(dot));
      if (head !== undefined) {
        return { ...head, regex: undefined };
      }
    }
    for (
      let dot = host.lastIndexOf('.', host.length - 2);
      dot >= 0;
      dot = dot === 0 ? -1 : host.lastIndexOf('.', dot - 1)
    ) {
      const tail = this.#tails.get(host.slice(0, dot + 1));
      if (tail !== undefined) {
        return { ...tail, regex: undefined };
      }
    }
    if (host === '') {
      return undefined;
    }
    for (const { server, statement, pattern, matcher } of this.#regexes) {
      const captures = matcher?.exec(host) ?? (matcher === undefined ? 'limit' : undefined);
      if (captures === 'limit' || pattern === undefined) {
        throw new UnreadRegex(statement.directive.args.map((word) => word.value).join(' '));
      }
      if (captures !== undefined) {
        return { server, statement, regex: { pattern, captures } };
      }
    }
    return undefined;
  }
}
