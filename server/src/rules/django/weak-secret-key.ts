import { certain } from '../../base/known.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const own = {
  W009: 'SECRET_KEY is weak, or the one that startproject made for development (security.W009).',
};
const older = {
  W025: 'A key of SECRET_KEY_FALLBACKS is weak: what it signed is still believed (security.W025).',
};

/** A `SECRET_KEY` that Django takes for a weak one. */
export const weakSecretKey = defineRule({
  id: 'django/weak-secret-key',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/checks/#security'],
  messages: { ...own, ...older },
  check(context) {
    reportDeployProblems(context, own, { speaks: ({ settings }) => hasKey(settings) });
    reportDeployProblems(context, older);
  },
});

/** With an empty key Django does not start: it stands in a file that is still to be filled in. */
function hasKey(settings: Settings): boolean {
  const key = settings.own('SECRET_KEY');
  const value = certain(key);
  return key.kind === 'known' && !(value?.type === 'string' && value.value === '');
}
