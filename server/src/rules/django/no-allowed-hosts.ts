import { certain } from '../../base/known.ts';
import { defineRule } from '../define.ts';
import { reportDeployProblems } from '../deploy-problems.ts';

const messages = {
  W020: 'ALLOWED_HOSTS is empty while DEBUG is off: Django answers every request with 400 (security.W020).',
};

/** `ALLOWED_HOSTS` empty in settings for a server. */
export const noAllowedHosts = defineRule({
  id: 'django/no-allowed-hosts',
  since: '0.1.0',
  severity: 'error',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://docs.djangoproject.com/en/stable/ref/checks/#security'],
  messages,
  check: (context) =>
    reportDeployProblems(context, messages, {
      speaks: ({ settings }) =>
        settings.own('ALLOWED_HOSTS').kind === 'known' && certain(settings.truth('DEBUG')) === false,
    }),
});
