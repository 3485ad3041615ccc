import { deployProblems } from '../../dialects/django/deploy-check.ts';
import { servedSettings, settingPlace } from '../../site/served-settings.ts';
import { defineRule } from '../define.ts';

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
  check({ site, report }) {
    const told = new Set<string>();
    for (const { settings, phase } of servedSettings(site)) {
      for (const problem of deployProblems(settings)) {
        const key = problem.id.replace('security.', '');
        const place = settingPlace(settings, problem.setting);
        const where = `${key} ${place.path}:${place.span.start}`;
        if (!(key in messages) || told.has(where) || phase !== 'https') {
          continue;
        }
        told.add(where);
        report({ path: place.path, span: place.span, message: key });
      }
    }
  },
});
