import type { Statement } from '../../dialects/nginx/configuration.ts';
import type { EffectiveConfiguration } from '../../dialects/nginx/effective/configuration.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { listensOf } from '../../dialects/nginx/route/listen.ts';
import type { Outcome } from '../../dialects/nginx/route/outcome.ts';
import { route } from '../../dialects/nginx/route/route.ts';
import { addressText } from '../address.ts';
import type { Link } from '../link.ts';

/** What a browser gets for a path of the site, as far as Flower is concerned. */
export type FlowerVisit =
  /** A page of Flower. */
  | 'page'
  /** Something that Flower has for programs: styles, scripts, tables, metrics. */
  | 'data'
  /** Flower is asked and has no such path. */
  | 'not found'
  /** Flower isn't asked. */
  | 'elsewhere'
  /** The files don't tell. */
  | 'unknown';

/** Visits one server of a configuration as a browser would, to see what of Flower it reaches. */
export class FlowerVisitor {
  readonly #configuration: EffectiveConfiguration;
  readonly #request: { readonly scheme: 'http' | 'https'; readonly host: string; readonly port: number };
  readonly #prefix: string;
  readonly #addresses: ReadonlySet<string>;

  /** @param prefix the path that Flower is told, without slashes at its ends; empty for none. */
  constructor(server: Place, links: readonly Link[], prefix: string) {
    const configuration = (links[0] as Link).route.effective;
    this.#configuration = configuration;
    this.#request = requestOf(server);
    this.#prefix = prefix;
    this.#addresses = new Set(links.map((link) => addressText(link.target.address)));
  }

  /** @returns what a visit of `uri` ends in; redirects are followed. */
  visit(uri: string): FlowerVisit {
    return this.#follow(uri, 3);
  }

  /** @returns what `uri` itself gives, as for a style or script: no redirect is followed. */
  fetch(uri: string): FlowerVisit {
    return this.#follow(uri, 0);
  }

  /** @returns the location that takes `uri`, where the configuration alone tells. */
  locationOf(uri: string): Place | undefined {
    return this.#route(uri).location;
  }

  /** @returns the path that Flower is asked for when a browser asks for `uri`; undefined where it isn't asked. */
  askedFor(uri: string): string | undefined {
    return leaves(this.#route(uri).outcome)
      .flatMap((leaf) => (leaf?.kind === 'upstream' && this.#isFlower(leaf) ? pathOf(leaf.requestLine) : []))
      .at(0);
  }

  #route(uri: string): ReturnType<typeof route> {
    // Whether a password is right is no question of paths.
    const headers = [['Authorization', 'Basic eDp5']] as const;
    return route(this.#configuration, { ...this.#request, method: 'GET', uri, headers });
  }

  #follow(uri: string, redirects: number): FlowerVisit {
    const visits = leaves(this.#route(uri).outcome).map((leaf): FlowerVisit => {
      if (leaf === undefined) {
        return 'unknown';
      }
      if (leaf.kind === 'redirect') {
        const path = /^https?:\/\/[^/]+(\/.*)$/.exec(leaf.target)?.[1] ?? leaf.target;
        return path.startsWith('/') && path !== uri && redirects > 0 ? this.#follow(path, redirects - 1) : 'elsewhere';
      }
      if (leaf.kind === 'file') {
        return /-packages\/flower\/static\//.test(leaf.file) ? 'data' : 'elsewhere';
      }
      if (leaf.kind !== 'upstream' || !this.#isFlower(leaf)) {
        return 'elsewhere';
      }
      return answerOf(pathOf(leaf.requestLine), this.#prefix);
    });
    const order: readonly FlowerVisit[] = ['page', 'data', 'not found', 'unknown'];
    return order.find((visit) => visits.includes(visit)) ?? 'elsewhere';
  }

  #isFlower(leaf: Extract<Outcome, { kind: 'upstream' }>): boolean {
    return leaf.protocol.startsWith('http') && this.#addresses.has(leaf.address);
  }
}

const pages = /^\/(?:$|tasks$|workers$|broker$|dashboard$|monitor$|worker\/.|task\/.)/;
const data = /^\/(?:static\/.|api\/|metrics$|healthcheck$|login|tasks\/datatable)/;

/** The handlers of `flower/urls.py`, behind the prefix as `rewrite_handler` puts it. */
function answerOf(path: string, prefix: string): FlowerVisit {
  const base = prefix === '' ? '' : `/${prefix}`;
  const rest = path.startsWith(base) ? path.slice(base.length) : '';
  return pages.test(rest) ? 'page' : data.test(rest) ? 'data' : 'not found';
}

function pathOf(requestLine: string): string {
  return (requestLine.split(' ')[1] ?? '').split('?')[0] as string;
}

/** The ends of an outcome; undefined for one that the files don't tell. */
function leaves(outcome: Outcome): (Exclude<Outcome, { kind: 'depends' }> | undefined)[] {
  if (outcome.kind !== 'depends') {
    return [outcome];
  }
  return outcome.branches.length === 0 ? [undefined] : outcome.branches.flatMap((branch) => leaves(branch.outcome));
}

/** A request that the server takes: under its first plain name, at its first port. */
function requestOf(server: Place): { scheme: 'http' | 'https'; host: string; port: number } {
  const listens = listensOf(server);
  const listen = listens.find((each) => each.tls) ?? listens[0];
  const names = (server.own.get('server_name') ?? []).flatMap((statement: Statement) =>
    statement.directive.args.map((word) => word.value),
  );
  const name = names.find((each) => /^[\w-]+(?:\.[\w-]+)*$/.test(each) && each !== '_');
  return { scheme: listen?.tls === true ? 'https' : 'http', host: name ?? 'localhost', port: listen?.port ?? 80 };
}
