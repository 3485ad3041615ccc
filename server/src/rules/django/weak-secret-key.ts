import { deployProblems } from '../../dialects/django/deploy-check.ts';
import { servedSettings, settingPlace } from '../../site/served-settings.ts';
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
    const told = new Set<string>();
    for (const { settings } of servedSettings(site)) {
      for (const problem of deployProblems(settings)) {
        const key = problem.id.replace('security.', '');
        const place = settingPlace(settings, problem.setting);
        const where = `${key} ${place.path}:${place.span.start}`;
        if (!(key in messages) || told.has(where) || settings.own('SECRET_KEY').kind !== 'known') {
          continue;
        }
        told.add(where);
        report({ path: place.path, span: place.span, message: key });
      }
    }
  },
});
