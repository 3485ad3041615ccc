import { baseName } from '../../base/path.ts';
import { isGuarded } from '../../dialects/nginx/effective/guard.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import type { Process } from '../../dialects/process/process.ts';
import { isLoopback } from '../address.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { Link } from '../link.ts';
import type { Site } from '../site.ts';
import type { FlowerInstance } from './flower.ts';

/** @returns whether Flower lets everybody in: `get_current_user` of `flower/views/__init__.py` asks for `basic_auth` and `auth`. */
export function asksNobody({ options }: FlowerInstance): boolean {
  return ['basic_auth', 'auth'].every((name) => {
    const { value } = options.get(name);
    return value.kind === 'absent' || (value.kind === 'known' && value.value === '' && value.assumes.length === 0);
  });
}

/** @returns the ways through Nginx on which strangers come to a Flower without being asked for anything by Nginx. */
export function openWays(site: Site, flower: FlowerInstance): Link[] {
  return flower.links.filter((link) => {
    const { place, server } = link.route;
    const entry = site.entryPoints.find((one) => one.server === server);
    const isOpen = !isGuarded(place) && !place.own.has('internal') && !mayBeGuarded(link) && isPublic(entry);
    return link.certainty === 'proven' && isOpen;
  });
}

/** @returns the port on which a Flower of a server answers every address; undefined where it doesn't. */
export function openPort({ process, options }: FlowerInstance): number | undefined {
  const { listens } = options;
  const open =
    listens.kind === 'known' && listens.assumes.length === 0
      ? listens.value.find(({ address }) => address.kind === 'tcp' && address.host === '')
      : undefined;
  return open?.address.kind === 'tcp' && isService(process) ? open.address.port : undefined;
}

/** A compose file, a Procfile or a script may be one for the desk. */
function isService(process: Process): boolean {
  return process.definition.kind === 'systemd' || process.definition.kind === 'supervisor';
}

const HARMLESS_INCLUDES =
  /^(?:mime\.types|[\w-]*_params|options-ssl-nginx\.conf|ssl-params\.conf|\*\.(?:conf|load)|\*)$/;

/** Whether an include that gave nothing may ask for a password where the location is. */
function mayBeGuarded({ route }: Link): boolean {
  const unread = new Set(route.effective.configuration.includeProblems.map(({ statement }) => statement));
  for (let place: Place | undefined = route.place; place !== undefined; place = place.parent) {
    const open = place.statements.some(
      (statement) =>
        unread.has(statement) && !HARMLESS_INCLUDES.test(baseName(statement.directive.args[0]?.value ?? '')),
    );
    if (open) {
      return true;
    }
  }
  return false;
}

/** Whether strangers reach a server: it listens on every address, and under a name that isn't one of this machine or network. */
function isPublic(entry: EntryPoint | undefined): boolean {
  const reached = entry?.listens.some(
    ({ address }) => address === '*' || address === '[::]' || /^[a-z]/.test(address.replace(/^unix:.*/, '')),
  );
  const names = entry?.names ?? [];
  const isLocal = (name: string): boolean =>
    isLoopback(name) || /\.(?:local|localhost|internal|intranet|lan|home|test)$/.test(name);
  return reached === true && !(names.length > 0 && names.every(isLocal));
}
