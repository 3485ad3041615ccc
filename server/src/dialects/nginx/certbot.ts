import type { Statement } from './configuration.ts';
import type { Place } from './effective/place.ts';

/** The redirects that certbot writes into the plain server: one `if ($host = ...)` for each name, and a `return 404` behind them. */
export interface CertbotTests {
  readonly first: Statement;
  readonly end: Statement;
  /** @returns whether a request for this name is redirected. */
  takes(name: string): boolean;
}

/**
 * @returns the tests of a server that consists of them alone, as certbot's nginx plug-in leaves it
 * (`_enable_redirect_single`, certbot/_internal/plugins/nginx/configurator.py); undefined for any other server.
 */
export function readTests(server: Place): CertbotTests | undefined {
  const end = server.own.get('return')?.at(-1);
  const tests = server.own.get('if') ?? [];
  const [first] = tests;
  const words = end?.directive.args.map((word) => word.value) ?? [];
  if (first === undefined || end === undefined || words[0] !== '404' || server.own.has('location')) {
    return undefined;
  }
  const takers = tests.map(readTest);
  return takers.every((taker) => taker !== undefined)
    ? { first, end, takes: (name) => takers.some((taker) => taker?.(name.toLowerCase())) }
    : undefined;
}

function readTest(test: Statement): ((name: string) => boolean) | undefined {
  const redirects = test.children.some(
    ({ directive }) => directive.name.value === 'return' && /^https:\/\//.test(directive.args[1]?.value ?? ''),
  );
  const [, operator, value] =
    /^\(\s*\$host\s+(=|~)\s+(.+?)\s*\)$/.exec(test.directive.args.map((word) => word.value).join(' ')) ?? [];
  if (!redirects || value === undefined) {
    return undefined;
  }
  if (operator === '=') {
    return (name) => name === value.toLowerCase();
  }
  const wildcard = /^\^\[\^\.\]\+((?:\\\.[a-z0-9-]+)+)\$$/i.exec(value)?.[1]?.replaceAll('\\', '').toLowerCase();
  return wildcard === undefined
    ? undefined
    : (name) => name.endsWith(wildcard) && !name.slice(0, -wildcard.length).includes('.');
}
