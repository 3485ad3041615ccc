import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const messages = {
  W010: 'The session cookie goes over plain HTTP too: SESSION_COOKIE_SECURE is not True (security.W010).',
  W011: 'The session cookie goes over plain HTTP too: SESSION_COOKIE_SECURE is not True (security.W011).',
  W012: 'The session cookie goes over plain HTTP too: SESSION_COOKIE_SECURE is not True (security.W012).',
  W016: 'The CSRF cookie goes over plain HTTP too: CSRF_COOKIE_SECURE is not True (security.W016).',
};

/** Cookies that may go over plain HTTP though the site answers HTTPS. */
export const insecureCookie = defineRule({
  id: 'django/insecure-cookie',
  since: '0.1.0',
  severity: 'warning',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/checks/#security'],
  messages,
  check: (context) => reportDeployProblems(context, messages, { speaks: ({ phase }) => phase === 'https' }),
});
