import { certain } from '../../base/known.ts';
import { flowerPrefix } from '../../dialects/process/flower-options.ts';
import { isPinnedBelow } from '../../dialects/process/pins.ts';
import type { FlowerInstance } from '../../site/flower/flower.ts';
import { defineRule } from '../define.ts';

const provider =
  'Nobody can log in: Flower is told whom to let in, but not with which provider, and its page /login is 404.';
const returns = 'The provider sends people back to {path}, and Flower logs in at {login} only.';

/** `--auth` without `--auth_provider`, or an address of return that Flower doesn't answer at. */
export const unusableLogin = defineRule({
  id: 'flower/unusable-login',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['flower'],
  fix: 'none',
  sources: ['https://flower.readthedocs.io/en/latest/auth.html#oauth-2-0'],
  messages: { provider, returns },
  check({ site, report }) {
    for (const flower of site.flowers) {
      const { options } = flower;
      const auth = options.get('auth');
      const isAsked = auth.value.kind === 'known' && auth.value.value !== '' && auth.value.assumes.length === 0;
      if (!isAsked || auth.origin === undefined) {
        continue;
      }
      if (
        options.get('auth_provider').value.kind === 'absent' &&
        isTold(flower) &&
        !isPinnedBelow(site.workspace, 'flower', [2])
      ) {
        report({ ...auth.origin, message: 'provider' });
        continue;
      }
      const uri = options.get('oauth2_redirect_uri');
      const path = /^https?:\/\/[^/?#]+([^?#]*)/.exec(certain(uri.value) ?? '')?.[1];
      const told = options.urlPrefix.kind === 'absent' ? '' : certain(options.urlPrefix);
      const prefix = told === undefined ? undefined : flowerPrefix(told);
      const login = prefix?.kind === 'path' ? `/${prefix.path}/login` : '/login';
      if (path !== undefined && prefix !== undefined && uri.origin !== undefined && path !== login) {
        report({
          ...uri.origin,
          message: 'returns',
          values: { path: path === '' ? '/' : path, login },
          severity: 'warning',
        });
      }
    }
  },
});

/** Whether the files tell all that Flower is told: an image or a person may set variables too. */
function isTold({ process, options }: FlowerInstance): boolean {
  const isService = process.definition.kind === 'systemd' || process.definition.kind === 'supervisor';
  return isService && process.environment.complete && options.words.every(({ kind }) => kind !== 'hole');
}
