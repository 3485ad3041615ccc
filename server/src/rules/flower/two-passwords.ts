import { certain } from '../../base/known.ts';
import { message } from '../../base/message.ts';
import { baseName } from '../../base/path.ts';
import type { Workspace } from '../../base/workspace.ts';
import { inForce, settingInForce } from '../../dialects/nginx/effective/in-force.ts';
import type { Place } from '../../dialects/nginx/effective/place.ts';
import { defineRule } from '../define.ts';

const both =
  'Nobody gets in: Nginx and Flower both ask for a password, a browser sends only one, and no user is known to both.';
const taken = 'Nginx takes the password away before Flower asks for it: Flower answers everybody with status 401.';
const told = 'Flower asks for a password of its own.';

/** Passwords of Nginx and of Flower, which travel in the same header. */
export const twoPasswords = defineRule({
  id: 'flower/two-passwords',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['nginx', 'flower'],
  fix: 'none',
  sources: [
    'https://flower.readthedocs.io/en/latest/auth.html#http-basic-authentication',
    'https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html',
  ],
  messages: { both, taken, told },
  check({ site, report }) {
    for (const flower of site.flowers) {
      const password = flower.options.get('basic_auth');
      const users = certain(password.value);
      if (users === undefined || users === '' || password.origin === undefined) {
        continue;
      }
      for (const { route, certainty } of flower.links) {
        const { place } = route;
        const header = inForce(place, 'proxy_set_header').statements.find(
          ({ directive }) => directive.args[0]?.value.toLowerCase() === 'authorization',
        );
        const ask =
          asks(place) && knowsOthers(place, users, site.workspace) ? settingInForce(place, 'auth_basic') : undefined;
        const isTaken = header?.directive.args[1]?.value === '';
        const statement = isTaken ? header : header === undefined ? ask : undefined;
        if (certainty !== 'proven' || statement === undefined) {
          continue;
        }
        report({
          path: statement.file.path,
          span: statement.directive.span,
          message: isTaken ? 'taken' : 'both',
          related: [{ ...password.origin, message: message(told) }],
        });
      }
    }
  },
});

/** Whether everybody is asked: with `satisfy any` an address may do instead. */
function asks(place: Place): boolean {
  const realm = settingInForce(place, 'auth_basic')?.directive.args[0]?.value;
  return realm !== undefined && realm !== 'off' && settingInForce(place, 'satisfy')?.directive.args[0]?.value !== 'any';
}

/** Whether the file of passwords is here and has none of the users of Flower, so that no password can be right for both. */
function knowsOthers(place: Place, users: string, workspace: Workspace): boolean {
  const file = settingInForce(place, 'auth_basic_user_file')?.directive.args[0]?.value ?? '';
  const names = users.split(',').map((user) => user.trim().split(':')[0] as string);
  const texts = workspace.paths
    .filter((path) => baseName(path) === baseName(file))
    .map((path) => workspace.read(path) ?? '');
  return (
    texts.length > 0 &&
    texts.every((text) => /^[^#\s:]+:/m.test(text) && !names.some((name) => `\n${text}`.includes(`\n${name}:`)))
  );
}
