import type { Statement } from '../dialects/nginx/configuration.ts';
import type { EffectiveConfiguration } from '../dialects/nginx/effective/configuration.ts';
import type { Place } from '../dialects/nginx/effective/place.ts';
import { type Listen, listensOf } from '../dialects/nginx/route/listen.ts';

/** One `server` of the HTTP configuration: the names and addresses under which people reach the site. */
export interface EntryPoint {
  readonly effective: EffectiveConfiguration;
  readonly server: Place;
  readonly listens: readonly Listen[];
  /** The words of `server_name`, in lower case; empty where there is none. */
  readonly names: readonly string[];
  /** Whether it answers over HTTPS, and whether over plain HTTP. A server may do both. */
  readonly tls: boolean;
  readonly plain: boolean;
  /** What sends every plain request on to HTTPS, where something does. */
  readonly redirect: Statement | undefined;
}

/** @returns the servers of a configuration as entry points; a fragment without a `server` has none. */
export function readEntryPoints(effective: EffectiveConfiguration): EntryPoint[] {
  return effective.servers
    .filter((server) => server.statement !== undefined)
    .map((server) => {
      const listens = listensOf(server);
      const sslOn = server.own.get('ssl')?.at(-1)?.directive.args[0]?.value === 'on';
      const tls = sslOn || listens.some((listen) => listen.tls);
      return {
        effective,
        server,
        listens,
        names: (server.own.get('server_name') ?? []).flatMap((statement) =>
          statement.directive.args.map((word) => word.value.toLowerCase()),
        ),
        tls,
        plain: !sslOn && listens.some((listen) => !listen.tls),
        redirect: redirectToHttps(server),
      };
    });
}

const HTTPS_TARGET = /^https:\/\//i;

/**
 * The statement that sends all that a server takes to HTTPS: a `return` or `rewrite` of the server itself, of its `location /` where
 * no other location hands requests on, or the `if ($host = ...)` blocks that certbot writes, with the `return 404` behind them.
 */
function redirectToHttps(server: Place): Statement | undefined {
  const direct = redirectIn(server);
  if (direct !== undefined) {
    return direct;
  }
  const ends = server.own.get('return') ?? [];
  const tests = (server.own.get('if') ?? []).map((test) => ({ test, found: test.children.find(isRedirect) }));
  const byScheme = tests.find(({ test, found }) => found !== undefined && /\$scheme|\$https/.test(conditionOf(test)));
  if (byScheme !== undefined) {
    return byScheme.found;
  }
  if (ends.length > 0 && tests.length > 0 && tests.every(({ found }) => found !== undefined)) {
    return tests[0]?.found;
  }
  const all = server.inner.find(
    (place) => place.kind === 'location' && place.head?.text === '/' && place.head.modifier !== '=',
  );
  return all === undefined ? undefined : redirectIn(all);
}

function redirectIn(place: Place): Statement | undefined {
  return place.statements.find(isRedirect);
}

function conditionOf(test: Statement): string {
  return test.directive.args.map((word) => word.value).join(' ');
}

function isRedirect({ directive }: Statement): boolean {
  const words = directive.args.map((word) => word.value);
  if (directive.name.value === 'return') {
    return HTTPS_TARGET.test(words[words.length - 1] ?? '');
  }
  return (
    directive.name.value === 'rewrite' &&
    HTTPS_TARGET.test(words[1] ?? '') &&
    /^\^?(?:\(?\.\*\)?|\/?\(\.\*\))?\$?$/.test(words[0] ?? '')
  );
}
