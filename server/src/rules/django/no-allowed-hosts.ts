import { certain } from '../../base/known.ts';
import { deployProblems } from '../../dialects/django/deploy-check.ts';
import { servedSettings, settingPlace } from '../../site/served-settings.ts';
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
    const told = new Set<string>();
    for (const { settings } of servedSettings(site)) {
      for (const problem of deployProblems(settings)) {
        const key = problem.id.replace('security.', '');
        const place = settingPlace(settings, problem.setting);
        const where = `${key} ${place.path}:${place.span.start}`;
        if (
          !(key in messages) ||
          told.has(where) ||
          settings.own('ALLOWED_HOSTS').kind !== 'known' ||
          certain(settings.truth('DEBUG')) !== false
        ) {
          continue;
        }
        told.add(where);
        report({ path: place.path, span: place.span, message: key });
      }
    }
  },
});
