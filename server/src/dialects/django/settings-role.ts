/** What a settings module is for. */
export type SettingsRole = 'development' | 'production' | 'test' | 'base' | 'unknown';

const roles: readonly (readonly [SettingsRole, RegExp])[] = [
  ['test', /^(?:tests?|testing|unittest|pytest|ci|travis|github|circleci)$/],
  ['development', /^(?:dev|devel|develop|development|local|locals|localhost|debug|developer)$/],
  ['production', /^(?:prod|production|live|deploy|deployed|deployment|heroku|staging|stage|server|release)$/],
  ['base', /^(?:base|common|defaults?|core|shared|components?|ssl|secure|security)$/],
];

/**
 * @returns the role that the module's own name tells (`shop.settings.local`, `prod_settings`), with the word that tells it;
 * `unknown` where it tells none, or several.
 */
export function roleOfName(dotted: string): { readonly role: SettingsRole; readonly word: string } {
  const last = dotted.slice(dotted.lastIndexOf('.') + 1);
  const words = last.toLowerCase().split(/[_-]/);
  const found = words.flatMap((word) => {
    const match = roles.find(([, pattern]) => pattern.test(word));
    return match === undefined ? [] : [{ role: match[0], word }];
  });
  const [first] = found;
  return first !== undefined && found.every(({ role }) => role === first.role) ? first : { role: 'unknown', word: '' };
}
