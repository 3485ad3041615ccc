import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const messages = {
  W006: 'SECURE_CONTENT_TYPE_NOSNIFF is off: an upload may pass for a script (security.W006).',
  W013: 'SESSION_COOKIE_HTTPONLY is off: a script on a page can read the session (security.W013).',
  W014: 'SESSION_COOKIE_HTTPONLY is off: a script on a page can read the session (security.W014).',
  W015: 'SESSION_COOKIE_HTTPONLY is off: a script on a page can read the session (security.W015).',
  W022: 'SECURE_REFERRER_POLICY is None: other sites learn from which page people come (security.W022).',
  E023: 'SECURE_REFERRER_POLICY has a value that browsers do not know (security.E023).',
  E024: 'SECURE_CROSS_ORIGIN_OPENER_POLICY has a value that browsers do not know (security.E024).',
};

/** A protection that Django has on by itself, and that settings of a server switch off. */
export const protectionSwitchedOff = defineRule({
  id: 'django/protection-switched-off',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/checks/#security'],
  messages,
  check: (context) => reportDeployProblems(context, messages),
});
