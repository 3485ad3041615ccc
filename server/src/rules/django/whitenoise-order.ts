import { certain } from '../../base/known.ts';
import type { DjangoProject } from '../../dialects/django/project.ts';
import type { Settings } from '../../dialects/django/settings.ts';
import { isSequence } from '../../dialects/django/value.ts';
import type { Site } from '../../site/site.ts';
import { defineRule } from '../define.ts';

const late = 'WhiteNoise stands behind {middleware}: every static file goes through that first.';
const early =
  'WhiteNoise stands before SecurityMiddleware: static files are not redirected to HTTPS and get no security headers.';

const WHITENOISE = 'whitenoise.middleware.WhiteNoiseMiddleware';
const SECURITY = 'django.middleware.security.SecurityMiddleware';

/** Middleware of Django that opens sessions, looks up people or changes answers, and that no static file needs. */
const HEAVY = new Set([
  'django.contrib.sessions.middleware.SessionMiddleware',
  'django.contrib.auth.middleware.AuthenticationMiddleware',
  'django.contrib.auth.middleware.LoginRequiredMiddleware',
  'django.contrib.messages.middleware.MessageMiddleware',
  'django.middleware.common.CommonMiddleware',
  'django.middleware.csrf.CsrfViewMiddleware',
  'django.middleware.locale.LocaleMiddleware',
  'django.middleware.cache.UpdateCacheMiddleware',
]);

/** WhiteNoise at another place than right behind `SecurityMiddleware`. */
export const whitenoiseOrder = defineRule({
  id: 'django/whitenoise-order',
  since: '0.1.0',
  severity: 'info',
  certainty: 'proven',
  needs: ['django'],
  fix: 'none',
  sources: ['https://whitenoise.readthedocs.io/en/stable/django.html#enable-whitenoise'],
  messages: { late, early },
  oncePerPlace: true,
  check({ site, report }) {
    for (const settings of site.projects.flatMap((project) => usedSettings(site, project))) {
      const middleware = certain(settings.own('MIDDLEWARE'));
      const names = certain(settings.texts('MIDDLEWARE'));
      if (middleware === undefined || !isSequence(middleware) || names?.complete !== true) {
        continue;
      }
      const at = names.items.indexOf(WHITENOISE);
      const place = middleware.items[at];
      const origin = place?.kind === 'known' ? place.origins[0] : undefined;
      const before = names.items.slice(0, Math.max(at, 0)).find((name) => HEAVY.has(name));
      const isEarly = at >= 0 && names.items.indexOf(SECURITY) > at;
      if (origin === undefined || (before === undefined && !isEarly)) {
        continue;
      }
      const last = (before ?? '').split('.').at(-1) ?? '';
      report({ ...origin, message: before === undefined ? 'early' : 'late', values: { middleware: last } });
    }
  },
});

/** Settings that a process runs with may put right what those below them say; where no process is known, any may be the ones. */
function usedSettings(site: Site, project: DjangoProject): Settings[] {
  const run = site.applications.filter((one) => one.project === project && one.process !== undefined);
  return (run.length > 0 ? run : project.modules).map(({ settings }) => settings);
}
