import { certain } from '../../base/known.ts';
import { servedProblems } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

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
  check({ site, report }) {
    for (const { key, path, span } of servedProblems(
      site,
      messages,
      ({ settings }) => settings.own('ALLOWED_HOSTS').kind === 'known' && certain(settings.truth('DEBUG')) === false,
    )) {
      report({ path, span, message: key });
    }
  },
});
