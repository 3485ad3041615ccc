import { deployProblems } from '../../dialects/django/deploy-check.ts';
import { servedSettings, settingPlace } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

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
  check({ site, report }) {
    const told = new Set<string>();
    for (const { settings } of servedSettings(site)) {
      for (const problem of deployProblems(settings)) {
        const key = problem.id.replace('security.', '');
        const place = settingPlace(settings, problem.setting);
        const where = `${key} ${place.path}:${place.span.start}`;
        if (!(key in messages) || told.has(where)) {
          continue;
        }
        told.add(where);
        report({ path: place.path, span: place.span, message: key });
      }
    }
  },
});
