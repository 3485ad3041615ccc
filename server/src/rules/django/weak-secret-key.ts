import { servedProblems } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

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
  check({ site, report }) {
    const problems = [
      ...servedProblems(site, own, ({ settings }) => settings.own('SECRET_KEY').kind === 'known'),
      ...servedProblems(site, older, () => true),
    ];
    for (const { key, path, span } of problems) {
      report({ path, span, message: key });
    }
  },
});
