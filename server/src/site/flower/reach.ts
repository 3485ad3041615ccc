import { inForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import type { Link } from '../link.ts';
import type { FlowerInstance } from './flower.ts';
import { FlowerVisitor } from './visit.ts';

/** What is wrong with the way to a Flower. */
export type FlowerFault =
  /** No page is found. */
  | 'not found'
  /** A page opens; its links and styles lead past Flower. */
  | 'no assets'
  /** Pages and styles come; what its scripts ask for leads past Flower. */
  | 'no tables'
  /** A location for files takes the styles away. */
  | 'stolen assets'
  /** All is well but the address without a slash at its end. */
  | 'no slash'
  /** All is well below a folder of the served path, and the served path itself is not found. */
  | 'only below';

/** A path under which Nginx serves a Flower, and what comes of it. */
export interface FlowerReach {
  readonly link: Link;
  /** The served path, without slashes at its ends; empty for the whole site. */
  readonly served: string;
  readonly fault: FlowerFault | undefined;
  /** What Flower is asked for when a browser asks for the served path and `/tasks` behind it. */
  readonly asked: string | undefined;
  /** A path of the site that the fault shows on. */
  readonly example: string;
  /** A location with a pattern that takes the styles below the served path, also where another fault hides that. */
  readonly thief: Place | undefined;
}

/**
 * Follows a browser to a Flower that is told `prefix` (without slashes at its ends, empty for none): for each server and each
 * path that sends requests on to it, the page, its styles and what its scripts ask for.
 */
export function reachFlower(flower: FlowerInstance, prefix: string): FlowerReach[] {
  const groups = new Map<Place, Map<string, Link>>();
  for (const link of flower.links) {
    const served = servedPath(link);
    if (link.certainty === 'proven' && served !== undefined) {
      const bases = groups.get(link.route.server) ?? new Map<string, Link>();
      bases.set(served, bases.get(served) ?? link);
      groups.set(link.route.server, bases);
    }
  }
  const reached: FlowerReach[] = [];
  for (const [server, bases] of groups) {
    const links = flower.links.filter((link) => link.route.server === server);
    const visitor = new FlowerVisitor(server, links, prefix);
    for (const [served, link] of bases) {
      const covered = [...bases.keys()].some((other) => other !== served && isBelow(served, other));
      if (!covered) {
        reached.push(reach(visitor, link, served, prefix));
      }
    }
  }
  return reached;
}

function reach(visitor: FlowerVisitor, link: Link, served: string, prefix: string): FlowerReach {
  const at = (path: string): string => (served === '' ? path : `/${served}${path}`);
  const told = (path: string): string => (prefix === '' ? path : `/${prefix}${path}`);
  const found = (fault: FlowerFault | undefined, example: string): FlowerReach => {
    const thief = stealer(visitor, link, at('/static/css/flower.css'));
    return { link, served, fault, asked: visitor.askedFor(at('/tasks')), example, thief };
  };
  const bare = served === '' ? 'elsewhere' : visitor.visit(`/${served}`);
  const slash = visitor.visit(at('/'));
  const deeper = visitor.visit(at('/tasks'));
  const visits = [bare, slash, deeper];
  if (visits.includes('data')) {
    return found(undefined, at('/'));
  }
  if (!visits.includes('page')) {
    const below = prefix !== '' && prefix !== served && isBelow(prefix, served) && visitor.visit(told('/')) === 'page';
    const wrong = visits.includes('not found') && !visits.includes('unknown');
    return found(below ? 'only below' : wrong ? 'not found' : undefined, at('/'));
  }
  const assets = ['/static/css/flower.css', '/static/js/flower.js', '/static/favicon.ico'];
  const lost = assets.map((path) => shownLink(link, told(path))).find((path) => isLost(visitor.fetch(path)));
  if (lost !== undefined) {
    const steals = prefix === served && stealer(visitor, link, lost) !== undefined;
    return found(steals ? 'stolen assets' : 'no assets', lost);
  }
  const table = told('/tasks/datatable');
  if (isLost(visitor.fetch(table))) {
    return found('no tables', table);
  }
  return found(served !== '' && bare === 'not found' ? 'no slash' : undefined, `/${served}`);
}

/** What Nginx makes of a link in a page of Flower: `sub_filter` changes every one where it isn't to change the first only. */
function shownLink({ route }: Link, path: string): string {
  const changesAll = inForce(route.place, 'sub_filter_once').statements.at(-1)?.directive.args[0]?.value === 'off';
  const filters = changesAll ? inForce(route.place, 'sub_filter').statements : [];
  const shown = filters.reduce((text, { directive: { args } }) => {
    const [from = '', to = ''] = args.map(({ value }) => value);
    return from === '' || to.includes('$') ? text : text.replaceAll(from, to);
  }, `="${path}"`);
  return shown.slice(2, -1);
}

function stealer(visitor: FlowerVisitor, link: Link, uri: string): Place | undefined {
  const taker = visitor.locationOf(uri);
  const isPattern = taker?.head?.modifier === '~' || taker?.head?.modifier === '~*';
  return isPattern && taker !== link.route.location ? taker : undefined;
}

function isLost(visit: ReturnType<FlowerVisitor['visit']>): boolean {
  return visit === 'elsewhere' || visit === 'not found';
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' ? path !== '' : path.startsWith(`${folder}/`);
}

/** The path that a location serves; undefined for a pattern that isn't one path, and for names. */
function servedPath(link: Link): string | undefined {
  const head = link.route.location.head;
  if (head === undefined) {
    return undefined;
  }
  switch (head.modifier) {
    case '@':
      return undefined;
    case '~':
    case '~*': {
      const path = /^\^?((?:\/[\w.-]+)+?)(?:\/\??|\(\/\.\*\)\??|\(\?:\/\|\$\)|\(\/\|\$\))?(?:\(\.\*\)|\.\*)?\$?$/.exec(
        head.text,
      );
      return path?.[1]?.replace(/^\/+/, '');
    }
    default:
      return head.text.replace(/^\/+|\/+$/g, '');
  }
}
