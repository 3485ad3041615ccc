import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const messages = {
  W018: 'DEBUG is True in settings that a server runs with: error pages show code and settings to everybody (security.W018).',
};

/** `DEBUG` on in settings for a server. */
export const debugInProduction = defineRule({
  id: 'django/debug-in-production',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/checks/#security'],
  messages,
  check: (context) => reportDeployProblems(context, messages),
});
