import { servedProblems } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

const messages = {
  W009: 'SECRET_KEY is weak, or the one that startproject made for development (security.W009).',
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
  messages,
  check({ site, report }) {
    for (const { key, path, span } of servedProblems(
      site,
      messages,
      ({ settings }) => settings.own('SECRET_KEY').kind === 'known',
    )) {
      report({ path, span, message: key });
    }
  },
});
