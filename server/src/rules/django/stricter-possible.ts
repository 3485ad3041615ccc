import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const always = {
  W019: 'X_FRAME_OPTIONS is not DENY: pages of the same site may show these pages in a frame (security.W019).',
};
const overHttps = {
  W004: 'SECURE_HSTS_SECONDS is not set: browsers go on asking over HTTP first (security.W004). Begin with a small number.',
  W005: 'SECURE_HSTS_INCLUDE_SUBDOMAINS is not True (security.W005). Switch it on once all names below the site have HTTPS.',
  W021: 'SECURE_HSTS_PRELOAD is not True (security.W021). It is needed only for the lists in browsers, and hard to take back.',
};

/** What `check --deploy` would have stricter, and what many healthy sites leave as it is. */
export const stricterPossible = defineRule({
  id: 'django/stricter-possible',
  since: '0.1.0',
  severity: 'hint',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: [
    'https://docs.djangoproject.com/en/stable/ref/checks/#security',
    'https://docs.djangoproject.com/en/stable/ref/middleware/#http-strict-transport-security',
  ],
  messages: { ...always, ...overHttps },
  check(context) {
    reportDeployProblems(context, always, { onlyWritten: true });
    reportDeployProblems(context, overHttps, { onlyWritten: true, speaks: ({ phase }) => phase === 'https' });
  },
});
