import { inForce } from './in-force.ts';
import type { Place } from './place.ts';

const GUARDS = [
  'auth_request',
  'auth_jwt',
  'auth_pam',
  'auth_ldap',
  'access_by_lua_block',
  'access_by_lua_file',
  'perl_access',
];

/**
 * @returns whether requests at a level are asked for a password, or let in by their address only; also where a test or a module
 * may turn them away, whatever it lets through.
 */
export function isGuarded(place: Place): boolean {
  const password = inForce(place, 'auth_basic').statements.at(-1)?.directive.args[0]?.value;
  const asks = password !== undefined && password !== 'off';
  const addresses = inForce(place, 'allow').statements.some(
    ({ directive }) => directive.name.value === 'deny' && directive.args[0]?.value === 'all',
  );
  const verifies = ['on', 'optional'].includes(
    inForce(place, 'ssl_verify_client').statements.at(-1)?.directive.args[0]?.value ?? '',
  );
  return (
    asks || addresses || verifies || GUARDS.some((name) => inForce(place, name).statements.length > 0) || refuses(place)
  );
}

/** A test at this level or around it may turn strangers away; what it lets through isn't decided here. */
function refuses(place: Place): boolean {
  for (let level: Place | undefined = place; level !== undefined; level = level.parent) {
    if (level.own.has('if')) {
      return true;
    }
  }
  return false;
}
